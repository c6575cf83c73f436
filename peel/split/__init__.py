"""The sealed test part and the folds, near duplicates and groups on one side."""
