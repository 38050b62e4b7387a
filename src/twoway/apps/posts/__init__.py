"""Posts, their versions and pictures."""
