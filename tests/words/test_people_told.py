"""A total that is a lower bound, and a crossover trial, are told as such wherever they stand."""

from __future__ import annotations

import csv
import io

import pytest
from sample_documents import findings
from sample_findings import recovery

from living_review.document import downloads
from living_review.document.summary_files import rows
from living_review.exchange.fhir_evidence import _notes
from living_review.findings import Finding, SubgroupLevel
from living_review.tables import explored, results, summary_of_findings
from living_review.words import overview, prose


def with_missing() -> Finding:
    return recovery().model_copy(update={"n": 100.0, "n_missing": 3})


def crossed(pairing: str) -> Finding:
    found = recovery()
    trials = tuple(
        trial.model_copy(update={"pairing": pairing if place < 2 else None})
        for place, trial in enumerate(found.trials)
    )
    return found.model_copy(update={"trials": trials})


def text_of(table) -> str:
    cells = [line for row in table.rows for cell in row.cells for line in cell.lines]
    return " | ".join([*cells, *(note.text for note in table.footnotes)])


def test_sentences_say_at_least_and_how_many_trials_are_of_unknown_size():
    found = with_missing()
    said = "at least 100 participants; three trials of unknown size"
    assert said in prose.included_sentence(found)
    assert said in overview.evidence_in_brief(found)


def test_tables_and_figures_say_at_least():
    found = with_missing()
    document = findings(found)
    (table,) = summary_of_findings.tables(document)
    assert "at least 100 (4 trials; 3 of unknown size)" in text_of(table)
    assert "at least 100" in text_of(summary_of_findings.compact(document))
    assert "at least 100 participants; 3 of unknown size" in text_of(
        results.data_behind_the_figure(found)
    )
    assert "at least 100" in text_of(explored.sensitivity(found, {}))


@pytest.mark.parametrize(
    ("n", "missing", "said"),
    [
        (None, 2, "2 trials; how many participants is not known"),
        (100.0, 1, "at least 100 (2 trials; 1 of unknown size)"),
        (100.0, 0, "100 (2 trials)"),
    ],
)
def test_people_of_a_subgroup_are_told_as_those_of_its_result(n, missing, said):
    found = recovery()
    levels = tuple(
        SubgroupLevel(
            level=name, k=2, n=n, n_missing=missing, pooled=found.pooled, heterogeneity=None
        )
        for name in ("group", "individual")
    )
    (subgroup,) = found.subgroups
    differing = subgroup.model_copy(update={"levels": levels, "p": 0.001, "reason": None})
    (table, *_) = summary_of_findings.tables(
        findings(found.model_copy(update={"subgroups": (differing,)}))
    )
    assert text_of(table).count(said) == 2


def test_fhir_says_that_the_number_is_a_lower_bound():
    notes = " ".join(_notes(with_missing()))
    assert "lower bound: at least 100 participants; three trials of unknown size." in notes


def test_downloads_say_at_least():
    document = findings(with_missing())
    (row, *_) = csv.DictReader(io.StringIO(downloads.table(downloads._results(document))))
    assert (row["n"], row["n_missing"]) == ("100.0", "3")
    assert row["participants"] == ("at least 100 participants; three trials of unknown size")
    assert [each["participants_missing"] for each in rows(document)] == [3]


@pytest.mark.parametrize(
    ("pairing", "said"),
    [
        (
            "ignored",
            "Two crossover trials are used as if their periods were two groups of people, because "
            "nothing is known of their pairs.",
        ),
        (
            "counted",
            "Two crossover trials are used as if their periods were two groups of people, because "
            "the method counts events and knows of no pairs.",
        ),
        (
            "assumed",
            "Two crossover trials rest on a correlation of a person’s two results that is assumed.",
        ),
    ],
)
def test_a_result_of_crossover_trials_says_how_they_were_used(pairing, said):
    found = crossed(pairing)
    assert said in prose.included_sentence(found)
    document = findings(found)
    (table,) = summary_of_findings.tables(document)
    assert said in text_of(table)
    assert "2 crossover" in text_of(summary_of_findings.compact(document))
    assert any(said in each["notes"] for each in rows(document))


def test_reported_pairs_are_no_limit():
    assert "crossover" not in prose.included_sentence(crossed("reported"))


def test_what_is_not_in_the_pool_does_not_limit_it():
    found = crossed("ignored")
    first, *others = found.trials
    apart = (first.model_copy(update={"in_pool": False}), *others)
    found = found.model_copy(update={"trials": apart})
    assert "One crossover trial is used as if" in prose.included_sentence(found)
    assert "1 crossover" in text_of(summary_of_findings.compact(findings(found)))


def test_what_is_described_counts_every_trial_where_nothing_is_pooled():
    found = recovery()
    trials = tuple(
        t.model_copy(update={"n": 10.0 * place}) for place, t in enumerate(found.trials, 1)
    )
    apart = found.model_copy(
        update={"synthesis": "narrative", "pooled": None, "k": 1, "n": 10.0, "trials": trials}
    )
    number = len(trials)
    assert apart.described == (number, sum(10.0 * p for p in range(1, number + 1)), 0)
    assert found.described == (found.k, found.n, found.n_missing)
    assert "(4 trials)" in text_of(summary_of_findings.tables(findings(apart))[0])


def test_fhir_says_how_crossover_trials_were_used():
    notes = " ".join(_notes(crossed("ignored")))
    assert "Two crossover trials are used as if their periods were two groups" in notes
