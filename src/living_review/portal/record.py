"""What a portal tells the record of its library: the trials that several reviews hold."""

from __future__ import annotations

import json

from living_review.ground.disk import write_whole
from living_review.library.members import Library
from living_review.library.run import SCHEMA
from living_review.library.seals import RECORD
from living_review.portal.shared import InSeveral


def tell_library(library: Library, shared: InSeveral) -> None:
    """Add those trials to `library.json`; a record that is not there is not begun for them."""
    file = library.home / RECORD
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["schema"] != SCHEMA:
            return
    except (OSError, ValueError, KeyError, TypeError):
        return
    document["shared_trials"] = [each.as_json() for each in shared.trials]
    write_whole(file, (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode())
