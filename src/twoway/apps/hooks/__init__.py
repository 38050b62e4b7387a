"""Addresses at which networks call us: made, kept, checked, and taken back."""
