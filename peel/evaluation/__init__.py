"""The file itself on the sealed test part, its twin beside it, and the verdict."""
