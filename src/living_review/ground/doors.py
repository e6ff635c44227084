"""What is run as `python -m living_review.ROOM`: a wrong call ends in one sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from inspect import signature
from pathlib import Path

from living_review.ground.errors import BadInput, LivingReviewError

OF_THE_PROGRAM = "This is run by living-review itself, which hands over what is to be done."


def entered(run: Callable[..., None], door: str, arguments: Sequence[str]) -> int:
    """Call a function with the paths of a command line; give the exit code.

    `door` is the room, with folders for an example.
    """
    if len(arguments) != len(signature(run).parameters):
        print(f"Run it as: python -m living_review.{door}", file=sys.stderr)
        return BadInput.exit_code
    try:
        run(*map(Path, arguments))
    except LivingReviewError as fault:
        print(fault, file=sys.stderr)
        return fault.exit_code
    except OSError as error:
        print(f"{error.filename}: {error.strerror}; name another path.", file=sys.stderr)
        return 3
    return 0
