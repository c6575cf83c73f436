"""`peel serve`: a bundle behind HTTP, with answers written down and labels taken back."""
