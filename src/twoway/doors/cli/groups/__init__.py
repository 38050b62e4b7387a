"""Groups of commands that `commands` puts under `twoway`; what each does stands in the module it names."""
