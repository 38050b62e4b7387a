"""One module per rule, nothing else."""
