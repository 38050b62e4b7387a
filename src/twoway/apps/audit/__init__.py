"""Who did what, as whom, and why."""
