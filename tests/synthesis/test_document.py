from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from living_review.findings import AppliedCorrection, SearchRun
from living_review.synthesis.document import corrections
from living_review.synthesis.synthesise import told_apart


def test_reasons_for_exclusion_are_counted_by_search(registry, arms_of_means):
    made = registry().arms(arms_of_means("a", -1))
    made.rows("searches", {"search_id": "s2", "date": "2024-02-01", "source": "Embase"})
    made.rows(
        "searches",
        {"search_id": "s1", "date": "2020-01-01", "source": "MEDLINE", "records": 120},
    )
    made.rows(
        "exclusions",
        {"report": "x", "reason": "not randomised", "search_id": "s1"},
        {"report": "y", "reason": "not randomised", "search_id": "s1"},
        {"report": "z", "reason": "other people", "search_id": "s1"},
    )
    findings = made.findings()
    first, second = findings.searches
    assert isinstance(first, SearchRun)
    assert (first.search_id, first.records) == ("s1", 120)
    assert first.exclusions == {"not randomised": 2, "other people": 1}
    assert [(each.report, each.reason) for each in first.reports_excluded] == [
        ("x", "not randomised"),
        ("y", "not randomised"),
        ("z", "other people"),
    ]
    assert (second.exclusions, second.reports_excluded) == ({}, ())
    assert findings.currency.last_search == dt.date(2024, 2, 1)


def test_a_completed_trial_without_results_is_counted_once_it_is_over(registry, arms_of_means):
    made = registry().arms(arms_of_means("a", -1))
    made.trial("w1", status="ongoing", completed="2026-10")
    made.trial("w2", status="ongoing", completed="2026-11")
    made.trial("w3", status="awaiting", completed="2026-11-22")
    made.trial("w4", status="excluded", completed="2020-01")
    made.trial("w5", status="awaiting", completed="2020-01").arms(arms_of_means("w5", -1))
    currency = made.findings(dt.date(2026, 11, 22)).currency
    assert currency.completed_unpublished == 2
    # Whatever its status still says, a trial that is over is not under way.
    assert (currency.ongoing, currency.awaiting) == (1, 2)


def test_a_review_past_its_date_is_overdue(registry, arms_of_means, protocol_text):
    text = protocol_text.replace(
        "  question:", "  living: {status: active, next_search: 2026-01-01}\n  question:"
    )
    made = registry(text).arms(arms_of_means("a", -1))
    assert made.findings(dt.date(2026, 1, 1)).currency.overdue is False
    assert made.findings(dt.date(2026, 1, 2)).currency.overdue is True
    # A search that was made on the day or after it is the one that was planned.
    for day, made_then in (("2025-12-31", False), ("2026-01-01", True), ("2026-02-01", True)):
        searched = registry(text).arms(arms_of_means("a", -1))
        searched.rows("searches", {"search_id": "s", "date": day, "source": "MEDLINE"})
        currency = searched.findings(dt.date(2026, 3, 1)).currency
        assert currency.overdue is not made_then
        assert (currency.next_run is None) is made_then
    paused = registry(text.replace("active", "paused")).arms(arms_of_means("a", -1))
    currency = paused.findings(dt.date(2026, 1, 2)).currency
    assert (currency.overdue, currency.next_run, currency.status) == (False, None, "paused")


def test_further_columns_of_a_trial_are_kept(registry, arms_of_means):
    made = registry().trial("a", dose="12", n_randomised=104).arms(arms_of_means("a", -1))
    [record] = made.rob("a", "low").findings().trials
    assert record.extra == {"dose": "12"}
    assert record.n_randomised == 104
    assert record.risk_of_bias[0].overall == "low"


def test_an_empty_registry_gives_findings_without_trials(registry):
    made = registry().trial("a", status="excluded", status_reason="wrong")
    findings = made.findings()
    assert {each.synthesis for each in findings.findings} == {"none"}
    assert findings.registry.participants is None
    assert findings.currency.last_search is None


def test_what_the_review_says_of_itself_is_kept_and_what_it_leaves_out_is_none(
    registry, protocol_text
):
    bare = registry().findings().review
    assert (bare.authors, bare.orcids, bare.precedes) == (("Nobody",), (), None)
    left = (bare.notice, bare.url, bare.doi, bare.licence, bare.funding, bare.registration)
    assert left == (None,) * 6
    assert bare.question["comparator"] == "usual care"
    # What nobody said is no part of the question, and no word for nothing stands there.
    assert set(bare.question) == {"population", "intervention", "comparator", "setting"}
    more = (
        "  notice: A draft.\n  url: https://example.org/r\n  doi: 10.1234/5\n  licence: https://example.org/by\n"
        "  funding: None.\n  registration: CRD42\n  topics: [mood, peers]\n"
        "  precedes: {citation: Doe 2019, doi: 10.1/2}\n"
    )
    text = protocol_text.replace(
        "  authors: [Nobody]\n",
        f"""  authors:
    - {{name: A. One, orcid: 0000-0002-1825-0097}}
    - B. Two
{more}""",
    )
    full = registry(text).findings().review
    assert full.authors == ("A. One", "B. Two")
    assert full.orcids == ("0000-0002-1825-0097", None)
    assert full.precedes == {"citation": "Doe 2019", "doi": "10.1/2"}
    told = (full.notice, full.url, full.doi, full.licence, full.funding, full.registration)
    assert told == (
        "A draft.",
        "https://example.org/r",
        "10.1234/5",
        "https://example.org/by",
        "None.",
        "CRD42",
    )
    assert full.topics == ("mood", "peers")


def test_people_of_the_registry_are_those_of_included_trials_whose_number_is_known(registry):
    made = registry()
    for trial, n, status in (
        ("a", 40, "included"),
        ("b", "", "included"),
        ("c", 7, "excluded"),
        ("d", 5, "included"),
    ):
        made.trial(trial, n_randomised=n, status=status)
    found = made.findings().registry
    assert (found.participants, found.participants_missing) == (45, 1)
    assert (found.trials.included, found.trials.excluded) == (3, 1)
    none = registry().trial("a").findings().registry
    assert (none.participants, none.participants_missing) == (None, 1)


def test_cells_that_were_corrected_or_printed_elsewhere_are_none_where_they_are_empty():
    def corrected(**given):
        plain = dict.fromkeys(AppliedCorrection.model_fields, "x")
        plain |= {"row": 3, "date": dt.date(2026, 1, 2)}
        return SimpleNamespace(**plain | given)

    for name in ("old", "new", "trial_id", "reason"):
        [made] = corrections(SimpleNamespace(corrections=[corrected(**{name: ""})]))
        assert getattr(made, name) == ("" if name == "reason" else None)
        others = {"old", "new", "trial_id", "reason", "by"} - {name}
        assert all(getattr(made, each) == "x" for each in others)


def test_comparisons_that_read_alike_are_told_apart_by_their_ids_and_others_stay(registry):
    [base] = registry().protocol.comparisons
    labels = {"a": "Peers versus care", "b": "peers  versus Care", "c": "Peers", "d": "Care"}
    made = [base.model_copy(update={"id": id_, "label": each}) for id_, each in labels.items()]
    told = [each.label for each in told_apart(made)]
    assert told[2:] == ["Peers", "Care"]
    assert all(label in said for label, said in zip(labels.values(), told, strict=True))
    assert told[0].endswith(", ‘a’")
    assert told[1].endswith(", ‘b’")
    assert told_apart(made[2:]) == tuple(made[2:])
    assert told_apart(made[1:3]) == tuple(made[1:3])
