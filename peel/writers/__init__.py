"""Annotations in the forms of other programs, one file a form."""
