"""Closed-form heads on pooled features: exact leave-one-out scores and fits by algebra, never by training."""
