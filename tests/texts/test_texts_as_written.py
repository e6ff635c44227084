"""What comes of texts of every make, letter by letter: `as_written.txt` holds it.

Blocks are put together as people do: each alone, each behind each other, each in a list, a deep
list and a quotation. UPDATE_SNAPSHOTS=1 keeps the texts of now.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from test_inert import MEANT, TO_THE_LETTER

from living_review.texts.inert import source_of, written

KEPT = Path(__file__).with_name("as_written.txt")
BLOCKS = (
    "One line of 12 people, in 2019, of 3.5 % and -4.",
    "Two lines\nof *one*  \nparagraph",
    "- a\n- b\n- c",
    "- a\n\n- b",
    "1. a\n2. b",
    "98. a\n99. b\n100. c\n101. d",
    "9. a\n\n   more\n10. b",
    "0. zero\n1. one",
    "> said\nby *somebody*",
    "# First",
    "### Third, of 3",
    "Under\n===",
    "---",
    "[WHO](https://who.int 'a title') and <http://who.int/a?b=1>",
    "[it](doi:10.1186/s12888-021-03321-z), [it](DOI:10.1/x(y)), [no](ftp://x), [no](#here)",
    '![y](z.png "t") and ![](https://who.int/x.png)',
    "<!-- one\ntwo -->after 7",
    "**bold *both* bold**_under_*a**b*",
    "a\\\nb\\*c\\",
    "    four spaces of code 5",
    "```\nfenced 6\n```",
    "1,234 and 1.5% and 12th and 3-4 and v2 and 1990 and 2100 and 10.000.000",
)


def texts() -> Iterator[str]:
    yield from ("", " \n\n", "<!-- nothing -->", *BLOCKS, *TO_THE_LETTER)
    yield from (text for text, _ in MEANT)
    for each, after in zip(BLOCKS, (*BLOCKS[7:], *BLOCKS[:7]), strict=True):
        inner = each.replace("\n", "\n    ")
        yield f"{each}\n\n{after}"
        yield f"{each}\n{after}"
        yield f"-   {inner}\n-   {after}"
        yield f"7.  {inner}\n\n    - {after}\n8.  end"
        yield "\n".join(f"> {line}" for line in each.splitlines())


def test_texts_of_every_make_come_out_as_they_did() -> None:
    blocks = []
    for number, text in enumerate(texts()):
        titles = ["Second", "First"] if number % 3 else []
        done = written(source_of(text), title=titles, anchor="t" if number % 2 else "text")
        said = [
            *(f"? {line}: {remark}" for line, remark in done.remarks),
            f"by hand {done.by_hand}",
        ]
        blocks.append("\n".join([f"~~~ {number} {text!r}", str(done.markdown), *said]))
    text = "\n".join(blocks) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        KEPT.write_text(text, "utf-8")
    assert text == KEPT.read_text("utf-8"), "see UPDATE_SNAPSHOTS"
