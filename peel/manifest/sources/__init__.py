"""Where items come from: one file an import form."""
