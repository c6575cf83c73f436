"""When and in what order: Prefect flows over the DVC stages. No arithmetic."""
