"""The word living: what was published, what changed since, and what tells people so."""
