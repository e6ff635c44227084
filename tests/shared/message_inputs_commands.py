"""Inputs of the messages of commands that read, ask and write: import, entry, decisions, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping

from around_inputs import answering, at_work, leading_out, refused, with_parts
from message_inputs import (
    ARMS,
    DECISIONS,
    INIT,
    PROTOCOL,
    TRIAL,
    TRIALS,
    WIDE,
    Given,
    check,
    kept,
)

TERMINAL = "add_trial.on_a_terminal"
READABLE = "--timepoint end --lower-is-better"
ADDED = "trial: {trial_id: ELM_2025, label: Elm 2025, year: 2025, status: included}\n"
STAGE = "data/registry/.adding"
LISTED = json.dumps([{"file": "trials.csv", "before": "a", "after": "b"}])
OTHER = "review_id,review,outcome_reported,timepoint,source,estimate\n"
DOUBTED = (
    "ALDER_2016,pain,end,12,Numerical rating scale,false,walking,intervention,42,3.6,2.1,Made up"
)
MANY_DOUBTS = {ARMS: (DOUBTED, DOUBTED.replace(",2.1,", ",0.1,"))}
ADD: Mapping[str, Given] = {
    "an outcome without a name": Given(f"{INIT} --outcome ', MD, lower'"),
    "an outcome twice": Given(f"{INIT} --outcome 'Pain, MD, lower' --outcome 'pain, MD, lower'"),
    "a time point without a name": Given(
        f"{INIT} --outcome 'Pain, MD, lower' --timepoint '\u200b'"
    ),
    "a review that nobody goes on with": Given("init new --title T", around=answering(of=TERMINAL)),
    "a trial that nobody goes on with": Given("add-trial", around=answering("x", of=TERMINAL)),
    "a trial that nobody goes on with from the first": Given(
        "add-trial",
        {"data/.cache/add-trial.json": '{"answers": {"a": 1}}'},
        around=answering(of=TERMINAL),
    ),
    "a trial with a column of another file": Given(
        "add-trial --from t.yml", {"t.yml": "trial: {trial_id: X, country: Chile}\n"}
    ),
    "a trial whose files change meanwhile": Given(
        "add-trial --from t.yml --yes",
        {"t.yml": ADDED},
        around=with_parts(entry__writing___content=lambda _path: b"x"),
    ),
    "a trial for a full disk": Given(
        "add-trial --from t.yml --yes",
        {"t.yml": ADDED},
        around=with_parts(entry__writing__write_whole=refused),
    ),
    "an addition that was cut short": Given(
        "add-trial --from t.yml",
        {"t.yml": TRIAL, f"{STAGE}/files.json": LISTED, f"{STAGE}/trials.csv": "x"},
    ),
    "a trial while another is added": Given(
        "add-trial --from t.yml --yes", {"t.yml": ADDED}, around=at_work
    ),
}
DECIDE: Mapping[str, Given] = {
    "decisions that are a folder": Given("grade list", {f"{DECISIONS}/x": "x"}),
    "a decision for a full disk": Given(
        "grade override --domain indirectness --levels 0 --reason x --by y",
        around=with_parts(certainty__decision_file__write_whole=refused),
    ),
    "a decision on nothing": Given(
        "grade confirm --domain imprecision",
        {ARMS: "trial_id,outcome,timepoint,higher_is_better,arm,role,n\n"},
    ),
    "queries that are a folder": Given("check", {"data/queries.csv/x": "x"}),
    "a query of several": Given("query see --reason x --by y", instead=MANY_DOUBTS),
    "a query that is no number of the list": Given(
        "query see --reason x --by y",
        instead=MANY_DOUBTS,
        around=answering("99", of="query._terminal"),
    ),
    "a query for a full disk": Given(
        "query see --all --reason x --by y",
        instead=MANY_DOUBTS,
        around=with_parts(registry__row_file__write_whole=refused),
    ),
    "other reviews with no number": check(others=OTHER + "a,b,c,d,e,many\n"),
    "decisions by another name": Given("check", {"data/Judgements.csv": "x"}),
    "decisions by two names": Given("check", {"data/Judgements.csv": "x", DECISIONS: "x"}),
    "decisions elsewhere": Given("grade list", around=leading_out(DECISIONS)),
    "a text that a language has none of": Given(
        "check",
        {},
        {PROTOCOL: ("  authors:", "  languages: [en, de]\n  authors:")},
        listed="data/protocol.yml, line ",
    ),
}
IMPORT: Mapping[str, Given] = {
    "a file to take in that is a folder": Given("import data --into new"),
    "rows for a database": Given(
        f"import f.csv --append {READABLE}",
        {"f.csv": WIDE + "A,10,1,2,10,2,2\n"},
        kept("{sqlite: {file: data/r.db}}"),
    ),
    "rows into a folder with files": Given(
        f"import f.csv --into data {READABLE}", {"f.csv": WIDE + "A,10,1,2,10,2,2\n"}
    ),
    "a draft and rows": Given("import f.csv --draft-mapping m.yml --append", {"f.csv": WIDE}),
    "answers that are there already": Given(
        "import f.csv --into new",
        {"f.csv": WIDE + "A,10,1,2,10,2,2\n", "f-mapping.yml": "x"},
        around=answering(of=TERMINAL),
    ),
    "a source of a review without a protocol": Given(
        "import data/f.csv --as-source --mapping data/m.yml",
        {"data/f.csv": WIDE, "data/m.yml": "x", PROTOCOL: None},
    ),
    "a source with what is of one import": Given(
        "import data/f.csv --as-source --mapping data/m.yml --timepoint end",
        {"data/f.csv": WIDE, "data/m.yml": "x"},
    ),
    "a source beside its tables": Given(
        "import data/f.csv --as-source --mapping data/m.yml",
        {"data/f.csv": WIDE, "data/m.yml": "x"},
    ),
}
TABLES: Mapping[str, Given] = {
    "a table with a control character for a workbook": Given(
        "registry export --to xlsx:r.xlsx", {}, {TRIALS: ("Alder 2016", "Alder\x07")}
    ),
    "a cell that is too long for a workbook": Given(
        "registry export --to xlsx:r.xlsx", {}, {TRIALS: ("Alder 2016", "A" * 40_000)}
    ),
    "a database that is open elsewhere": Given(
        "registry export --to sqlite:r.db", {"r.db-wal": "x"}
    ),
    "rows that a database refuses": Given(
        "registry export --to sqlite:r.db", {}, {ARMS: (",42,", ",-42,")}
    ),
}
