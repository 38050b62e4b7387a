"""Sending one text to one account, never twice and never in silence."""
