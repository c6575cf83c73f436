"""Child processes that outlive nobody: the supervisor, DVC and git as commands, a private Prefect server."""
