"""The connection doctor: looks at one account from end to end, and says what to do next."""
