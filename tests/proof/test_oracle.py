"""The schedule against its oracle, a few thousand cases of many; and the oracle itself."""
