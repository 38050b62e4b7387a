"""Workspaces, members, personas, and the people one talks with."""
