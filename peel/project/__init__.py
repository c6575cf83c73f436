"""A project's folder: making one, finding it, running its pipeline and reading what came out."""
