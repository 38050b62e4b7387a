"""Ways in, thin: they turn words into one action and its outcome into words."""
