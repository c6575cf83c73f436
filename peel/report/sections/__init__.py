"""One file a section of the report: it turns facts into what its template shows."""
