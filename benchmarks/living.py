"""What living costs: a run with nothing new, a run with one new trial, and 500 versions on disk.

    python benchmarks/living.py [VERSIONS] [TRIALS] [SHARE]

The first two are cold processes on a copy of the shipped review, median of five. The third keeps
VERSIONS versions (default 500) of a made-up registry of TRIALS trials (default 500) with 40 outcome
× time point pairs, of which a trial reports SHARE (default 0.1): before each version one arm is
corrected, everything is computed, and the version is stored with its findings and its page. PDFs
are left out, because their room is limited to a fixed number of bytes; that limit is added.
Bars: 0.5 s for nothing new; 200 MB for 500 versions.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_review import write

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent / "living-review"
LAST = "POULSEN2025_PEER"


def seconds(*arguments: str) -> float:
    began = time.perf_counter()
    done = subprocess.run([str(PROGRAM), *arguments], capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if done.returncode not in (0, 1):
        sys.exit(f"living-review {' '.join(arguments)} failed:\n{done.stderr}")
    return took


def rewrite(path: Path, change) -> None:  # type: ignore[no-untyped-def]
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def runs(work: Path, repeats: int = 5) -> None:
    """Time a run with nothing new and a run with one new trial."""
    nothing, one = [], []
    for turn in range(repeats):
        root = work / f"review-{turn}"
        shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("versions"))
        shutil.copytree(ROOT / "templates", root / "templates")
        registry = root / "data" / "registry"
        kept = work / "kept"
        shutil.copytree(registry, kept, dirs_exist_ok=True)
        for table in ("trials", "arms", "contrasts", "risk_of_bias"):
            rewrite(
                registry / f"{table}.csv",
                lambda rows: [row for row in rows if row["trial_id"] != LAST],
            )
        update = ("update", "--quiet", "--review", str(root))
        seconds(*update)
        nothing.append(min(seconds(*update) for _ in range(2)))
        shutil.copytree(kept, registry, dirs_exist_ok=True)
        one.append(seconds(*update))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for name, times, bar in (("nothing new", nothing, 0.5), ("one new trial", one, None)):
        against = f"  bar {bar} s: {statistics.median(times) / bar:.0%}" if bar else ""
        print(
            f"update, {name:<14} median {statistics.median(times):.2f} s "
            f"({min(times):.2f} to {max(times):.2f}){against}"
        )


def growth(work: Path, versions: int, trials: int, share: float) -> None:
    """Store many versions and print what they take."""
    from living_review.document.downloads import citations
    from living_review.document.report import VERSION_PAGE, version_text
    from living_review.ground.folder import ReviewFolder
    from living_review.living.store import PDF_ROOM, VersionStore
    from living_review.runs.editions import computed, numbered, pulled
    from living_review.runs.publication import manifest_of, version_files
    from living_review.website.shelf import lay_out

    root = work / "large"
    root.mkdir()
    rows = write(root, trials, share)
    folder, store = ReviewFolder(root), VersionStore(root / "data" / "versions")
    report, empty = work / "report", work / "empty"
    empty.mkdir()
    arms = root / "data" / "registry" / "arms.csv"
    began = time.perf_counter()
    for number in range(1, versions + 1):

        def correct(found: list[dict[str, str]], at: int = number) -> list[dict[str, str]]:
            row = found[(at * 7919) % len(found)]
            row["mean"] = f"{float(row['mean']) + 0.37:.3f}"
            return found

        rewrite(arms, correct)
        moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=number)
        tables = pulled(folder)
        edition = computed(
            folder, as_of=None, today=moment.date(), progress=lambda _: None, tables=tables
        )
        edition = numbered(
            edition, store, number=number, before=number - 1 or None, date=moment.date()
        )
        texts = {
            "findings.json": edition.findings.to_json(),
            VERSION_PAGE: version_text(edition.findings, edition.protocol, {}),
            **{f"data/{name}": text for name, text in citations(edition.findings).items()},
        }
        for name, text in texts.items():
            (report / name).parent.mkdir(parents=True, exist_ok=True)
            (report / name).write_text(text, encoding="utf-8")
        manifest = manifest_of(
            edition, empty, fingerprint="", engine="embedded", made_at=moment, as_of=None
        )
        store.add(manifest, version_files(folder, tables, edition.findings, report), {})
        if number in (1, 2, 10, 50, 100, 200, 300, 400, versions):
            size = sum(path.stat().st_blocks * 512 for path in store.folder.rglob("*"))
            plain = sum(each.size for each in store.manifest(number).files.values())
            print(
                f"{number:>4} versions of {trials} trials ({rows} arm rows, {plain / 1e6:.1f} MB a "
                f"version): {size / 1e6:7.1f} MB on disk, {time.perf_counter() - began:.0f} s",
                flush=True,
            )
    began = time.perf_counter()
    fresh = VersionStore(store.folder)
    for number in (1, versions // 2, versions):
        fresh.files(number)
    print(f"three versions read back and proved in {time.perf_counter() - began:.2f} s")
    first, second = work / "first", work / "second"
    for target, published in ((first, empty), (second, first)):
        began = time.perf_counter()
        lay_out(VersionStore(store.folder), target, published, shown=versions)
        size_of_site = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
        took = time.perf_counter() - began
        how = "anew" if published == empty else "again"
        print(f"all laid out in a site {how} in {took:.1f} s, {size_of_site / 1e6:.0f} MB")
    print(f"with the PDFs: at most {(size + PDF_ROOM) / 1e6:.0f} MB; bar 200 MB")


def main(versions: int, trials: int, share: float) -> None:
    with tempfile.TemporaryDirectory() as work:
        runs(Path(work))
        growth(Path(work), versions, trials, share)


if __name__ == "__main__":
    given = sys.argv[1:]
    main(
        int(given[0]) if given else 500,
        int(given[1]) if len(given) > 1 else 500,
        float(given[2]) if len(given) > 2 else 0.1,
    )
