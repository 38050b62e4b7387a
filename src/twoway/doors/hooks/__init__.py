"""Where networks and hubs call us: every call is checked and answered fast, and believed as little as possible."""
