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


class LivingReviewError(Exception):
    """Any failure this program foresees; `exit_code` is what the command line returns for it."""

    exit_code = 2


class BadInput(LivingReviewError, ValueError):
    """A file of the review cannot be used as it stands; `problems` holds one sentence per fault."""

    def __init__(self, *problems: str) -> None:
        # They quote what stands in files that anybody may have written.
        self.problems = tuple(seen(problem) for problem in problems)
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
