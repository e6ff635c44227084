"""Inputs of the messages of builds, versions, the preview and the machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from around_inputs import (
    at_work,
    both,
    leading_out,
    published,
    refused,
    taken,
    with_parts,
    with_variables,
)
from message_inputs import PROTOCOL, Given
from sample_documents import findings
from sample_findings import many, recovery

from living_review.ground import own_files
from living_review.ground.folder import ReviewFolder
from living_review.runs import publishing
from living_review.runs.languages import prove_the_same
from living_review.runs.update import _Run

SHOWN = '{{"review": "x", "number": {}}}'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}</svg>'
LOGO = {PROTOCOL: ("  authors:", "  brand: {logo: brand/logo.svg}\n  authors:")}
TAKEN = with_parts(watch__server__PreviewServer=taken)
ANOTHER = with_parts(living__manifest__SCHEMA="living-review/version/9")


def saved_meanwhile(root: Path) -> None:
    run = object.__new__(_Run)
    run.folder, run.pulled_to_tell = ReviewFolder(root), False
    run._check_inputs("as it was")


def logo(content: str) -> Given:
    return Given("check", {"brand/logo.svg": content}, LOGO)


VERSIONS: Mapping[str, Given] = {
    "another run at work": Given("update", around=at_work),
    "a version that is not among several": Given("rebuild 9", around=published),
    "a version of another program": Given("versions", around=both(published, ANOTHER)),
    "a version made again over files": Given("rebuild 1 --out data", around=published),
    "a version before the last": Given("update --as-of 2000-01-01", around=published),
    "a clock that is behind": Given(
        "update", around=both(published, with_variables(SOURCE_DATE_EPOCH="0"))
    ),
    "a registry that lost its trials": Given("update --dry-run", around=published),
    "a site of a later version": Given(
        "update --dry-run", {"_site/version.json": SHOWN.format(7), "_site/findings.json": "{}"}
    ),
    "a site of another history": Given(
        "update --dry-run --accept-removals",
        {"_site/version.json": SHOWN.format(1), "_site/findings.json": "{}"},
        around=published,
    ),
    "a changelog that is a folder": Given("update --dry-run", {"CHANGELOG.md/x": "x"}),
    "a changelog in another encoding": Given("update --dry-run", {"CHANGELOG.md": b"\xe4"}),
    "a day that is no number": Given("check", around=with_variables(SOURCE_DATE_EPOCH="today")),
    "a site where a file is": Given("build --out f", {"f": "x"}),
    "a site where nobody may write": Given(
        "build --out new", around=with_parts(runs__publishing__tempfile__mkdtemp=refused)
    ),
    "a site that cannot be replaced": Given(
        "",
        {"_site/a": "x", "made/a": "y"},
        around=with_parts(runs__publishing___exchange=refused),
        call=lambda _root: publishing.publish(Path("made"), Path("_site")),
    ),
    "a review that is saved while its version is made": Given("", call=saved_meanwhile),
    "another number in another language": Given(
        "", call=lambda _root: prove_the_same(findings(recovery()), findings(many()))
    ),
}
MACHINE: Mapping[str, Given] = {
    "a preview on a port that is taken": Given("watch --port 8000", around=TAKEN),
    "a preview where no port is free": Given("watch", around=TAKEN),
    "a preview of no review": Given("watch --review data"),
    "the program in an archive": Given(
        "",
        around=with_parts(ground__own_files__files=lambda _name: "archive.zip"),
        call=lambda _root: own_files.package.__wrapped__(),
    ),
    "a logo with a script": logo(SVG.format("<script/>")),
    "a logo that acts": logo(SVG.format('<path onclick="x()"/>')),
    "a logo that is cut short": logo("<svg"),
    "a logo from elsewhere": Given("check", {}, LOGO, around=leading_out("brand/logo.svg")),
}
