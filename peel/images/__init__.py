"""Pictures: bytes to pixels by one rule, digests, and the tar shards that hold them."""
