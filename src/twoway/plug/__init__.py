"""What a plug-in may be asked, and the finder that finds it."""
