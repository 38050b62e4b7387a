"""Settings, addresses, processes: the wiring and nothing else."""
