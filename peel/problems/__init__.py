"""Problem kinds, a folder each; they are found by `peel.problem.find`, never imported by name."""
