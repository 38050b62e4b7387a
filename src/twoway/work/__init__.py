"""Background work: the engine, the clock, and the way out to the networks."""
