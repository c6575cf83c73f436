"""Contract suites that ship: what a kind, a backbone or a source of your own must hold."""
