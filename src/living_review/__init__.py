"""Living Review: from a trial registry to a published systematic review."""

__version__ = "0.1.0"
