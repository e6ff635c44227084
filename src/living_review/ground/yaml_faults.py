"""What is wrong with a file that should be YAML, in our words: which line, and what to do.

The parser names its tokens ("expected <block end>"). Here stands what a person did; the parser's
complaint and the line that it is about are the traces of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from living_review.ground.errors import BadInput

_CLOSING = {"[": "]", "{": "}"}
_LINE_END = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
_KEY_WITH_VALUE = re.compile(r"\s*(?:- +)*(\"[^\"]*\"|'[^']*'|[^\s\"'][^:]*): +\S")
_COLON = re.compile(r":(?:\s|$)")
_SHOWN = 40
_Found = tuple[int, str] | None
"""The line, counted from 0, and what is wrong there."""


def decoded(content: bytes, file: str, refused: type[BadInput] = BadInput) -> str:
    """Give the text of a file in UTF-8; `refused`, with file, line and byte, where it is none."""
    if content.startswith(b"PK\x03\x04"):
        raise refused(f"{file} is a workbook or another package; name a file of text.")
    # Where the first letter takes two bytes and one of them is nothing, it is UTF-16 unmarked.
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or 0 in content[:2]:
        raise refused(f"{file} is UTF-16 text; save it with UTF-8 encoding.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(
            f"{file}, line {line}: the byte 0x{content[error.start]:02X} is not UTF-8 text; save "
            "the file with UTF-8 encoding."
        ) from error


def told(error: yaml.YAMLError | RecursionError, text: str, file: str, above: int = 0) -> str:
    """Say in one sentence why a text is no YAML; `above` lines of the file stand before it."""
    if isinstance(error, RecursionError):
        return f"{file} is nested too deeply; write what it says in fewer levels."
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return (
            f"{file}, line {line + above}: the character U+{ord(text[error.position]):04X} is not "
            "allowed in YAML; remove it."
        )
    assert isinstance(error, yaml.MarkedYAMLError)
    line, reason = _Complaint.of(error, text).read()
    return f"{file}, line {line + 1 + above}: {reason}"


@dataclass(frozen=True)
class _Complaint:
    """What the parser said, and of which place of which text."""

    text: str
    lines: list[str]
    problem: str
    context: str
    at: yaml.Mark
    begun: yaml.Mark
    """Where that began in which the parser was."""

    @classmethod
    def of(cls, error: yaml.MarkedYAMLError, text: str) -> _Complaint:
        at = error.problem_mark or error.context_mark
        assert at is not None
        said = str(error.problem or ""), str(error.context or "")
        return cls(text, [*_LINE_END.split(text), ""], *said, at, error.context_mark or at)

    def read(self) -> tuple[int, str]:
        """Give the line and the sentence of the first reading that knows the complaint."""
        readings = (
            *(_tab, _documents, _quotation, _first_letter, _bracket),
            *(_colon, _no_colon, _list_on_line, _after_closing, _indentation),
        )
        for reading in readings:
            if found := reading(self):
                return found
        return self.line, (
            "this is not valid YAML; check the indentation, colons and quotation marks on and just "
            "above this line."
        )

    @property
    def line(self) -> int:
        """The line of the complaint, or the last above that says a thing where the text ended."""
        return self.at.line if self.lines[self.at.line].strip() else self.above(self.at.line)

    @property
    def before(self) -> str:
        """What stands on the line before the place of the complaint."""
        return self.lines[self.at.line][: self.at.column]

    def letter(self, mark: yaml.Mark) -> str:
        """Give the letter at a mark; nothing at the end of a line."""
        return self.lines[mark.line][mark.column : mark.column + 1]

    def above(self, line: int) -> int:
        """Give the nearest line above that is neither blank nor a remark."""
        said = (i for i in range(line - 1, -1, -1) if re.match(r"\s*[^\s#]", self.lines[i]))
        return next(said, line)


def _cut(text: str) -> str:
    text = text.strip()
    return f"'{text}'" if len(text) <= _SHOWN else f"'{text[:_SHOWN]}…'"


def _tab(said: _Complaint) -> _Found:
    if "'\\t'" in said.problem or re.match(r" *\t", said.lines[said.line]):
        return said.line, "a tab stands where YAML allows only spaces; put spaces in its place."
    return None


def _documents(said: _Complaint) -> _Found:
    another = said.context == "expected a single document in the stream"
    ended = said.problem.startswith("expected '<document start>'")
    if another or (ended and said.lines[said.above(said.at.line)].startswith("...")):
        return said.line, (
            "a second document begins here, and a file holds one; remove the line of --- or ... "
            "between the two, or the document that belongs elsewhere."
        )
    return None


def _quotation(said: _Complaint) -> _Found:
    if said.context == "while scanning a quoted scalar":
        return said.begun.line, (
            "the quotation mark that opens on this line is never closed; write it at the end of "
            "the value, too."
        )
    if said.context == "while scanning a double-quoted scalar":
        return said.line, (
            "a backslash between double quotation marks begins a code of YAML; put single "
            "quotation marks around the value."
        )
    return None


def _first_letter(said: _Complaint) -> _Found:
    of_its_own = said.context.endswith(("alias", "anchor", "tag", "directive", "block scalar"))
    mark = said.begun if of_its_own else said.at
    known = ("found ", "mapping keys are not allowed", "expected the node content")
    letter = said.letter(mark)
    if letter in ("]", "}", ",") and (found := _bracket(said)):
        return found
    if letter.strip() and (of_its_own or said.problem.startswith(known)):
        return mark.line, f"a value cannot begin with {letter}; put quotation marks around it."
    return None


def _bracket(said: _Complaint) -> _Found:
    opened: list[yaml.Mark] = []
    try:
        for token in yaml.scan(said.text):
            if token.start_mark.index >= said.at.index:
                break
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened.append(token.start_mark)
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                opened = opened[:-1]
    except yaml.YAMLError:
        pass
    if not opened:
        return None
    bracket = said.letter(opened[-1])
    return opened[-1].line, (
        f"what opens with {bracket} is not closed, or its parts are not set apart; write "
        f"{_CLOSING[bracket]} at its end, a comma between its parts, and quotation marks around a "
        "part that holds a colon, a comma or a bracket."
    )


def _colon(said: _Complaint) -> _Found:
    if said.problem != "mapping values are not allowed here":
        return None
    if key := _KEY_WITH_VALUE.match(said.before + " "):
        return said.line, (
            f"the value of {_cut(key[1])} holds a colon and a space, which begin another value; "
            "put quotation marks around the whole value."
        )
    above = said.above(said.line)
    if above == said.line:
        return None
    if not _COLON.search(said.lines[above]):
        return above, (
            f"{_cut(said.lines[above])} has no colon with a space after it; write KEY: VALUE, or "
            "indent it further than its key where it goes on with the text above."
        )
    return said.line, (
        f"{_cut(said.before)} is indented further than the line above, whose key has a value "
        "already; begin both in the same column."
    )


def _no_colon(said: _Complaint) -> _Found:
    if said.problem != "could not find expected ':'":
        return None
    line = said.begun.line
    return line, (
        f"{_cut(said.lines[line])} has no colon with a space after it; write KEY: VALUE, or indent "
        "it further than its key where it goes on with the text above."
    )


def _list_on_line(said: _Complaint) -> _Found:
    if said.problem.startswith("sequence entries are not allowed"):
        return said.line, (
            "a list cannot begin on the line of its key; write each entry on a line of its own, or "
            "put quotation marks around a text that begins with a dash."
        )
    return None


def _after_closing(said: _Complaint) -> _Found:
    before, letter = said.before.rstrip(), said.letter(said.at)
    if not said.problem.startswith("expected <block end>"):
        return None
    if letter and letter in "]},":
        return said.line, f"{letter} closes or parts what nothing opened; remove it."
    if letter == ":":
        return said.line, "a colon has no key before it; write the key."
    if before.endswith(('"', "'", "]", "}")):
        return said.line, (
            f"text follows the closing {before[-1]}; put quotation marks around the whole value, "
            "of the kind that it does not hold."
        )
    return None


def _indentation(said: _Complaint) -> _Found:
    if not said.problem.startswith(("expected <block end>", "expected '<document start>'")):
        return None
    if said.problem.endswith("'-'"):
        return said.line, (
            "an entry of a list stands among keys; indent it below the key that it belongs to."
        )
    if said.context.endswith("block collection"):
        return said.line, (
            "a key stands among the entries of a list; begin it with a dash, or in the column of "
            "the keys that it belongs to."
        )
    return said.line, (
        "the line is indented otherwise than those that it belongs to; begin keys of one group, "
        "and entries of one list, in the same column."
    )
