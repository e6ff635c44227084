"""`living-review import --as-source`: the file becomes the source of the review's registry."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from living_review.cli.console import echo, print_json
from living_review.cli.import_report import show, told
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.exchange.tabulate import Imported

# Further options of an import: the key of the mapping that says it of a source, '' for none.
OTHER_OPTIONS = {
    "--into": "",
    "--append": "",
    "--timepoint": "timepoint",
    "--higher-is-better/--lower-is-better": "higher_is_better",
    "--weeks-are": "weeks_are",
    "--precalc-sign": "precalc_sign",
    "--date-added": "date_added",
}


@dataclass(frozen=True)
class Source:
    """A file that became, or would become, the source of a review; `kept` is its key."""

    review: Path
    imported: Imported
    kept: Mapping[str, Any]
    dry_run: bool

    def say(self, *, quiet: bool, as_json: bool) -> None:
        """Tell what the file gives and what was done."""
        if as_json:
            given = told(self.imported, None, dry_run=self.dry_run)
            print_json({**given, "registry": {"import": dict(self.kept)}})
        elif not quiet:
            show(self.imported, None, None, dry_run=True)
            self._say()

    def _say(self) -> None:
        verb = "would keep" if self.dry_run else "now keeps"
        protocol = self.review / "data" / "protocol.yml"
        echo(f"{protocol} {verb} the registry in {self.kept['file']}.")
        if not self.dry_run:
            echo(
                "Look at it with 'living-review check'; 'living-review update' reads every new "
                "release."
            )


def _format_of(file: Path, content: bytes, name: str | None, mapping: Path) -> str:
    from living_review.cli.file_contents import mapping_of
    from living_review.exchange.reading import known_format

    return known_format(content, file.name, name, mapping_of(mapping))


def source_made(
    review: Path,
    file: Path,
    content: bytes,
    name: str | None,
    *,
    mapping: Path | None,
    where: Mapping[str, list[str]],
    others: Mapping[str, object],
    dry_run: bool,
) -> Source:
    """Read a file as every pull will, and name it in the protocol of the review.

    `others` are the further options. Raises BadInput where the file cannot be read so, or the
    protocol keeps the registry elsewhere already; then nothing is written.
    """
    from living_review.exchange import as_source
    from living_review.exchange.imported_file import BESIDE, OF_THE_FILE
    from living_review.exchange.standing import imported_again
    from living_review.ground import clock
    from living_review.ground.disk import write_whole
    from living_review.ground.folder import ReviewFolder

    _refuse_options(others)
    if mapping is None:
        raise BadInput(
            "A source is read by a mapping at every pull; draft one with --draft-mapping "
            f"{review / 'data' / 'mapping.yml'}, fill it in and give it with --mapping."
        )
    name = _format_of(file, content, name, mapping)
    kept = as_source.kept_file(review, file, name, mapping, where)
    protocol = ReviewFolder(review).protocol
    try:
        text = protocol.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"{protocol} cannot be read as text; make the protocol of the review first, and name "
            "its folder with --review."
        ) from error
    written = as_source.protocol_with(text, str(protocol), kept)
    for table in OF_THE_FILE:
        left = review / BESIDE / f"{table}.csv"
        if left.exists():
            raise BadInput(
                f"{left} is there, and {table} are to be made from {file.name}; move it away first "
                "(its trials keep their days where a version was published)."
            )
    imported = imported_again(
        content,
        file.name,
        name,
        mapping=(mapping.read_bytes(), str(mapping)),
        where=where,
        first=True,
        pulled_at=clock.now(),
    )
    if not dry_run:
        write_whole(Path(os.path.realpath(protocol)), written.encode())
    return Source(review, imported, kept, dry_run)


def _refuse_options(others: Mapping[str, object]) -> None:
    for option, value in others.items():
        # A direction that is false was said, too.
        if value is None or (value is False and OTHER_OPTIONS[option] != "higher_is_better"):
            continue
        key = OTHER_OPTIONS[option]
        if not key:
            raise BadInput(f"Give either --as-source or {option}, not both.")
        raise BadInput(
            f"{option} is for one import, and a source is read again and again; write {key} into "
            "the mapping."
        )
