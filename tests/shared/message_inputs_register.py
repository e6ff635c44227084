"""What is said of the trial register, of words and of the second computation."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from message_inputs import PROTOCOL, Content, Given
from message_places import Around, both, environment, folder, link, put_back, replaced, web

import living_review

BASE = "LIVING_REVIEW_CLINICALTRIALS_URL"
CANDIDATES = "data/candidates.csv"
STUDIES, NUMBER = "/api/v2/studies", "NCT01234567"
ASKED = {PROTOCOL: ("review:\n", "surveillance: {conditions: pain}\nreview:\n")}
NONE = json.dumps({"studies": []}).encode()


def asked(
    around: Around, files: Mapping[str, Content] | None = None, words: str = "surveil"
) -> Given:
    """Ask the register at once, whatever it likes."""
    fast = replaced("living_review.surveillance.client.PAUSE", 0.0)
    return Given(words, {CANDIDATES: None} | dict(files or {}), ASKED, both(fast, around))


def answered(status: int, body: bytes = b"", **headers: str) -> Given:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return asked(web({STUDIES: (status, named, body)}))


def full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")


def made() -> Mapping[str, Given]:
    """Give the inputs; they are made when they are asked for."""
    return {**_register(), **_words()}


def _register() -> Mapping[str, Given]:
    nothing = web({STUDIES: (200, {}, NONE)})
    one = web({STUDIES: (200, {}, json.dumps({"studies": [RESULTS]}).encode())})
    numbered = web({STUDIES: (200, {}, NONE), f"{STUDIES}/{NUMBER}": (200, {}, b"{}")})
    small = replaced("living_review.surveillance.client.LARGEST_ANSWER", 5)
    results = web(
        {STUDIES: (200, {}, NONE), f"{STUDIES}/{NUMBER}": (200, {}, json.dumps(RESULTS).encode())}
    )
    full = replaced("living_review.surveillance.survey.write_whole", full_disk)
    return {
        "a search that the register cannot read": answered(400, b"Query is malformed"),
        "a register that refuses": answered(403),
        "a register that is busy": answered(429, retry_after="9999"),
        "a register that sends a page": answered(200, b"<html>"),
        "a register that sends another answer": answered(200, b"{}"),
        "a register that leads to itself": answered(302, location=STUDIES),
        "a register that leads elsewhere": answered(301, location="https://example.org/"),
        "a search that finds very much": answered(
            200, json.dumps({"studies": [], "totalCount": 10_001}).encode()
        ),
        "a register that sends very much": asked(both(small, nothing)),
        "a register at an address of its own": asked(environment(**{BASE: "http://example.org"})),
        "a draft of no number": asked(nothing, words="surveil --draft NCT1"),
        "a draft of a record without its number": asked(
            numbered, words=f"surveil --draft {NUMBER}"
        ),
        "a draft where a file is": asked(
            results, {"data/drafts": "x"}, words=f"surveil --draft {NUMBER}"
        ),
        "candidates with another header": asked(nothing, {CANDIDATES: "a\n1\n"}),
        "candidates that are a folder": asked(both(nothing, folder(CANDIDATES))),
        "candidates on a full disk": asked(both(one, full)),
    }


RESULTS = {
    "protocolSection": {"identificationModule": {"nctId": NUMBER, "briefTitle": "Walking"}},
    "hasResults": True,
    "resultsSection": {
        "outcomeMeasuresModule": {
            "outcomeMeasures": [
                {
                    "type": "PRIMARY",
                    "title": "Pain",
                    "timeFrame": "12 weeks",
                    "paramType": "MEAN",
                    "dispersionType": "STANDARD_DEVIATION",
                    "groups": [{"id": "OG000", "title": "A"}, {"id": "OG001", "title": "B"}],
                    "denoms": [
                        {
                            "units": "Participants",
                            "counts": [
                                {"groupId": "OG000", "value": "10"},
                                {"groupId": "OG001", "value": "10"},
                            ],
                        }
                    ],
                    "classes": [
                        {
                            "categories": [
                                {
                                    "measurements": [
                                        {"groupId": "OG000", "value": "1", "spread": "1"},
                                        {"groupId": "OG001", "value": "2", "spread": "1"},
                                    ]
                                }
                            ]
                        }
                    ],
                }
            ]
        }
    },
}
WORDS = "templates/en/words/terms.j2"
BUILD = "build --out new --only html"
FRENCH = {PROTOCOL: ("  authors:", "  language: fr\n  authors:")}


@contextmanager
def without_statsmodels(_: Path) -> Iterator[None]:
    """Let the package of the second computation not be installed."""
    import living_review.verification as loaded

    packages = loaded.__name__, "statsmodels"
    gone = [name for name in sys.modules if name.startswith(packages)]
    with patch.object(living_review, "verification", loaded), put_back(*packages):
        for name in gone:
            del sys.modules[name]
        sys.modules["statsmodels"] = None  # type: ignore[assignment]
        yield


@contextmanager
def without_templates(_: Path) -> Iterator[None]:
    """Let the templates of the program be gone."""
    from living_review.language import macros, words

    # What was said before, in this process, is not kept either.
    with (
        patch.object(macros, "PROGRAM_TEMPLATES", Path("/nowhere/templates")),
        patch.object(words.PROGRAMS, "_sayers", {}),
    ):
        macros._programs.cache_clear()
        yield
    macros._programs.cache_clear()


def read(page: Path) -> object:
    from living_review.pages.pandoc import read_page

    return read_page(page)


def answer_of(*given: Any) -> None:
    given[-1].verified()


def failing(*_: object) -> None:
    raise ZeroDivisionError("division by zero")


def _words() -> Mapping[str, Given]:
    here = "living_review.verification"
    # No other Python, and nothing rendered: the answer is asked for at once.
    alone = both(
        replaced(f"{here}.verifier.started_process", full_disk),
        replaced("living_review.runs.everywhere.render_everywhere", answer_of),
    )
    return {
        "words about nothing": Given("check", {"templates/en/words/tems.j2": "x"}),
        "words in another encoding": Given("check", {WORDS: b"\xff"}),
        "words behind a link out of the review": Given(
            "check", {"templates/en/words/x": ""}, {}, link(WORDS, "/etc/hostname")
        ),
        "a page of a day that there is not": Given(
            "", {"p.qmd": "---\ndate: 2026-13-45\n---\n"}, call=lambda root: read(root / "p.qmd")
        ),
        "words of a language that is none": Given("words --language qq"),
        "a report in a language without words": Given("check", {}, FRENCH),
        "a program without its templates": Given("check", {}, {}, without_templates),
        "a second computation that fails": Given(
            BUILD, {}, {}, both(alone, replaced(f"{here}.run.expected", failing))
        ),
        "a second computation without its package": Given(
            BUILD, {}, {}, both(without_statsmodels, alone)
        ),
    }
