"""Films: read by a process of their own, frame by frame, and cut into shots."""
