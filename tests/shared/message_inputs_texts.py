"""Inputs of the messages on texts that people write, their works and their confirmations."""

from __future__ import annotations

from collections.abc import Mapping

from around_inputs import refused, with_parts
from message_inputs import Given

BACKGROUND, CONFIRMED = "data/text/background.md", "data/text/confirmed.json"
CSL, BIB = "data/references.json", "data/references.bib"
CONCLUSIONS = {"data/text/authors-conclusions.md": "Text."}
SLOW = with_parts(texts__citations__TIME_LIMIT=0.0)


def text(content: str, **works: str) -> Given:
    names = {"csl": CSL, "bib": BIB}
    return Given("check", {BACKGROUND: content, **{names[k]: v for k, v in works.items()}})


TEXTS: Mapping[str, Given] = {
    "a text that is empty": text(" "),
    "a text that is a comment": text("<!-- to be written -->\n\n## Why\n"),
    "a text that is a folder": Given("check", {f"{BACKGROUND}/x.txt": "x"}),
    "a text that is far too long": text("x" * 200_001),
    "a text in a folder of a folder": Given("check", {"data/text/en/old/background.md": "x"}),
    "a text in another language": Given("check", {"data/text/fr/background.md": "x"}),
    "a text in another format": Given("check", {"data/text/background.docx": "x"}),
    "a text with a slip in its name": Given("check", {"data/text/backround.md": "x"}),
    "a text of another name": Given("check", {"data/text/zzz.md": "x"}),
    "works twice": text("x", csl="[]", bib="x"),
    "works of nothing": text("x", csl=" "),
    "works that are no JSON": text("x", csl="["),
    "works that are no list": text("x", csl="3"),
    "works nested too deeply": text("x", csl="[" * 100_000),
    "works that are no BibTeX": text("x", bib="@article{a, title={x}\n@book{"),
    "works that take too long": Given("check", {BACKGROUND: "x", BIB: "x"}, around=SLOW),
    "a text that is confirmed by nobody": Given("text confirm authors-conclusions", CONCLUSIONS),
    "a text confirmed by an empty name": Given(
        "text confirm authors-conclusions --by ' '", CONCLUSIONS
    ),
    "a text confirmed in the future": Given(
        "text confirm authors-conclusions --by x --date 2999-01-01", CONCLUSIONS
    ),
    "a text confirmed on no date": Given(
        "text confirm authors-conclusions --by x --date 1.2.2026", CONCLUSIONS
    ),
    "a text that is about no result": Given("text confirm background --by x", {BACKGROUND: "x"}),
    "a text that there is not": Given("text confirm backgroud --by x", {BACKGROUND: "x"}),
    "confirmations that are a folder": Given("text list", {**CONCLUSIONS, f"{CONFIRMED}/x": "x"}),
    "confirmations by hand": Given("text list", {**CONCLUSIONS, CONFIRMED: "[]"}),
    "confirmations on a full disk": Given(
        "text confirm authors-conclusions --by x",
        CONCLUSIONS,
        around=with_parts(living__text_confirmations__write_whole=refused),
    ),
}
