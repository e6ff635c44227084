"""The loop of a preview: build, show, wait for a save.

The site lies in a temporary folder: `_site/`, `report/` and `data/versions/` are never touched.
"""

from __future__ import annotations

import webbrowser
from collections.abc import Callable
from functools import partial
from pathlib import Path

from living_review.ground.disk import work_folder
from living_review.ground.errors import BadInput, LivingReviewError
from living_review.ground.folder import ReviewFolder
from living_review.runs.build import build
from living_review.runs.rendering import Engine, check_engine
from living_review.watch.preview import Preview
from living_review.watch.saves import listening
from living_review.watch.server import serving

Telling = Callable[[str], None]


def watch(
    root: Path,
    *,
    html: Engine,
    port: int | None = None,
    pdf: bool = False,
    open_browser: bool = False,
    progress: Telling = lambda _step: None,
    say: Telling = lambda _sentence: None,
    complain: Telling = lambda _sentence: None,
) -> None:
    """Serve the review in `root` as it would be built, again after every save, until interrupted.

    `port` None takes 8000 or the next free one. A build that fails is told to `complain` and in
    the pages, which stay those of the last good build. Raises BadInput where `root` holds no
    review, EnvironmentFailure where the port is taken or a Quarto that is asked for by name cannot
    be used, and KeyboardInterrupt when stopped.
    """
    folder = ReviewFolder(root.resolve())
    if not folder.protocol.is_file():
        raise BadInput(
            f"There is no protocol at {root / 'data' / 'protocol.yml'}; "
            "give --review the folder of a review."
        )
    check_engine(html)
    with work_folder() as work:
        # A build holds the folder around its site while it begins, and this run holds `work`.
        preview = Preview(work / "preview" / "site", pdf=pdf)
        with serving(preview, port) as address, listening(folder) as saved:
            say(f"Preview at {address}; it follows every save. Stop it with Ctrl-C.")
            refresh = partial(_refresh, preview, folder, html)
            refresh(progress=progress, say=say, complain=complain)
            if open_browser:
                webbrowser.open(address)
            while True:
                saved.wait()
                saved.clear()
                refresh(progress=progress, say=say, complain=complain)


def _refresh(
    preview: Preview,
    folder: ReviewFolder,
    html: Engine,
    *,
    progress: Telling,
    say: Telling,
    complain: Telling,
) -> None:
    """Build once more and tell every open page; a failure keeps the pages of the last good build.

    Nothing that a file of the review may provoke ends the preview: it is there to show it.
    """
    try:
        built = build(
            folder.root,
            html=html,
            only=None if preview.pdf else "html",
            out=preview.site,
            twice=False,
            progress=progress,
        )
    except Exception as error:
        sentence = _sentence(error)
        preview.failed(sentence)
        complain(sentence)
    else:
        preview.succeeded()
        rows = len(built.findings.quarantine)
        aside = f" {rows} {'row' if rows == 1 else 'rows'} set aside." if rows else ""
        say(f"Built in {built.seconds} s.{aside}")


def _sentence(error: Exception) -> str:
    """Say a failure in one sentence."""
    if isinstance(error, LivingReviewError):
        return str(error)
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return f"A fault of the program, not of your data: {type(error).__name__}: {error}."
