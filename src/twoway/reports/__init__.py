"""One module per report, nothing else."""
