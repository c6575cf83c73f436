"""Every item looked at once: what is good goes on, what is not is put aside with its reason."""
