"""A preview for authors: built aside, served on this machine, and made again on every save."""

from __future__ import annotations

from living_review.watch.session import watch

__all__ = ["watch"]
