"""Twoway: a desk for people who speak for a business on social networks."""
