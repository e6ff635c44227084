"""A document that was set before is not set again: what decides its bytes, as one key.

That is its HTML, the files that it names and those that are attached; the paper, the date and what
it wears; the code that sets it, WeasyPrint and the libraries below. Fonts of the machine decide,
too, where our own lack a letter, so that such a document is set whenever it is asked for.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from living_review import __version__, assets
from living_review.assets.brand import wearing, worn
from living_review.ground.kept import Kept
from living_review.ground.own_files import package, rooms_digest
from living_review.paper.families import families_in
from living_review.paper.print_job import Pressed, PrintJob
from living_review.paper.weasyprint_parts import libraries

ROOMS = ("assets", "ground", "letters", "paper")
"""The rooms whose code and files take part in setting a document that is HTML already."""
PACKAGES = (
    *("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "pyphen"),
    *("pikepdf", "pillow", "matplotlib"),
)
_NAMED = re.compile(r'\bsrc="([^"]*)"')


def pressed_once(job: PrintJob, press: Callable[[], Pressed]) -> Pressed:
    """Give the document that a job asks for, from earlier runs where what they set is kept."""
    if job.kept_in is None:
        return press()
    kept = Kept(job.kept_in)
    key = key_of(job)
    if (found := kept.get(key)) is not None:
        return Pressed(found)
    made = press()
    if not made.lacking and not set(families_in(BytesIO(made.data))):
        kept.put(key, made.data)
        kept.bound()
    return made


def key_of(job: PrintJob) -> str:
    """Give one SHA-256 of all that decides the bytes of a document that takes our fonts alone."""
    digest = sha256()
    for part in _decides(job):
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.hexdigest()


def _decides(job: PrintJob) -> Iterator[bytes]:
    packages = (f"{name} {version(name)}" for name in PACKAGES)
    program = (__version__, sys.version, *packages, libraries(), rooms_digest(package(), ROOMS))
    yield "; ".join(program).encode()
    yield repr((job.source.name, job.date, job.paper, job.most_pages)).encode()
    yield job.markup.encode("utf-8", "surrogatepass")
    with wearing(job.brand):
        yield assets.print_stylesheet(job.paper).encode()
        faces = sorted({face.plain for family in worn().families for face in family.faces})
    for path in faces:
        yield path.read_bytes()
    for address in sorted(set(_NAMED.findall(job.markup))):
        yield address.encode()
        parts = urlsplit(html.unescape(address))
        if parts.scheme != "data":
            yield _content((job.source.parent / unquote(parts.path)).resolve())
    for path in job.attachments:
        yield path.name.encode()
        yield _content(path)


def _content(path: Path) -> bytes:
    """What a file holds; a missing one is told by whoever sets the document."""
    return path.read_bytes() if path.is_file() else b""
