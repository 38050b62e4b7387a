"""What is measured, each against its limit or a peer, in one run."""
