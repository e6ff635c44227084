"""Which page of the report holds what."""
