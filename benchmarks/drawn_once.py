"""What a run costs with and without what earlier runs kept, side by side.

    python benchmarks/drawn_once.py [RUNS] [TRIALS]

Cold processes on copies of the shipped review and of a made-up one of TRIALS trials (default 200; 0
leaves it out) with 40 outcome × time point pairs. Each case runs RUNS times (default 3) in three
ways that take turns: without the cache, with an empty one, and with what a run before kept. Seconds
are processor time, whose medians hardly depend on what else the machine does; a way is also told as
a share of the first. The pages and PDFs of all three ways are compared, byte for byte.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

from build import ROOT, seconds
from large_review import write

from living import LAST, PROGRAM, rewrite

VARIABLE = "LIVING_REVIEW_CACHE"
WAYS = ("without", "empty", "kept")
MOMENT = "1795800000"


def copied(at: Path) -> Path:
    """Copy the shipped review without its versions."""
    shutil.copytree(ROOT / "data", at / "data", ignore=shutil.ignore_patterns("versions"))
    return at


def without_last(root: Path) -> None:
    """Take one trial out of a registry."""
    for table in ("trials", "arms", "contrasts", "risk_of_bias"):
        path = root / "data" / "registry" / f"{table}.csv"
        rewrite(path, lambda rows: [row for row in rows if row["trial_id"] != LAST])


def digest(site: Path) -> str:
    """Give one SHA-256 for all files of a site."""
    told = sha256()
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        told.update(f"{path.relative_to(site)}:".encode())
        told.update(path.read_bytes())
    return told.hexdigest()


def building(root: Path, *options: str) -> Callable[[Path], tuple[float, Path]]:
    """Give what builds a review once: its processor time, and its site."""

    def run(place: Path) -> tuple[float, Path]:
        site = place / "site"
        command = ["build", "--quiet", "--review", str(root), "--out", str(site), *options]
        return seconds([str(PROGRAM), *command])[1], site

    return run


def updating(before: Path) -> Callable[[Path], tuple[float, Path]]:
    """Give what publishes the version after a trial that came to a review."""

    def run(place: Path) -> tuple[float, Path]:
        root = place / "review"
        shutil.copytree(before, root)
        registry = root / "data" / "registry"
        shutil.copytree(ROOT / "data" / "registry", registry, dirs_exist_ok=True)
        command = ["update", "--quiet", "--review", str(root)]
        return seconds([str(PROGRAM), *command])[1], root / "_site"

    return run


def cases(work: Path, trials: int) -> Iterator[tuple[str, Callable[[Path], tuple[float, Path]]]]:
    shipped = copied(work / "shipped")
    yield "pages", building(shipped, "--only", "html")
    yield "pages and PDFs", building(shipped)
    before = copied(work / "before")
    without_last(before)
    os.environ[VARIABLE] = str(work / "cache")
    seconds([str(PROGRAM), "update", "--quiet", "--review", str(before)])
    yield "update, one new trial", updating(before)
    if trials:
        write(work / "large", trials, 0.3)
        yield f"pages, {trials} trials × 40", building(work / "large", "--only", "html")


def measured(run: Callable[[Path], tuple[float, Path]], work: Path, runs: int) -> dict[str, float]:
    """Run a case in every way; the medians. Ends where a way makes other files."""
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    made: set[str] = set()
    for _ in range(runs):
        for way in WAYS:
            with tempfile.TemporaryDirectory(dir=work) as place:
                empty = Path(place) / "cache"
                os.environ[VARIABLE] = {"without": "off", "empty": str(empty)}.get(
                    way, str(work / "cache")
                )
                if way == "kept" and not times[way]:
                    run(Path(place) / "before")
                took, site = run(Path(place))
                times[way].append(took)
                made.add(digest(site))
    if len(made) > 1:
        sys.exit("The three ways made other files.")
    return {way: statistics.median(each) for way, each in times.items()}


def main(runs: int, trials: int) -> None:
    os.environ["SOURCE_DATE_EPOCH"] = MOMENT
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
        print(f"{'processor seconds':<26}{'without':>10}{'empty':>10}{'':>8}{'kept':>10}")
        for name, run in cases(work, trials):
            took = measured(run, work, runs)
            shares = {way: f"{took[way] / took['without']:.0%}" for way in WAYS}
            print(
                f"{name:<26}{took['without']:>10.2f}{took['empty']:>10.2f}{shares['empty']:>8}"
                f"{took['kept']:>10.2f}{shares['kept']:>8}"
            )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 3,
        int(sys.argv[2]) if len(sys.argv) > 2 else 200,
    )
