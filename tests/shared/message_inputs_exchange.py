"""What is said of files of other programs and of own sheets, by the command that reads them."""

from __future__ import annotations

from collections.abc import Mapping

from message_inputs import PROTOCOL, WIDE, Content, Given, imported, kept
from message_inputs_sources import strict
from message_places import archive, replaced, workbook

ROWS = "Analysis group,Analysis number,Study\n1,1,A\n"
SETTINGS = "Analysis group,Analysis number,Data type\n1,1,Dichotomous\n"
DATA, SET = "x-data-rows.csv", "x-overall-estimates-and-settings.csv"
METAPSY = (
    "study,condition_arm1,condition_arm2,multi_arm1,multi_arm2,outcome_type,instrument,time,"
    "time_weeks,rating\nA 2000,cbt,wl,,,dep,bdi,post,8,self\n"
)
RM5 = "<COCHRANE_REVIEW TYPE='INTERVENTION'><ANALYSES_AND_DATA/></COCHRANE_REVIEW>"
MAPPING = (
    "study: {label: Study}\narms:\n"
    "  - {arm: a, role: intervention, columns: {n: n intervention, mean: mean intervention,"
    " sd: SD intervention}}\n"
    "  - {arm: b, role: control, columns: {n: n control, mean: mean control, sd: SD control}}\n"
    "results:\n  - {outcome: pain, timepoint: end, higher_is_better: false}\n"
)
SOURCE = "import data/f.csv --as-source --mapping {} --format wide"


def mapped(
    mapping: str, content: Content = WIDE + "A,10,1,1,10,2,1\n", name: str = "f.csv"
) -> Given:
    """A sheet that is read by a mapping."""
    files = {name: content, "m.yml": mapping}
    return Given(f"import {name} --format wide --mapping m.yml --into new", files)


def packed(*members: tuple[str, str | bytes]) -> Given:
    """A data package of RevMan."""
    return imported("f.zip", archive(*members), "--format revman-web --into new")


def standing(format_: str, content: Content, mapping: str = "outcomes: {}\n") -> Given:
    """A file of another program in which the registry is kept."""
    place = f"{{import: {{file: data/f, format: {format_}, mapping: data/m.yml}}}}"
    return Given("check", {"data/f": content, "data/m.yml": mapping}, kept(place))


def as_source(mapping: str = "data/m.yml", **instead: tuple[str, str]) -> Given:
    named = {"protocol": PROTOCOL}
    files = {"data/f.csv": WIDE, "data/m.yml": MAPPING, "m.yml": MAPPING}
    return Given(SOURCE.format(mapping), files, {named[k]: v for k, v in instead.items()})


def made() -> Mapping[str, Given]:
    """Give the inputs; they are made when they are asked for."""
    return {**_packages(), **_revman(), **_sheets(), **_sources()}


def _packages() -> Mapping[str, Given]:
    rows, settings = (DATA, ROWS), (SET, SETTINGS)
    large = packed(rows, settings)
    few = "living_review.exchange.envelope"
    return {
        "a package with a file twice": packed((f"a/{DATA}", ROWS), (f"b/{DATA}", ROWS)),
        "a package of very many files": packed(*((f"{i}", "") for i in range(2001))),
        "a package that unpacks to very much": Given(
            large.words, large.files, {}, replaced(f"{few}.LARGEST_UNPACKED", 5)
        ),
        "a very large file": Given(
            large.words, large.files, {}, replaced(f"{few}.LARGEST_FILE", 5)
        ),
        "a package of two reviews": packed((DATA, ROWS), (f"y{DATA}", ROWS), settings),
        "a package of diagnostic tests": packed(rows, settings, ("x-parameters.csv", "a\n1\n")),
        "a package that lacks a column": packed((DATA, "Study\nA\n"), settings),
    }


def _revman() -> Mapping[str, Given]:
    five = "Comparison Number,Outcome Number,Subgroup Number,Name,Data Type\n"
    tables = {
        "an export of RevMan without outcomes": five + "1,0,0,A,\n",
        "the pooled results of RevMan": SETTINGS,
        "the subgroups of RevMan": "Analysis group,Analysis number,Subgroup number\n1,1,1\n",
    }
    return {
        **{
            name: imported("f.csv", text, "--format revman-csv --into new")
            for name, text in tables.items()
        },
        "a Metapsy database with a column twice": imported(
            "f.csv", METAPSY.replace("rating", "time"), "--format metapsy --into new"
        ),
        "rows selected of a file that has none": imported(
            "f.rm5", RM5, "--format revman5 --where a=b --into new"
        ),
    }


def _sheets() -> Mapping[str, Given]:
    table = [["Study", "n"], ["A", 1]]
    two = workbook({"First": table, "Second": table})
    empty = workbook({"First": [], "Second": table})
    registry = workbook({"trials": [["trial_id"]], "arms": [["trial_id"]]})
    sheet = "study: {label: Study, sheet: Third}\n"
    bias = "risk_of_bias: {tool: RoB2, columns: {colour: Study}}\n"
    return {
        "a workbook as a Metapsy file": imported("f.xlsx", two, "--format metapsy --into new"),
        "a workbook that is a registry": imported("f.xlsx", registry),
        "a sheet of Metapsy without a mapping": imported(
            "f.csv", "Covidence #,Study ID\n1,A\n", "--format covidence --into new"
        ),
        "a workbook of several sheets": mapped(MAPPING, two, "f.xlsx"),
        "a workbook without the sheet": mapped(
            MAPPING.replace("study: {label: Study}\n", sheet), two, "f.xlsx"
        ),
        "a CSV file with the sheet": mapped(MAPPING.replace("study: {label: Study}\n", sheet)),
        "a sheet without the columns of its mapping": mapped(MAPPING, "Notes\nof us\n"),
        "an empty sheet": mapped(f"sheet: First\n{MAPPING}", empty, "f.xlsx"),
        "a strict workbook to import": mapped(MAPPING, strict(), "f.xlsx"),
        "a mapping with a blank": mapped(MAPPING.replace("outcome: pain, ", "")),
        "a mapping of an unknown domain": mapped(MAPPING + bias),
    }


def _sources() -> Mapping[str, Given]:
    csv = {"data/f": WIDE + "A,10,1,1,10,2,1\n", "data/m.yml": MAPPING}
    wide = "{import: {file: data/f, format: wide, mapping: data/m.yml}}"
    return {
        "a mapping that is not kept with the review": as_source("m.yml"),
        "a source of a review that has one": as_source(
            protocol=("review:\n", "registry: {xlsx: {file: data/r.xlsx}}\nreview:\n")
        ),
        "a source of a protocol in brackets": Given(
            SOURCE.format("data/m.yml"),
            {"data/f.csv": WIDE, "data/m.yml": MAPPING, PROTOCOL: _in_brackets()},
        ),
        "a page of the web for a source": standing("metapsy", "<!doctype html><title>x</title>"),
        "a file of another program for a source": standing("metapsy", RM5),
        "a source without results": standing("wide", f"{WIDE}A,,,,,,\n", MAPPING),
        "a source without rows": standing("wide", WIDE, MAPPING),
        "a source beside tables of its own": Given("check", csv, kept(wide)),
    }


def _in_brackets() -> str:
    """Write the protocol of the smallest review in one pair of brackets."""
    import json
    from pathlib import Path

    import yaml

    root = Path(__file__).parents[2] / "examples" / "minimal"
    return json.dumps(yaml.safe_load((root / PROTOCOL).read_text(encoding="utf-8")))
