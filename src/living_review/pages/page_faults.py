"""A page that may not be published, and the line of the template that made it so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

from living_review.ground.errors import TemplateFailure
from living_review.ground.folder import TEMPLATES

_LEAST = 6
"""Characters of a text that are enough to look for it."""


class PageFault(TemplateFailure):
    """What is wrong with a generated page; `written` is how it is written there."""

    def __init__(self, page: str, said: str, written: str) -> None:
        super().__init__(f"{page}: {said}")
        self.page, self.said, self.written = page, said, written

    def __reduce__(self) -> tuple[type[PageFault], tuple[str, str, str]]:
        """Let it come from another process."""
        return type(self), (self.page, self.said, self.written)


@contextmanager
def told_where(templates: Path | None, report: Path) -> Iterator[None]:
    """Say of a fault in which line of a review's own template it is, else in which of the page."""
    try:
        yield
    except PageFault as fault:
        if where := _place(fault.written, templates, "*.j2"):
            raise TemplateFailure(f"{TEMPLATES}/{where}: {fault.said}") from fault
        if where := _place(fault.written, report, f"**/{fault.page}"):
            raise TemplateFailure(f"the generated report/{where}: {fault.said}") from fault
        raise


def _place(written: str, folder: Path | None, pattern: str) -> str:
    """Give file and line of the first place that holds a text; '' where there is none."""
    if folder is None or not folder.is_dir():
        return ""
    for wanted in dict.fromkeys((written, unquote(written), written.split(">")[0])):
        for path in sorted(folder.rglob(pattern)):
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
            for number, line in enumerate(lines, 1):
                if len(wanted) >= _LEAST and wanted in " ".join(line.split()):
                    return f"{path.relative_to(folder).as_posix()}, line {number}"
    return ""
