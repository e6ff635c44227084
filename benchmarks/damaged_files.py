"""Every parser of other people's files, fed with files that were damaged on purpose.

    python benchmarks/damaged_files.py TARGET [SECONDS] [SEED]

TARGET is rm5, zip, csv, mapping or xlsx. Where atheris is installed the search is guided by what of
the program each input reaches; elsewhere pieces are put in, cut out and swapped at random. Whatever
comes in, the program must give tables, or refuse in sentences that each are of one line and can be
printed; anything else that is raised, and any input that takes longer than ten seconds, ends the
run and is written beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import io
import os
import random
import re
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "exchange"), str(ROOT)]

try:
    import atheris
except ImportError:
    atheris = None

# What is looked into where the search is guided, in the order in which it is imported.
MODULES = (
    *("defusedxml.ElementTree", "yaml", "openpyxl", "living_review.ground.errors"),
    *(f"living_review.exchange.{name}" for name in (
        *("decisions", "reading", "covidence", "metapsy", "revman5", "revman_csv", "revman_web"),
        *("protocol_draft", "tabulate", "wide.importing", "wide.mapping", "selection"),
    )),
    *("living_review.protocol", "living_review.sources.workbook"),
)  # fmt: skip
if atheris is not None:
    with atheris.instrument_imports(
        include=["living_review", "defusedxml", "xml", "yaml", "openpyxl"]
    ):
        for module in MODULES:
            importlib.import_module(module)

import openpyxl  # noqa: E402
import sample_files  # noqa: E402

from living_review.exchange import decisions, reading  # noqa: E402
from living_review.exchange.covidence import CovidenceMapping  # noqa: E402
from living_review.ground.errors import LivingReviewError  # noqa: E402
from living_review.protocol import parse_protocol  # noqa: E402
from living_review.sources.workbook import read_workbook  # noqa: E402

DAY = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
SLOW = 10.0
LONGEST = 4_000
PIECES = (
    *(b"", b'"', b"\x00", b"\xff", b"<", b"&", b"'", b"\n", b";", b",", b"\t", b"NA", b"-1e400"),
    *(b"9" * 400, "\u202e=1\ud7ff".encode(), b"</STUDY>", b"]]>", b"NaN", b"inf", b"1,5", b"0"),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b": ",
        b"- ",
        b"!!python/object:os.system",
        b"&a [*a]",
        b"*a",
        b"|\n",
    ),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"1 < 2 weeks", b"YES", b"SUB", b"sep=;\n"),
    *("\u2265".encode(), "\u00a0".encode(), b"\xef\xbb\xbf", b"\xff\xfe", b"condition_arm1"),
)
WORD = re.compile(rb"[A-Za-z0-9_.]+")
NUMBERS = (b"0", b"-1", b"1e308", b"0.5", b"1e-320", b"7", b"true", b"null", b"1.1", b"99999999999")
COVIDENCE = b"""
study: {label: Study ID}
results:
  - {outcome: mood, timepoint: post, higher_is_better: true, arms: [
     {arm: a, role: intervention, columns: {mean: Mood Mean, n: Mood N}},
     {arm: b, role: control, columns: {mean: Mood Mean, n: Mood N}}]}
"""
OUTCOMES = b"""
precalc_sign: positive-favours-intervention
outcomes:
  "1.1": {label: Relapse, outcome: relapse, timepoint: post, higher_is_better: false,
          trials: {"Adams 2001": {higher_is_better: true, weeks: 6}}}
  "1.2": {skip: true}
"""
PROTOCOL = (ROOT / "data" / "protocol.yml").read_bytes()
counted: Counter[str] = Counter()


def main() -> None:
    """Run one target for some time, and say how many inputs ended in which way."""
    target = sys.argv[1] if len(sys.argv) > 1 else ""
    if target not in TARGETS:
        sys.exit(__doc__)
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 600.0
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    check = TARGETS[target]
    seeds = SEEDS[target]()
    end = time.monotonic() + seconds

    def one(data: bytes) -> None:
        if time.monotonic() > end:
            print(f"{target}: {_figures()}", flush=True)
            # Inside libFuzzer nothing gentler ends the process.
            os._exit(0)
        _one(check, bytes(data), target)

    chance = random.Random(seed)
    if atheris is None:
        while True:
            one(_mutated(chance.choice(seeds), chance, seeds))

    def mutated(data: bytes, most: int, number: int) -> bytes:
        own = random.Random(number)
        if own.random() < 0.5:
            return _mutated(bytes(data) or own.choice(seeds), own, seeds)[:most]
        return bytes(atheris.Mutate(data, most))

    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(seeds):
            (Path(folder) / str(number)).write_bytes(content)
        options = [f"-seed={seed}", "-max_len=65536", "-timeout=60", "-rss_limit_mb=4096"]
        atheris.Setup(
            [sys.argv[0], *options, "-print_final_stats=0", "-verbosity=0", folder],
            one,
            custom_mutator=mutated,
        )
        atheris.Fuzz()


def _figures() -> str:
    total = sum(counted.values())
    return f"{total:,} inputs: " + ", ".join(f"{n:,} {what}" for what, n in counted.most_common())


def _one(check: Callable[[bytes], str], data: bytes, target: str) -> None:
    begin = time.monotonic()
    try:
        counted[check(data)] += 1
    except LivingReviewError as error:
        problems = getattr(error, "problems", None) or (str(error),)
        for sentence in problems:
            good = sentence.isprintable() and len(sentence) <= LONGEST
            if not good or not sentence.endswith((".", "?", ")")):
                _keep(data, target)
                raise AssertionError(f"not a sentence: {sentence[:300]!r}") from error
        counted["refused"] += 1
    except BaseException:
        _keep(data, target)
        raise
    if time.monotonic() - begin > SLOW:
        _keep(data, target)
        raise AssertionError(f"{time.monotonic() - begin:.1f} seconds")


def _keep(data: bytes, target: str) -> None:
    Path(f"damaged-{target}.bin").write_bytes(data)


def _mutated(content: bytes, chance: random.Random, seeds: list[bytes]) -> bytes:
    data = bytearray(content)
    if chance.random() < 0.5:
        return _reworded(data, chance, seeds)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        cut = chance.choice((0, 0, 1, 5, 60, 400))
        other = chance.choice(seeds)
        begin = chance.randrange(len(other) + 1)
        piece = chance.choice((*PIECES, other[begin : begin + chance.choice((3, 30, 300))]))
        data[at : at + cut] = piece
    return bytes(data)


def _reworded(data: bytearray, chance: random.Random, seeds: list[bytes]) -> bytes:
    """Put words of the seeds, and numbers, in the place of words: the form of the file stays."""
    for _ in range(chance.randint(1, 4)):
        words = list(WORD.finditer(data))
        others = WORD.findall(chance.choice(seeds))
        if not words or not others:
            break
        place = chance.choice(words)
        new = chance.choice((*others, *NUMBERS)) if chance.random() < 0.8 else chance.choice(PIECES)
        data[place.start() : place.end()] = new
    return bytes(data)


def _imported(content: bytes, name: str | None, mapping: bytes | None = None) -> str:
    """Go every way that a file has: its draft, its protocol, its tables."""
    reading.draft(content, "f", name)
    said = {
        "mapping": None if mapping is None else (mapping, "m.yml"),
        "timepoint": "post",
        "higher_is_better": True,
        "precalc_sign": "positive-favours-intervention",
    }
    reading.protocol_draft(content, "f", name, **said)
    made = reading.imported(
        content, "f", name, **said, weeks_are="months", date_added=None, pulled_at=DAY
    )
    for table in made.tables.values():
        assert all(len(cell) <= 5_000 for row in table.rows for cell in row)
        assert all("\x00" not in cell for row in table.rows for cell in row)
    assert all(each.reason.endswith(".") and each.reason.isprintable() for each in made.report)
    return "read"


def rm5(data: bytes) -> str:
    return _imported(data, "revman5")


def csv(data: bytes) -> str:
    """The first byte says which format the rest is read as; 4 leaves it to the program."""
    name = (None, "metapsy", "revman-csv", "covidence", "wide")[data[0] % 5] if data else None
    return _imported(data[1:], name, COVIDENCE if name == "covidence" else None)


def package(data: bytes) -> str:
    """The first byte says which file of a package the rest takes the place of; 0 is the zip."""
    which = data[0] % (len(MEMBERS) + 1) if data else 0
    if which == 0:
        return _imported(data[1:], "revman-web")
    return _imported(sample_files.package(**{MEMBERS[which - 1]: data[1:]}), "revman-web")


MEMBERS = ("data_rows", "overall_estimates_and_settings", "study_information", "risk_of_bias")


def mapping_file(data: bytes) -> str:
    """The first byte says what the rest is: a mapping of outcomes, of columns, or a protocol."""
    kind, text = (data[0] % 4, data[1:]) if data else (0, b"")
    if kind == 0:
        _imported(sample_files.revman5(), "revman5", text)
    elif kind == 1:
        decisions.read_model(text, "m.yml", CovidenceMapping)
        _imported(_covidence(), "covidence", text)
    elif kind == 2:
        _imported(_workbook(), "wide", text)
    else:
        parse_protocol(text.decode("utf-8", "replace"), "protocol.yml")
    return "read"


def xlsx(data: bytes) -> str:
    """The first byte says which part of a workbook the rest takes the place of; 0 is the whole."""
    which = data[0] % (len(PARTS) + 1) if data else 0
    content = data[1:] if which == 0 else _with_part(PARTS[which - 1], data[1:])
    with contextlib.suppress(LivingReviewError):
        read_workbook(content, "f.xlsx")
    return _imported(content, "wide")


PARTS = (
    *("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"),
    *("[Content_Types].xml", "xl/_rels/workbook.xml.rels"),
)


def _with_part(part: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, text if name == part else old.read(name))
    return out.getvalue()


def _workbook() -> bytes:
    if not _BOOK:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(("Study", "Year", "Outcome", "n int", "mean int", "sd int", "n ctrl",
                      "mean ctrl", "sd ctrl", "country"))  # fmt: skip
        sheet.append(("Adams 2001", 2001, "Mood", 20, 10.5, 3.25, 21, 12, 3.5, "UK"))
        sheet.append(("Baker 2004", 2004, "Mood", 40, 9.5, 3, 41, 11, 3.25, "DE"))
        sheet.merge_cells("D5:F5")
        out = io.BytesIO()
        book.save(out)
        _BOOK.append(out.getvalue())
    return _BOOK[0]


_BOOK: list[bytes] = []


def _covidence() -> bytes:
    return sample_files.csv_bytes([{"Study ID": "Adams 2001", "Mood Mean": 1.5, "Mood N": 20}])


def _csv_seeds() -> list[bytes]:
    rows = [sample_files.METAPSY, {**sample_files.METAPSY, "study": "Chen, 2010", "precalc_g": 0.5}]
    wide = [{"Study": "Adams 2001", "n int": 20, "mean int": 1, "sd int": 2, "n ctrl": 21,
             "mean ctrl": 2, "sd ctrl": 2}]  # fmt: skip
    export = [{"Comparison Number": 1, "Outcome Number": 1, "Subgroup Number": 0, "Name": "Death",
               "Data Type": "DIC", "Statistical Method": "MH", "Effect Measure": "OR",
               "Analysis Model": "Fixed", "Events 1": 1, "Total 1": 5}]  # fmt: skip
    return [
        b"\x01" + sample_files.csv_bytes(rows, ";", comma=True),
        b"\x01" + sample_files.csv_bytes(rows),
        b"\x02" + sample_files.csv_bytes(sample_files.DATA_ROWS),
        b"\x02" + sample_files.csv_bytes(export),
        b"\x02" + sample_files.csv_bytes(sample_files.BIAS_ROWS),
        b"\x03" + _covidence(),
        b"\x04" + sample_files.csv_bytes(wide),
        b"\x00" + sample_files.csv_bytes(wide, ";"),
    ]


def _zip_seeds() -> list[bytes]:
    tables = (
        *(sample_files.DATA_ROWS, sample_files.SETTINGS),
        *(sample_files.STUDY_ROWS, sample_files.BIAS_ROWS),
    )
    inner = [bytes([i]) + sample_files.csv_bytes(rows) for i, rows in enumerate(tables, start=1)]
    return [b"\x00" + sample_files.package(), *inner]


def _xlsx_seeds() -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(_workbook())) as book:
        names = book.namelist()
        parts = [bytes([i]) + book.read(n) for i, n in enumerate(PARTS, start=1) if n in names]
    return [b"\x00" + _workbook(), *parts]


TARGETS: dict[str, Callable[[bytes], str]] = {
    "rm5": rm5,
    "zip": package,
    "csv": csv,
    "mapping": mapping_file,
    "xlsx": xlsx,
}
SEEDS: dict[str, Callable[[], list[bytes]]] = {
    "rm5": lambda: [
        sample_files.revman5(),
        sample_files.revman5().replace(b'SUBGROUPS="YES"', b'TOTALS="SUB" SUBGROUPS="YES"'),
    ],
    "zip": _zip_seeds,
    "csv": _csv_seeds,
    "mapping": lambda: [
        b"\x00" + OUTCOMES,
        b"\x01" + COVIDENCE,
        b"\x02" + reading.draft(_workbook(), "f.xlsx", "wide").encode(),
        b"\x03" + PROTOCOL,
    ],
    "xlsx": _xlsx_seeds,
}

if __name__ == "__main__":
    main()
