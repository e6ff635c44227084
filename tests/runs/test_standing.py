"""How a review stands at the end of a run: every line, where it is to be said and nowhere else."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
import sample_documents
from sample_everything import decided, entry, everything
from sample_findings import none, recovery, single

from living_review.findings import Domain, Findings
from living_review.runs.standing import (
    as_json,
    due,
    ratings,
    standing,
    to_look_at,
    without_address,
)

DAY = dt.date(2026, 3, 4)
STATES = ("proposed", "confirmed", "overridden", "stale", "not assessed")


def review(*found: Any, **values: Any) -> Findings:
    return sample_documents.findings(*found, **{"quarantine": (), "queries": (), **values})


def rated(*domains: Domain) -> Any:
    finding = recovery()
    rating = finding.certainty.model_copy(update={"domains": domains})
    return finding.model_copy(update={"certainty": rating})


def domain(**values: Any) -> Domain:
    [first, *_] = recovery().certainty.domains
    return first.model_copy(update=values)


def test_all_that_is_to_be_known_is_said_in_its_order() -> None:
    found = review(*decided(), recovery("stale"), **{
        name: getattr(everything(), name) for name in ("quarantine", "queries")
    })  # fmt: skip
    currency = found.currency.model_copy(update={"overdue": True, "next_run": DAY})
    found = found.model_copy(update={"currency": currency})
    assert standing(found) == (
        "Set aside: 9 rows (7 of arms, 1 of import, 1 of protocol), in no analysis; "
        "'living-review check' says why.",
        "Queries: 2 rows used but doubted, 1 not seen by anybody; 'living-review check' lists "
        "them.",
        "Stale: 5 GRADE decisions (peer-support/recovery/post imprecision, "
        "peer-support/recovery/post publication_bias and 3 more); 'living-review grade "
        "list --stale' says why.",
        "Undecided: 3 GRADE domains of 1 result; the rule's proposal counts until somebody "
        "confirms it ('living-review grade confirm').",
        "Decided where no rule proposes: indirectness of 2 results.",
        "Overdue: the search that was due on 2026-03-04; search, then set "
        "review.living.next_search in the protocol.",
    )
    looked = to_look_at(found)
    assert [line.split(":")[0] for line in looked] == [
        "Queries", "Undecided", "Decided where no rule proposes",
    ]  # fmt: skip


def test_where_all_is_well_nothing_is_said() -> None:
    calm = review(rated(domain(state="confirmed", decided=0)), none())
    assert standing(calm) == to_look_at(calm) == ()
    assert as_json(calm) == {"stale": [], "decided_without_rule": [], "overdue": False}


@pytest.mark.parametrize(
    ("many", "listed"), [(1, "x y"), (2, "x y, x y"), (3, "x y, x y and 1 more")]
)
def test_two_stale_decisions_are_named_and_the_rest_counted(many: int, listed: str) -> None:
    found = review(rated(*[domain(state="stale", decided=-1)] * many))
    [line] = ratings(found)
    name = "peer-support/recovery/post risk_of_bias"
    counted = "1 GRADE decision" if many == 1 else f"{many} GRADE decisions"
    assert line.startswith(f"Stale: {counted} ({listed.replace('x y', name)});")


@pytest.mark.parametrize("name", ["imprecision", "upgrade"])
def test_each_state_of_a_domain_is_told_as_what_it_is(name: str) -> None:
    for state, proposed, taken in itertools.product(STATES, (None, -1), (None, 0, -2)):
        found = review(rated(domain(name=name, state=state, proposed=proposed, decided=taken)))
        lines = [line.split(":")[0] for line in ratings(found)]
        wanted = {
            "Stale": state == "stale",
            # Nobody has to confirm that nothing raises the certainty.
            "Undecided": state == "proposed" and name != "upgrade",
            "Decided where no rule proposes": proposed is None and taken is not None,
        }
        assert lines == [each for each, told in wanted.items() if told]
        told = as_json(found)
        key = {
            "comparison": "peer-support",
            "outcome": "recovery",
            "timepoint": "post",
            "domain": name,
        }
        own = [{**key, "levels": taken if taken is not None else proposed or 0}]
        assert told["stale"] == (own if state == "stale" else [])
        without = proposed is None and taken is not None
        assert told["decided_without_rule"] == (own if without else [])


def test_results_are_counted_once_however_many_of_their_domains_wait() -> None:
    [line] = ratings(review(rated(domain(), domain()), single()))
    assert line.startswith("Undecided: 6 GRADE domains of 2 results;")
    [line] = ratings(review(rated(domain())))
    assert line.startswith("Undecided: 1 GRADE domain of 1 result;")


@pytest.mark.parametrize("many", [0, 1, 2])
@pytest.mark.parametrize("seen", [0, 1, 2])
def test_rows_are_counted_by_table_and_by_whether_somebody_looked(many: int, seen: int) -> None:
    open_, looked = everything().queries
    rows = tuple(entry(number) for number in range(many))
    found = review(quarantine=rows, queries=(open_,) * many + (looked,) * seen)
    lines = [line for line in standing(found) if line.startswith(("Set aside", "Queries"))]
    count = f"{many} row{'s' * (many != 1)}"
    total = f"{many + seen} row{'s' * (many + seen != 1)}"
    left = f"{many} not seen by anybody" if many else "all seen"
    wanted = [f"Set aside: {count} ({many} of arms), in no"] if many else []
    wanted += [f"Queries: {total} used but doubted, {left};"] if many + seen else []
    assert len(lines) == len(wanted)
    assert all(line.startswith(start) for line, start in zip(lines, wanted, strict=True))


@pytest.mark.parametrize("overdue", [True, False])
def test_a_search_that_is_due_is_told(overdue: bool) -> None:
    found = review()
    currency = found.currency.model_copy(update={"overdue": overdue, "next_run": DAY})
    found = found.model_copy(update={"currency": currency})
    assert bool([*due(found)]) == as_json(found)["overdue"] == overdue


def test_what_a_review_without_an_address_goes_without_is_said_once() -> None:
    for number in (None, 1, 2):
        for url in (None, "https://example.org/r"):
            found = review()
            version = found.version.model_copy(update={"number": number})
            own = found.review.model_copy(update={"url": url})
            said = [*without_address(found.model_copy(update={"version": version, "review": own}))]
            assert bool(said) is (number == 1 and url is None)
            assert said in ([], [
                "No review.url in the protocol: a reader of feeds cannot follow feed.xml to its "
                "pages, and a link to the site shows no picture; write there where the site will "
                "stand."
            ])  # fmt: skip


def test_domains_that_no_rule_rated_are_counted_each() -> None:
    names = ("upgrade", "indirectness", "upgrade")
    own = {"state": "overridden", "proposed": None, "decided": -1}
    found = review(rated(*(domain(name=name, **own) for name in names)))
    assert [*ratings(found)] == [
        "Decided where no rule proposes: upgrade of 2 results, indirectness of 1 result."
    ]
