"""The manifest: what the source holds, row by row, and what is known of each row."""
