"""Markdown pages into HTML through the bundled Pandoc and the one Lua filter."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import get_args

import yaml

from living_review import assets
from living_review.ground.errors import EnvironmentFailure, TemplateFailure
from living_review.ground.kept import kept
from living_review.ground.yaml_faults import told
from living_review.language import language_spoken, say
from living_review.language.facts import page_parts as facts
from living_review.language.markdown import plain_of
from living_review.pages.page_faults import PageFault
from living_review.pages.safe_html import refuse_active
from living_review.pages.stand_ins import marked

# Whatever could let a registry's text become markup is off; `{=html}` blocks stay, because only
# our templates can write a fenced block. `smart` is off so that every character prints as written.
READER = (
    "markdown-raw_html-raw_tex-latex_macros-native_divs-native_spans-markdown_in_html_blocks"
    "-yaml_metadata_block-pandoc_title_block-mmd_title_block"
    "-implicit_header_references-example_lists-smart"
)
# What a repository shows of a file: there `-` begins a list without a line before it, and headings
# have other anchors.
REPOSITORY_READER = "gfm-raw_html-tex_math_dollars-tex_math_gfm-footnotes-emoji-yaml_metadata_block"
_IMAGE = re.compile(r'The image "([^"]*)"')
BODY_MARK = "<!--living-review:body-->"
FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
CITATION = re.compile(r"(?<![\\\w.])@(?!(?:fig|tbl|eq)-)\{?[A-Za-z0-9_]")
FOOTNOTE_REFERENCE = re.compile(
    r'(<a href="#fn\d+" class="footnote-ref"[^>]*>)<sup>(\d+)</sup></a>'
)
# A NUL or another control character is no text in HTML, XML or PDF.
CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0x7F, 0xFFFE, 0xFFFF))
# Wide enough for the longest page of a large review while twenty other programs are at work.
TIME_LIMIT = 900.0
_BEFORE_A_FILE = ("--template", "-L", "--bibliography", "--csl")


@dataclass(frozen=True)
class Page:
    """One Markdown source: its front matter and its text. `name` stands in messages."""

    name: str
    body: str
    front: Mapping[str, object] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        """One entry of the front matter as plain text: what is escaped for Quarto is not here."""
        value = self.front.get(key)
        return default if value is None else plain_of(str(value))


@dataclass(frozen=True)
class Converted:
    """The HTML of one page: its table of contents (may be empty), its body, and its images."""

    contents: str
    body: str
    images: tuple[str, ...] = ()


@cache
def pandoc_path() -> str:
    """The Pandoc that was installed with the program.

    Raises EnvironmentFailure where it is missing; nothing is ever downloaded.
    """
    import pypandoc

    bundled = Path(pypandoc.__file__).parent / "files" / "pandoc"
    for candidate in (bundled, bundled.with_suffix(".exe")):
        if candidate.is_file():
            return str(candidate)
    raise EnvironmentFailure(
        "Pandoc is missing from the Python package pypandoc_binary; "
        "install it again with: pip install --force-reinstall pypandoc_binary"
    )


def read_page(path: Path) -> Page:
    """Read a page and take its YAML front matter off, so that no later text can pose as it.

    Raises TemplateFailure for front matter that cannot be read, or is no mapping.
    """
    source = path.read_text(encoding="utf-8").translate(CONTROLS)
    found = FRONT_MATTER.match(source)
    if found is None:
        return Page(path.name, source)
    try:
        front = yaml.safe_load(found.group(1)) or {}
    except yaml.YAMLError as fault:
        raise TemplateFailure(told(fault, found.group(1), path.name, above=1)) from fault
    except ValueError as fault:
        raise TemplateFailure(
            f"{path.name}: the front matter has a date or a number that there is not ({fault}); "
            "put quotation marks around it."
        ) from fault
    if not isinstance(front, dict):
        raise TemplateFailure(
            f"{path.name}, line 2: the front matter is not a list of 'key: value' lines; "
            "write at least 'title: …'."
        )
    return Page(path.name, source[found.end() :], front)


def convert(
    page: Page,
    *,
    medium: str = "screen",
    bibliography: Path | None = None,
    site_url: str | None = None,
    reader: str = READER,
    stand_ins: Mapping[str, str] | None = None,
) -> Converted:
    """Turn one page into HTML for the `screen` (MathML) or for `print` (TeX left in spans).

    Code has no colours for its parts. Raises TemplateFailure for an unresolved reference, citation,
    formula or alternative text, and for markup that could act.
    """
    command = [
        pandoc_path(),
        *("-f", reader, "-t", "html5", "--sandbox", "--section-divs", "--wrap=none"),
        "--syntax-highlighting=none",
        *("--template", str(assets.PARTS), "-V", f"medium={medium}", "-L", str(assets.FILTER)),
        *("--toc", "--toc-depth=3", "--mathml" if medium == "screen" else "--mathjax"),
    ]
    command += ["-V", f"words={words_of_pages()}"]
    if site_url:
        command += ["-V", f"site-url={site_url}"]
    if bibliography is not None and CITATION.search(page.body):
        command += ["--citeproc", "--bibliography", str(bibliography)]
        command += ["--csl", str(assets.CITATION_STYLE), "-M", "link-citations=true"]
        if language_spoken() != "en":
            # The style is in British English; Pandoc has its terms, "et al." too, in others.
            command += ["-M", f"lang={language_spoken()}"]
    contents, _, body = _run(command, page).partition(BODY_MARK)
    images = refuse_active(contents, page.name) + refuse_active(body, page.name)
    text = FOOTNOTE_REFERENCE.sub(r"<sup>\1\2</a></sup>", body.strip())
    shown, text = (marked(each, stand_ins or {}) for each in (contents.strip(), text))
    return Converted(shown, text, images)


def words_of_pages() -> str:
    """Give what pages call their own parts, as the filter reads it; it puts the numbers in."""
    number = "{number}"
    kinds, boxes = get_args(facts.Float), get_args(facts.Box)
    words = {
        "numbered": {each: say(facts.Numbered(kind=each, number=number)) for each in kinds},
        "before_caption": {
            each: say(facts.BeforeCaption(kind=each, number=number)) for each in kinds
        },
        "box": {each: say(facts.BoxTitle(kind=each)) for each in boxes},
        "wide": say(facts.Wide(number=number)),
    }
    return json.dumps(words)


def _run(command: list[str], page: Page) -> str:
    """Run Pandoc on the page's text; its warnings are faults, for a reader would see them.

    What it made of the very same in an earlier run is taken from there.
    """
    earlier = kept()
    key = _key(command, page.body) if earlier else None
    if earlier and key and (found := earlier.get(key)) is not None:
        return found.decode()
    try:
        done = subprocess.run(
            command, input=page.body.encode(), capture_output=True, timeout=TIME_LIMIT, check=False
        )
    except OSError as fault:
        raise EnvironmentFailure(
            f"Pandoc at {command[0]} does not start ({fault.strerror}); "
            "install it again with: pip install --force-reinstall pypandoc_binary"
        ) from fault
    except subprocess.TimeoutExpired as fault:
        raise TemplateFailure(
            f"{page.name}: Pandoc took more than {TIME_LIMIT:.0f} seconds; "
            "run again while less else is running, or shorten the page."
        ) from fault
    refuse_ended(done, page.name)
    complaints = done.stderr.decode(errors="replace").strip()
    if done.returncode or complaints:
        raise _refused(page, complaints)
    if earlier and key:
        earlier.put(key, done.stdout)
    return done.stdout.decode()


def refuse_ended(done: subprocess.CompletedProcess[bytes], made: str) -> None:
    """Refuse what a Pandoc left that somebody else ended; the page has no fault then."""
    if done.returncode < 0:
        raise EnvironmentFailure(
            f"Pandoc was ended from outside while it made {made} (signal {-done.returncode}), as "
            "happens where memory runs out; run again while less else is running."
        )


def _key(command: list[str], body: str) -> str | None:
    """Give one SHA-256 of all that decides what Pandoc makes of a text.

    Files count by what is in them. None where one cannot be read, which Pandoc then tells.
    """
    digest = hashlib.sha256()
    try:
        held = [_pandoc(command[0])]
        for before, argument in pairwise(command):
            of_file = before in _BEFORE_A_FILE
            held.append(Path(argument).read_bytes() if of_file else argument.encode())
    except OSError:
        return None
    for part in (*held, body.encode()):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def by_pandoc() -> str:
    """Tell the Pandoc that is run and its filters, where what it made is kept."""
    try:
        return hashlib.sha256(_pandoc(pandoc_path())).hexdigest()
    except (OSError, EnvironmentFailure):
        return ""


@cache
def _pandoc(program: str) -> bytes:
    """Tell the Pandoc that is run, and every filter, of which one may call another."""
    about = Path(program).stat()
    told = f"pandoc {version('pypandoc_binary')} {about.st_size} {about.st_mtime_ns}".encode()
    filters = sorted(assets.FILTER.parent.glob("*.lua"))
    return b"\0".join((told, *(path.read_bytes() for path in filters)))


def _refused(page: Page, complaints: str) -> TemplateFailure:
    """Say in one sentence what Pandoc or the filter refused, and of which image."""
    ours = re.search(r"^living-review: (.*)$", complaints, re.MULTILINE)
    if ours:
        image = _IMAGE.match(ours[1])
        if image:
            return PageFault(page.name, ours[1], image[1])
        return TemplateFailure(f"{page.name}: {ours[1]}")
    missing = re.search(r"[Cc]itation (?:reference )?'?([^\s']+)'? not found", complaints)
    if missing:
        return TemplateFailure(
            f"{page.name}: The citation @{missing[1]} is not in the bibliography; add it or "
            "correct it."
        )
    said = " ".join(complaints.removeprefix("[WARNING]").split()) or "no reason given"
    return TemplateFailure(f"{page.name}: Pandoc refused the page ({said}); correct the template.")
