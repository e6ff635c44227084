"""Inputs that make the program say each of its messages: files, and the command line then given.

They change the smallest review of the examples. A text is written as UTF-8, `None` removes a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

PROTOCOL = "data/protocol.yml"
ARMS, TRIALS = "data/registry/arms.csv", "data/registry/trials.csv"
DECISIONS = "data/judgements.csv"
HEADER = "comparison,outcome,timepoint,domain,levels,reason,by,date,inputs_hash\n"
WIDE = "Study,n intervention,mean intervention,SD intervention,n control,mean control,SD control\n"
Content = str | bytes | None


@dataclass(frozen=True)
class Given:
    """A command line, the files that it finds, and texts that are put in place of others.

    `around` holds for as long as the command runs what is no file: variables, links, other programs
    and other machines. `call` takes the place of a command where an analyst calls the library.
    `listed` takes lines that begin so from what the command lists, too. In what is put in place,
    {root} is the folder of the review.
    """

    words: str
    files: Mapping[str, Content] = field(default_factory=dict)
    instead: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    around: Callable[[Path], AbstractContextManager[object]] = lambda _root: nullcontext()
    call: Callable[[Path], object] | None = None
    listed: str = ""


def check(**files: Content) -> Given:
    names = {"arms": ARMS, "trials": TRIALS, "decisions": DECISIONS, "protocol": PROTOCOL}
    names |= {"corrections": "data/corrections.csv", "queries": "data/queries.csv"}
    names |= {"others": "data/other_reviews.csv"}
    return Given("check", {names[name]: content for name, content in files.items()})


def kept(place: str) -> dict[str, tuple[str, str]]:
    """Keep the registry elsewhere."""
    return {PROTOCOL: ("review:\n", f"registry: {place}\nreview:\n")}


def imported(name: str, content: Content, options: str = "--into new") -> Given:
    return Given(f"import {name} {options}", {name: content})


INIT = "init new --title T --author A --population P --intervention I --comparator C"
TRIAL = "trial: {trial_id: X}\n"
COMMANDS: Mapping[str, Given] = {
    # The command line.
    "a trial without a terminal": Given("add-trial"),
    "a trial for a program": Given("add-trial --json"),
    "a trial in another encoding": Given("add-trial --from t.yml", {"t.yml": b"\xff\xfe\x00\xe4"}),
    "a trial that is not there": Given("add-trial --from t.yml"),
    "a trial of no YAML": Given("add-trial --from t.yml", {"t.yml": "a: [1\n"}),
    "a trial with an anchor": Given("add-trial --from t.yml", {"t.yml": "a: &x 1\nb: *x\n"}),
    "a trial that is a list": Given("add-trial --from t.yml", {"t.yml": "- 1\n"}),
    "a trial with an unknown key": Given("add-trial --from t.yml", {"t.yml": "trails: []\n"}),
    "a trial for a database": Given(
        "add-trial --from t.yml", {"t.yml": TRIAL}, kept("{sqlite: {file: data/r.db}}")
    ),
    "tables into a file": Given("export csv --out f", {"f": "x"}),
    "references into a folder": Given("export ris --out data"),
    "no domain": Given("grade confirm"),
    "no such domain": Given("grade confirm --domain imprecison"),
    "no such outcome": Given("grade confirm --outcome pian --domain imprecision"),
    "no levels": Given("grade override --domain imprecision"),
    "a decision of tomorrow": Given(
        "grade override --domain imprecision --levels -1 --reason x --by y --date 2999-01-01"
    ),
    "levels that are none": Given(
        "grade override --domain imprecision --levels -5 --reason x --by y"
    ),
    "what no rule proposes": Given("grade confirm --domain indirectness"),
    "no query": Given("query see --rule nothing --reason x --by y"),
    "both ways of importing": Given("import f.csv --into new --append", {"f.csv": WIDE}),
    "neither way of importing": Given("import f.csv", {"f.csv": WIDE}),
    "a draft over a file": Given(
        "import f.csv --draft-mapping m.yml", {"f.csv": WIDE, "m.yml": "x"}
    ),
    "an import into a folder with files": imported("f.csv", WIDE, "--into data"),
    "a file that is not there": Given("import f.csv --into new"),
    "an import into a database": Given(
        "import f.csv --append", {"f.csv": WIDE}, kept("{sqlite: {file: data/r.db}}")
    ),
    "a source that is imported": Given("import f.csv --as-source --into new", {"f.csv": WIDE}),
    "a source without a mapping": Given("import data/f.csv --as-source", {"data/f.csv": WIDE}),
    "a source outside the review": Given(
        "import ../f.csv --as-source --mapping data/m.yml", {"../f.csv": WIDE, "data/m.yml": "x"}
    ),
    "a condition that is none": Given("import f.csv --into new --where primary", {"f.csv": WIDE}),
    "a file and numbers": Given(f"{INIT} --from f.csv --trials csv", {"f.csv": WIDE}),
    "a file to begin with that is not there": Given(f"{INIT} --from f.csv"),
    "nobody to ask": Given("init new --title T"),
    "an example with a title": Given("init new --example minimal --title T"),
    "an example that there is not": Given("init new --example nothing"),
    "a review where files are": Given(f"{INIT} --outcome 'Pain, MD, lower'".replace("new", "data")),
    "a review where a file is": Given(
        f"{INIT} --outcome 'Pain, MD, lower'".replace("new", PROTOCOL)
    ),
    "a review where a review is": Given(f"{INIT} --outcome 'Pain, MD, lower'".replace("new", ".")),
    "an outcome without a measure": Given(f"{INIT} --outcome Pain"),
    "an outcome without a direction": Given(f"{INIT} --outcome 'Pain, MD'"),
    "an outcome with too many parts": Given(
        f"{INIT} --outcome 'Pain, MD, lower, critical, points, x'"
    ),
    "two reviews": Given("--review . check --review data"),
    "a review for what looks at none": Given("--review . validate"),
    "a load into a file of another program": Given(
        "registry load --from csv:data/registry",
        {"data/f.csv": WIDE},
        kept("{import: {file: data/f.csv, format: metapsy}}"),
    ),
    "a load into an address": Given(
        "registry load --from csv:data/registry",
        {},
        kept("{https: {url: 'https://example.org/r.xlsx', sha256: " + "a" * 64 + "}}"),
    ),
    "a place that is none": Given("registry export --to ftp:x"),
    "a schema for a folder": Given("registry export --to csv:new --schema x"),
    "a registry over a registry": Given("registry export --to csv:data/registry"),
    "a template over files": Given("registry template --to data/registry"),
    "nothing to search for": Given("surveil"),
    "versions of no review": Given("versions --review data"),
    "words of no review": Given("words --review nowhere --language fr"),
    "a version that is not there": Given("rebuild 9"),
    "a build of tomorrow": Given("build --as-of 2999-01-01"),
    "a build into the data": Given("build --out data"),
    "a build over the review": Given("build --out ."),
    "a build over files": Given("build --out other", {"other/f": "x"}),
    "a review that is no folder": Given("check --review data/protocol.yml"),
    # The protocol as a file.
    "no protocol": check(protocol=None),
    "a protocol in another encoding": check(protocol=b"review:\n  title: \xe4\n"),
    "an empty protocol": check(protocol=""),
    "a protocol that is a list": check(protocol="- 1\n"),
    "a protocol that is no YAML": check(protocol="review: [\n"),
    "a protocol with a tab": check(protocol="review:\n\ttitle: x\n"),
    "a protocol with an anchor": check(protocol="review: &a {id: x}\n"),
    "a protocol with a tag": check(protocol="review: !!set {id: x}\n"),
    "a protocol with a control character": check(protocol="review: \x07\n"),
    "a protocol with a key that is a list": check(protocol="? [a]\n: 1\n"),
    "a protocol that is nested too deeply": check(protocol="a: " + "[" * 30 + "]" * 30 + "\n"),
    **{
        f"a registry kept as {place}": Given("check", {}, kept(place))
        for place in (
            "{csv: {}, xlsx: {}}",
            "{xlsx: {file: /etc/r.xlsx}}",
            "{postgresql: {url_env: 'a b'}}",
            "{postgresql: {url_env: REGISTRY_URL, schema: 'a-b'}}",
            "{postgresql: {url: 'postgresql://a:b@c/d'}}",
            "{https: {url: 'http://example.org/r.xlsx', sha256: x}}",
            "{https: {url: 'https://a:b@example.org/r.xlsx'}}",
            "{https: {url: 'https://example.org/r.xlsx', sha256: x}}",
            "{https: {url: 'https://example.org/r.xlsx', from_inside: 'a b'}}",
            "{git: {repository: x, tag: latest}}",
            "{git: {repository: 'https://example.org/r', tag: latest, files: [/x]}}",
            "{https: {url: 'https://example.org/r.xlsx', allow_hosts: ['a b/c']}}",
            "[]",
            "{}",
            "{git: {repository: 'https://example.org/r', tag: ''}}",
            "{git: {repository: 'https://example.org/r', tag: latest, path: ../x}}",
            "{import: {format: metapsy}}",
            "{import: {file: data/f.csv, format: metapsy, mapping: mapping.yml}}",
            "{import: {file: data/m.yml, format: wide, mapping: data/m.yml}}",
            "{import: {file: data/f.csv, format: wide, sha256: " + "a" * 64 + "}}",
            "{import: {file: data/f.rm5, format: revman5, where: {a: b}}}",
            "{import: {file: data/f.csv, format: wide, where: {a: []}}}",
        )
    },
    "a language that is none": Given(
        "check", {}, {PROTOCOL: ("  authors:", "  language: english\n  authors:")}
    ),
    "a language that is a folder of the site": Given(
        "check", {}, {PROTOCOL: ("  authors:", "  languages: [en, fig]\n  authors:")}
    ),
    "people who pass a mark of a mean": Given(
        "check",
        {},
        {PROTOCOL: ("    better:", "    responder: {label: x, risk: 0.3, source: y}\n    better:")},
    ),
    "a rate of a mean": Given(
        "check",
        {},
        {
            PROTOCOL: (
                "    better:",
                "    baseline_rates: [{label: x, rate: 3, source: y}]\n    better:",
            )
        },
    ),
    "an event of a mean": Given(
        "check", {}, {PROTOCOL: ("    better:", "    event: have pain\n    better:")}
    ),
    "a number in an odd notation": check(protocol="review: 0o99\nx: 1e\ny: 0b\n"),
    "a moderator that is no column": Given(
        "check", {}, {PROTOCOL: ("outcomes:\n", "analysis: {moderators: [dose]}\noutcomes:\n")}
    ),
    "a text that is empty in a language": Given(
        "check",
        {},
        {
            PROTOCOL: (
                "  authors:",
                "  languages: [en, de]\n  notice: {en: '', de: x}\n"
                "  attribution: {de: x}\n  authors:",
            )
        },
    ),
    # Decisions, corrections, queries, other reviews.
    "rows that are no decisions": Given(
        "grade list",
        {
            DECISIONS: HEADER
            + "walking,pain,end,imprecison,0,x,y,2026-01-01,\n"
            + "walking,pain,end,imprecision,-4,x,y,2026-01-01,\n"
            + "walking,pain,end,imprecision,1,x,y,2026-01-01,\n"
            + "walking,pain,end,imprecision,0,x,y,1.1.2026,\n"
            + "walking,pain,end,imprecision,0,,y,2026-01-01,\n"
            + "walking,pain,end,imprecision,0,x,y,2026-01-01,zzz\n"
            + "walking,pain,end,inconsistency,0,x,y,2026-01-01,aaaaaaaa\n"
            + "walking,pian,end,imprecision,0,x,y,2026-01-01,\n"
            + "walking,pain,end,indirectness,0,x,y,2026-01-01,\n" * 2
        },
    ),
    "a trial with a key twice": Given(
        "add-trial --from t.yml", {"t.yml": "trial:\n  a: 1\n  a: 2\n"}
    ),
    "a trial with rows that are none": Given(
        "add-trial --from t.yml", {"t.yml": "trial: {trial_id: X}\narms: x\n"}
    ),
    "a trial with a list in a cell": Given(
        "add-trial --from t.yml", {"t.yml": "trial: {trial_id: [X]}\n"}
    ),
    "a trial with a new column": Given(
        "add-trial --from t.yml", {"t.yml": "trial: {trial_id: X, colour: red}\n"}
    ),
    "a trial with a key that is a list": Given("add-trial --from t.yml", {"t.yml": "? [a]\n: 1\n"}),
    "a key of the registry that is there twice": check(
        trials="trial_id,label,year,status,date_added\nA,A,2020,included,2026-01-01\n"
        "A,A,2020,included,2026-01-01\n"
    ),
    "other reviews without a cell": check(
        others="review_id,review,outcome_reported,timepoint,source\n,b,c,d,e\n"
    ),
    "decisions with another header": check(decisions="a,b\n"),
    "corrections with another header": check(corrections="a,b\n"),
    "queries with another header": check(queries="a,b\n"),
    "other reviews with another header": check(others="a,b\n"),
    "a domain decided twice": Given(
        "grade override --domain indirectness --levels 0 --reason x --by y",
        {DECISIONS: HEADER + "walking,pain,end,indirectness,0,x,y,2026-01-01,\n" * 2},
    ),
    # The tables as files.
    "an empty table": check(arms=""),
    "a table in UTF-16": check(arms="trial_id,x\n".encode("utf-16")),
    "a table that is a workbook": check(arms=b"PK\x03\x04" + b"x" * 40),
    "a table in another encoding": check(arms=b"trial_id\n\xe4\n"),
    "a table with an open quotation": check(arms='trial_id,outcome\n"A,b\nC,d\n'),
    "a table with a longer row": check(arms="trial_id,outcome\nA,b,c,d\n"),
    "a column that is there twice": check(arms="trial_id,trial_id\nA,b\n"),
    "columns that are the same but for capitals": check(arms="trial_id,Trial_ID\nA,b\n"),
    "a column without a name": check(arms="trial_id,,outcome\nA,x,b\n"),
    "a column that is missing": check(trials="trial_id\nA\n"),
    "a column that nobody knows": check(arms="trial_id,qqq\nA,b\n"),
    "no trials": check(trials=None),
    "no results": check(arms=None),
    "an unknown table": Given("check", {"data/registry/armes.csv": "a\n1\n"}),
    "tables whose names differ in capitals": Given("check", {"data/registry/Arms.csv": "a\n1\n"}),
    "no folder of tables": Given("check", {}, kept("{csv: {folder: data/nowhere}}")),
    "no workbook": Given("check", {}, kept("{xlsx: {file: data/r.xlsx}}")),
    "a workbook that is none": Given(
        "check", {"data/r.xlsx": "x"}, kept("{xlsx: {file: data/r.xlsx}}")
    ),
    "no database": Given("check", {}, kept("{sqlite: {file: data/r.db}}")),
    "a database that is none": Given(
        "check", {"data/r.db": "x" * 200}, kept("{sqlite: {file: data/r.db}}")
    ),
    "a database that the environment does not name": Given(
        "check", {}, kept("{postgresql: {url_env: NO_SUCH_REGISTRY_URL}}")
    ),
    "a file to be read that is not there": Given(
        "check", {}, kept("{import: {file: data/f.csv, format: metapsy}}")
    ),
    # Files of other programs.
    "an empty file": imported("f.csv", ""),
    "a file of no format": imported("f.rm5", "<a/>"),
    "a file that is no XML": imported("f.rm5", "<a", "--format revman5 --into new"),
    "a file of another root": imported("f.rm5", "<A/>", "--format revman5 --into new"),
    "a file with entities": imported(
        "f.rm5", '<!DOCTYPE a [<!ENTITY b "c">]><a/>', "--format revman5 --into new"
    ),
    "diagnostic tests": imported(
        "f.rm5",
        '<COCHRANE_REVIEW TYPE="DIAGNOSTIC"><ANALYSES_AND_DATA/></COCHRANE_REVIEW>',
        "--format revman5 --into new",
    ),
    "a Metapsy file without its columns": imported(
        "f.csv", "study\nA\n", "--format metapsy --into new"
    ),
    "a Metapsy file with a column twice": imported(
        "f.csv", "study,study\nA,B\n", "--format metapsy --into new"
    ),
    "an export without outcomes": imported("f.csv", "a,b\n1,2\n", "--format revman-csv --into new"),
    "a package without its files": imported(
        "f.zip", b"PK\x05\x06" + bytes(18), "--format revman-web --into new"
    ),
    "a package that is damaged": imported(
        "f.zip", b"PK\x03\x04" + b"x" * 60, "--format revman-web --into new"
    ),
    "a workbook as another format": imported(
        "f.xlsx", b"PK\x03\x04" + b"x" * 60, "--format metapsy --into new"
    ),
    "a sheet without a mapping": imported("f.csv", WIDE, "--format wide --into new"),
    "a sheet without a header": Given(
        "import f.csv --format wide --draft-mapping m.yml", {"f.csv": "a,b\n1,2\n"}
    ),
    "a sheet without a row": Given(
        "import f.csv --mapping m.yml --into new",
        {"f.csv": "Study,a,b\n", "m.yml": "study: {label: Study}\nresults: []\n"},
    ),
    "a sheet in no encoding": imported("f.csv", b"Study\n\x81\n", "--format wide --into new"),
    "a sheet with a NUL": imported("f.csv", b"Study\nA\x00\n", "--format wide --into new"),
    "a sheet with an open quotation": imported("f.csv", 'Study\n"A\n', "--format wide --into new"),
    "a sheet in damaged UTF-16": imported(
        "f.csv", b"\xff\xfe\x00\xd8x", "--format wide --into new"
    ),
    "an empty mapping": Given(
        "import f.csv --mapping m.yml --into new", {"f.csv": WIDE, "m.yml": ""}
    ),
    "a mapping in another encoding": Given(
        "import f.csv --mapping m.yml --into new", {"f.csv": WIDE, "m.yml": b"\xe4\xff"}
    ),
    "a mapping that is a list": Given(
        "import f.csv --mapping m.yml --into new", {"f.csv": WIDE, "m.yml": "- 1\n"}
    ),
    "a mapping with an unknown key": Given(
        "import f.csv --mapping m.yml --into new", {"f.csv": WIDE, "m.yml": "colums: {}\n"}
    ),
    "a time point that is no identifier": imported(
        "f.csv", WIDE, "--format wide --timepoint 'a b' --into new"
    ),
}


def every_input() -> dict[str, Given]:
    """Give the inputs of all the modules that are named like this one, and those that they make."""
    found: dict[str, Given] = {}
    for path in sorted(Path(__file__).parent.glob("message_inputs*.py")):
        module = import_module(path.stem)
        made = getattr(module, "made", dict)()
        for value in (*vars(module).values(), made):
            first = next(iter(value.values()), None) if isinstance(value, dict) else None
            if isinstance(first, Given):
                assert value.items() <= found.items() or not {*value} & {*found}, path
                found |= value
    return found


def changed(given: Given, root: Path) -> dict[Path, Content]:
    """Give the files of an input: what is written whole, and what is put in place of something."""
    files: dict[Path, Content] = {root / name: content for name, content in given.files.items()}
    for name, (old, new) in given.instead.items():
        text = (root / name).read_text(encoding="utf-8")
        assert old in text, name
        files[root / name] = text.replace(old, new.replace("{root}", str(root)), 1)
    return files
