"""Where the map over items runs: this machine."""
