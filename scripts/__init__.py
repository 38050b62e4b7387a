"""What `make` calls: set-up, checks, docs, the proof of the wheel."""
