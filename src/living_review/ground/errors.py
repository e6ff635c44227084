"""The one tree of errors. Messages are for people: file, row, column, value, remedy.

The number is the exit code of a command that ends with it:

    LivingReviewError             2  any failure this program foresees
    ├── BadInput                  2  a file of the review cannot be used as it stands
    │   ├── ProtocolError         2  protocol.yml
    │   ├── RegistryError         2  a table of the registry
    │   │   └── AddressRefused    2  its host lies inside a network (sources/addresses)
    │   ├── JudgementError        2  judgements.csv
    │   ├── StoreDamaged          2  a published version was changed by hand
    │   └── TemplateFailure       2  a template does not render
    │       └── PageFault         2  a page that was made of it may not be (pages/page_faults)
    │           └── ActiveMarkup  2  it holds markup that could act (pages/safe_html)
    ├── StatisticsError           2  the numerics were called with what has no meaning
    ├── EnvironmentFailure        3  a library, font or program is missing or another than known
    ├── SourceUnreachable         4  the registry could not be pulled
    ├── Locked                    5  another run is at work
    └── Disagreement              6  the second computation gives another figure than the first

Code 1 is no failure: the command did its work, and rows were set aside. What the system refuses
(OSError) ends with 3, too; whatever else is not of this tree is a fault of the program, code 70.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

_PLACE = re.compile(
    r"(?P<file>[^\s,:]+(?:\.\w+))(?:, (?:line|row) (?P<line>\d+))?(?:, (?P<key>[\w.\[\]-]+))?:? "
)
_REMEDY = re.compile(r"(?:; |— )(?=[^;—]*$)")
_ALLOWED = re.compile(r"allowed (?:is|are) ")


def seen(text: str) -> str:
    """Write what nobody sees, or what would drive a terminal, as its code; line ends stay."""
    if text.isprintable():
        return text
    return "".join(
        letter
        if letter.isprintable() or letter == "\n"
        else " "
        if letter.isspace()
        else f"[U+{ord(letter):04X}]"
        for letter in text
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a file, as its sentence and as its parts; what is not known is None or ''."""

    sentence: str
    file: str = ""
    line: int | None = None
    key: str = ""
    value: str | None = None
    """What was found, where the sentence is about a value."""

    @classmethod
    def told(cls, sentence: str) -> Problem:
        """Read the place that every sentence about a file begins with."""
        sentence = seen(sentence)
        found = _PLACE.match(sentence)
        if not found:
            return cls(sentence)
        line = found["line"]
        return cls(sentence, found["file"], int(line) if line else None, found["key"] or "")

    @property
    def remedy(self) -> str:
        """What to do: what the sentence says last, after its semicolon, dash or `allowed is`."""
        if allowed := _ALLOWED.search(self.sentence):
            return self.sentence[allowed.start() :]
        parts = _REMEDY.split(self.sentence, maxsplit=1)
        return parts[1] if len(parts) > 1 else ""

    def as_json(self) -> dict[str, Any]:
        """Give it for `--json`."""
        return {
            "file": self.file or None,
            "line": self.line,
            "key": self.key or None,
            "value": self.value,
            "remedy": self.remedy or None,
            "sentence": self.sentence,
        }


class LivingReviewError(Exception):
    """Any failure this program foresees; `exit_code` is what the command line returns for it."""

    exit_code = 2


class BadInput(LivingReviewError, ValueError):
    """A file of the review cannot be used as it stands; `problems` holds one sentence per fault.

    `parts` are the same by file, line, key, value and remedy.
    """

    def __init__(self, *problems: str | Problem) -> None:
        # They quote what stands in files that anybody may have written.
        self.parts = tuple(
            replace(each, sentence=seen(each.sentence))
            if isinstance(each, Problem)
            else Problem.told(each)
            for each in problems
        )
        self.problems = tuple(each.sentence for each in self.parts)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        first, *more = self.problems or ("",)
        if not more:
            return first
        return f"{first} ({len(more)} more {'problem' if len(more) == 1 else 'problems'})"


class ProtocolError(BadInput):
    """`protocol.yml` is missing, malformed, or asks for something that is not allowed."""


class RegistryError(BadInput):
    """A table of the registry is missing, has a wrong header, or repeats a key."""


class JudgementError(BadInput):
    """`judgements.csv` holds something that is not a GRADE decision."""


class StoreDamaged(BadInput):
    """A published version in `data/versions/` was changed by hand."""


class StatisticsError(LivingReviewError, ValueError):
    """The numerics were called with arguments that have no meaning."""


class TemplateFailure(BadInput):
    """A template of the review does not render."""


class EnvironmentFailure(LivingReviewError, RuntimeError):
    """A library, font or program is missing; the message names the command that mends it."""

    exit_code = 3


class SourceUnreachable(LivingReviewError, ConnectionError):
    """The registry could not be pulled."""

    exit_code = 4


class Locked(LivingReviewError, RuntimeError):
    """Another run holds the lock."""

    exit_code = 5


class Disagreement(LivingReviewError, ArithmeticError):
    """The second computation gives another figure than the first; nothing is published."""

    exit_code = 6
