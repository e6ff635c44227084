"""Who confirmed which text, and on what: `data/text/confirmed.json`, which the program writes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from living_review.findings import ConclusionHeld
from living_review.findings.base import Value
from living_review.ground.disk import write_whole
from living_review.ground.errors import BadInput, EnvironmentFailure
from living_review.ground.folder import TEXTS_CONFIRMED
from living_review.ground.yaml_faults import decoded


class Confirmation(Value):
    """That somebody confirmed a text, on the conclusions of a version or of the one to come."""

    version: int
    by: str
    date: dt.date
    held: tuple[ConclusionHeld, ...] = ()


def read_confirmations(path: Path, until: dt.date | None = None) -> Mapping[str, Confirmation]:
    """Read the confirmations by the names of texts; those after a day (`until`) are left out.

    No file means that there is none. Raises BadInput for a file that the program did not write.
    """
    if not path.exists():
        return {}
    try:
        text = decoded(path.read_bytes(), TEXTS_CONFIRMED)
        document = json.loads(text)
        found = {str(name): Confirmation.model_validate(each) for name, each in document.items()}
    except (AttributeError, RecursionError, ValidationError, ValueError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            f"{TEXTS_CONFIRMED} is not as the program wrote it; restore it, or remove it and "
            "confirm the texts again with 'living-review text confirm'."
        ) from error
    return {name: each for name, each in found.items() if until is None or each.date <= until}


def write_confirmation(path: Path, name: str, confirmation: Confirmation) -> None:
    """Put a confirmation in the place of an earlier one of the same text; the file at once."""
    known = {**read_confirmations(path), name: confirmation}
    document = {each: known[each].model_dump(mode="json") for each in sorted(known)}
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise EnvironmentFailure(
            f"{path} cannot be written ({error.strerror}); allow it, and confirm the text again."
        ) from error
