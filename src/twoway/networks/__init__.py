"""One module per network, nothing else."""
