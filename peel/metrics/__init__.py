"""Pure scores with their intervals, and the gate: no file, no clock, no hidden random state."""
