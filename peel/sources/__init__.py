"""Where labelled images come from: each form in which they come, and what ingest makes of them."""
