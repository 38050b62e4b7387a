"""Facts and pure functions of the trade: no clock, no database, no network."""
