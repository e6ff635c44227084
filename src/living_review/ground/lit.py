"""Trials that light up in the figures and tables of a page, where they are not too many."""

from __future__ import annotations

MOST_LIT = 100
"""With more trials a page would be heavier, and nobody looks for one by pointing."""
