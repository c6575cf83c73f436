"""Which model is the champion: versions, the gate, promotion, rollback."""
