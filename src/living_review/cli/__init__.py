"""The command line: arguments, progress, messages and exit codes, and nothing else."""

from __future__ import annotations

from living_review.cli.app import app, run

__all__ = ["app", "run"]
