"""Text that came from a registry is shown as text: escaping for Pandoc Markdown and for raw HTML.

Pandoc reads a backslash before any ASCII punctuation as that character (`all_symbols_escapable`),
so escaped text stays text in Pandoc and in Quarto, whatever extensions are on.
"""

from __future__ import annotations

import html
import json
import re
from urllib.parse import quote

from living_review.ground.from_the_right import apart
from living_review.ground.visible_text import visible
from living_review.language.fact import Fact

_INTRAWORD = r"(?<=[^\W_])[-.](?=[^\W_])|(?:(?<=[^\W_])|(?<=\))):(?= |$)|(?<=[0-9])%"
_NEEDS_ESCAPE = re.compile(r"""[!"#$%&'()*+\-.:<=>@\[\\\]^_`{|}~]""")
_INSIDE_A_WORD = re.compile(_INTRAWORD)
_NEVER_SPECIAL_INSIDE = re.compile(
    rf"{_INTRAWORD}|[()]|(?<=[^.\s])\.(?= |$)|(?<=[ \u00a0])=(?=[ \u00a0])"
)
_DOI = re.compile(r"10\.\d{4,9}/\S{1,200}")
_LONGEST_ADDRESS = 60
ADDRESS = re.compile(r"https?://[^\s<>\"`{}|\\^]{1,1000}")


class Markdown(str):
    """Markdown made by this program; any other text is escaped when a template prints it."""

    __slots__ = ()


def escape(text: str) -> Markdown:
    """Escape a text so that Pandoc Markdown shows exactly it, on one line.

    Names that are read from right to left are held apart from the numbers beside them.
    Punctuation that can have no meaning where it stands is left alone (a hyphen or a point between
    letters, a colon after a word, brackets and a full stop after the first word), so that sources
    stay readable.
    """
    if isinstance(text, Markdown):
        return text
    return Markdown(_on_one_line(apart(visible(text))))


def _on_one_line(line: str) -> str:
    first, space, rest = line.partition(" ")
    # The first word might open a block, so more of it is escaped.
    return _escaped(first, _INSIDE_A_WORD) + space + _escaped(rest, _NEVER_SPECIAL_INSIDE)


def _escaped(text: str, harmless: re.Pattern[str]) -> str:
    kept = {m.start() for m in harmless.finditer(text)}
    return _NEEDS_ESCAPE.sub(lambda m: m[0] if m.start() in kept else "\\" + m[0], text)


class Marked(Fact):
    """A fact whose macro is Markdown; every text among its fields is escaped.

    Its macro has no blocks, `{% filter sentence %}…`: what is inside would be escaped twice.
    """

    form = Markdown
    printed = staticmethod(escape)


def link(text: str, href: str) -> Markdown:
    """Link a text to a page of the site or an address this program made."""
    return Markdown(f"[{escape(text)}]({quote(href, safe=_URL_SAFE)})")


_URL_SAFE = "/:?#=&%;,+@~.-_!$"


def doi_link(doi: str) -> Markdown:
    """Link a DOI to its resolver; what does not look like a DOI stays text."""
    address = doi_address(doi)
    return link(f"doi:{doi.strip()}", address) if address else escape(doi)


def doi_address(doi: str | None) -> str | None:
    """Give the resolver's address of a DOI, or None when it is not one."""
    text = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", (doi or "").strip(), flags=re.I)
    return f"https://doi.org/{quote(text, safe='/.-_;()')}" if _DOI.fullmatch(text) else None


def linked(text: str) -> Markdown:
    """Escape a text and link the web addresses in it, a long one under the name of its host."""
    parts, at = [], 0
    for found in ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:!?)'")
        parts += [_inner(text[at : found.start()]), link(address_shown(address), address)]
        at = found.start() + len(address)
    return Markdown("".join((*parts, _inner(text[at:]))))


def address_shown(address: str) -> str:
    """Give a web address as readers see it: without its scheme, and a long one by its ends."""
    name = address.partition("://")[2]
    host, _, path = name.partition("/")
    shown = name if len(name) <= _LONGEST_ADDRESS else f"{host}/… ({path.rsplit('/', 1)[-1]})"
    return shown if len(shown) <= _LONGEST_ADDRESS else f"{host}/…"


def _inner(text: str) -> Markdown:
    """Escape a part of a line, keeping the space at its ends."""
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    said = escape(text)
    return Markdown(f"{before}{said}{after}") if said else Markdown(before)


def attribute(text: str) -> Markdown:
    """Quote a text as the value of an attribute in a Pandoc attribute list."""
    plain = visible(text).replace("\\", "\u29f5").replace('"', "\u201d")
    return Markdown('"' + plain.replace("{", "\uff5b").replace("}", "\uff5d") + '"')


def yaml_string(text: str) -> Markdown:
    """Quote a text for the front matter, on one line, so that Quarto shows exactly it, too.

    Quarto reads the strings of front matter as Markdown, and looks for short codes in what came of
    that, where an escaped brace is a brace again. It takes for one only what stands in one piece,
    so an empty span holds the pieces apart. `plain_of` takes both off.
    """
    line = _on_one_line(visible(text))
    for mark, in_pieces in _SHORT_CODE.items():
        line = line.replace(mark, in_pieces)
    return Markdown(json.dumps(line, ensure_ascii=False))


def plain_of(front: str) -> str:
    """Give the text of a string of front matter: what `yaml_string` added is taken off."""
    return _ADDED.sub(r"\1", front)


def by_number(text: str) -> str:
    """Escape a text for where Quarto prints it now as Markdown, now as HTML: it is itself in both.

    What would be escaped by a backslash in Markdown is written as a character reference.
    """
    return _ADDED_BACKSLASH.sub(lambda found: f"&#{ord(found[1])};", _on_one_line(visible(text)))


_ADDED_BACKSLASH = re.compile(r"\\(.)")
_EMPTY = "[]{}"
_SHORT_CODE = {r"\{\{\<": rf"\{{\{{{_EMPTY}\<", r"\>\}\}": rf"\>{_EMPTY}\}}\}}"}
_ADDED = re.compile(r"""\\([!-/:-@\[-`{-~])|\[\]\{\}""")


def raw_html(markup: str) -> Markdown:
    """Wrap HTML of this program in a raw block that no cell can close.

    Backticks could end the fence and braces could open a Quarto shortcode, so both are written as
    character references.
    """
    inert = markup.replace("`", "&#96;").replace("{", "&#123;").replace("}", "&#125;")
    lines = "\n".join(line for line in inert.splitlines() if line.strip())
    return Markdown(f"```{{=html}}\n{lines}\n```")


def html_text(text: str) -> str:
    """Escape a text for HTML, on one line and with nothing invisible in it."""
    return html.escape(apart(visible(text)), quote=True)
