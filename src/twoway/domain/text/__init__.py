"""Counting, finding and cutting text exactly as each network does."""
