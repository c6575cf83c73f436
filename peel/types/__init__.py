"""The records that cross file borders: frozen, keyword-only, each with a schema number and a round trip to JSON."""
