"""The only reader of params.yaml and of PEEL_* variables."""
