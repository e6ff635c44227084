"""What other choices would make of a review is what the review says once it has made them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from living_review.ground import clock
from living_review.ground.errors import BadInput
from living_review.ground.folder import ReviewFolder
from living_review.library.analysis import analysed
from living_review.library.jobs import Moved
from living_review.library.what_if import WhatIf, what_if
from living_review.living.difference import difference
from living_review.living.edition import Edition
from living_review.runs.editions import computed
from living_review.sources import RawTables

EXAMPLES = Path(__file__).parents[2] / "examples"
CHOICES: tuple[Mapping[str, object], ...] = (
    {"tau2": "DL"},
    {"interval": "wald"},
    {"model": "common"},
    {"min_trials": 20},
    {"pool": False},
    {"level": 0.8, "tau2": "PM"},
)


@pytest.fixture(scope="module")
def bcg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(EXAMPLES / "bcg" / "data", tmp_path_factory.mktemp("b") / "data"))


def by_hand(root: Path, analysis: Mapping[str, object], then: Path) -> list[tuple[str, ...]]:
    """Write the choices into the protocol, and compare the two reviews."""
    shutil.copytree(root, then / "data")
    protocol = then / "data" / "protocol.yml"
    document = yaml.safe_load(protocol.read_text(encoding="utf-8"))
    document["analysis"] = {**document.get("analysis", {}), **analysis}
    protocol.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    before, after = (
        computed(ReviewFolder(each), as_of=None, today=clock.today(), progress=lambda _: None)
        for each in (root.parent, then)
    )
    return [
        (each.outcome, *(reason.sentence for reason in each.reasons))
        for each in difference(before, after).conclusions
    ]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_conclusions_move_as_if_the_protocol_said_so(
    bcg: Path, tmp_path: Path, choice: Mapping[str, object]
) -> None:
    _, told = analysed(ReviewFolder(bcg.parent), what_if=WhatIf(choice))
    moved: tuple[Moved, ...] = told["would_move"]
    assert [(each.outcome, *each.reasons) for each in moved] == by_hand(bcg, choice, tmp_path / "r")


def test_some_of_these_choices_move_something(bcg: Path) -> None:
    _, told = analysed(ReviewFolder(bcg.parent), what_if=WhatIf({"pool": False}))
    assert told["would_move"]


def test_a_trial_taken_as_retracted_is_in_no_analysis(tmp_path: Path, project_root: Path) -> None:
    shutil.copytree(project_root / "data" / "registry", tmp_path / "data" / "registry")
    shutil.copy(project_root / "data" / "protocol.yml", tmp_path / "data")
    folder = ReviewFolder(tmp_path)

    def now(tables: RawTables | None) -> Edition:
        today = clock.today()
        return computed(folder, as_of=None, today=today, progress=lambda _: None, tables=tables)

    before = now(None)
    pooled = next(each for each in before.findings.findings if each.pooled)
    records = {each.trial_id: each for each in before.findings.trials}
    doi = next(doi for each in pooled.trials if (doi := records[each.trial_id].doi))
    asked = what_if([f"retracted=https://doi.org/{doi.upper()}"])
    assert asked is not None
    tables, concerned = asked.applied(before.tables)
    assert concerned
    after = next(each for each in now(tables).findings.findings if each.key == pooled.key)
    assert after.k == pooled.k - 1


def test_a_trial_that_no_review_holds_costs_no_second_computation(bcg: Path) -> None:
    _, told = analysed(ReviewFolder(bcg.parent), what_if=what_if(["retracted=10.1000/none"]))
    assert "would_move" not in told


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        ("tau2", "is not KEY=VALUE"),
        ("=PM", "is not KEY=VALUE"),
        ("tau2=", "is not KEY=VALUE"),
        ("tau=PM", "--what-if tau: no such key of 'analysis'; allowed are model, method, tau2"),
        ("tau2=XX", "--what-if tau2: the value is 'XX'"),
        ("min_trials=many", "--what-if min_trials: the value is 'many'"),
        ("model=[", "the value is no YAML"),
        ("retracted=Smith 2020", "neither a DOI nor a registration number"),
    ],
)
def test_what_no_protocol_may_say_is_refused_before_any_review(pair: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        what_if([pair])
    assert said in str(caught.value)


def test_pairs_are_read_as_yaml_with_or_without_their_section() -> None:
    asked = what_if(["analysis.tau2=PM", "min_trials=4", "pool=false", "retracted=NCT01234567"])
    assert asked == WhatIf(
        {"tau2": "PM", "min_trials": 4, "pool": False}, frozenset(("NCT01234567",))
    )
    assert what_if([]) is None
