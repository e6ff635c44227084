"""The blocks of a page: what is typed, what it prints, and what a page says is not run."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

BLOCK = re.compile(
    r"^(?P<indent> *)```(?P<language>\S*)\n(?P<code>.*?)^(?P=indent)```[ \t]*\n"
    r"(?P<mark>\n *\*Not run: (?P<reason>[^\n]+)\*\n)?",
    re.MULTILINE | re.DOTALL,
)
PROGRAM = "living-review "
COMMENT = re.compile(r"(^|\s)#.*$")


@dataclass(frozen=True)
class Block:
    """A block as it stands on its page, and the reason why it is not run, where there is one."""

    page: str
    line: int
    language: str
    code: str
    reason: str
    told: str = ""
    """What stands right below it as printed, where anything does."""

    def __str__(self) -> str:
        return f"{self.page}, line {self.line}"

    @property
    def commands(self) -> list[str]:
        """The command lines of a shell block, without comments; what `&&` joins are two."""
        lines = self.code.replace("\\\n", " ").splitlines()
        bare = (COMMENT.sub("", line).strip() for line in lines)
        return [part.strip() for line in bare if line for part in line.split("&&")]

    @property
    def runs(self) -> bool:
        """Whether each of its command lines is one of the program."""
        return all(f"{line} ".startswith(PROGRAM) for line in self.commands)


def blocks(page: str, text: str) -> Iterator[Block]:
    """Yield the blocks of a page; what a block prints belongs to it and is none of its own."""
    found = list(BLOCK.finditer(text))
    for at, each in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        printed = after is not None and _below(text, each, after)
        if at and _below(text, found[at - 1], each):
            continue
        yield Block(
            page,
            text.count("\n", 0, each.start()) + 1,
            each["language"],
            textwrap.dedent(each["code"]),
            each["reason"] or "",
            after["code"] if printed and after else "",
        )


def _below(text: str, above: re.Match[str], below: re.Match[str]) -> bool:
    """Whether a block is what the one above it prints."""
    between = text[above.end() : below.start()].strip()
    return below["language"] == "text" and above["language"] in ("python", "sh") and not between
