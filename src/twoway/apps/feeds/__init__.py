"""Feeds: what a blog writes becomes a draft, once; and what a persona said can be read as a feed."""
