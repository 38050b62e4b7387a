"""Connected accounts, their secrets and their health."""
