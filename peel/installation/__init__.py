"""What a small installation needs on one machine, kept running: the Prefect server, the flows, the model server."""
