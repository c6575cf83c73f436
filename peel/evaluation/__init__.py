"""The file itself on the sealed test part, the model that it was made from beside it, and the verdict."""
