"""What the desk has to tell its people, once, and the ways on which it tells it outside the pages."""
