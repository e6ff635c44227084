"""The summary of findings to take away: as CSV and JSON for programs, as DOCX for a manuscript."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from living_review.certainty import SummaryRow, SummaryTable, summary_tables
from living_review.findings import AbsoluteEffect, ComparatorScores, Findings
from living_review.ground.errors import EnvironmentFailure
from living_review.language import say
from living_review.language.facts.citation import SummaryOfFindings
from living_review.pages.pandoc import TIME_LIMIT, pandoc_path, refuse_ended
from living_review.tables import summary_of_findings
from living_review.tables.html import draw

NAME = "summary-of-findings"


def rows(findings: Findings) -> Iterator[dict[str, Any]]:
    """Give the table as flat rows: one an outcome, or one a baseline risk where there are several.

    Risks and chances run from 0 to 1; `notes` are the footnotes of the row, in full.
    """
    for table in summary_tables(findings):
        notes = {note.mark: note.text for note in table.footnotes}
        for each in table.rows:
            for place, absolute in enumerate(each.absolute or (None,)):
                told = each.absolute_in_words[place] if absolute else ""
                yield {
                    **_row(table, each, absolute, notes),
                    "absolute_in_words": told,
                    **_beside(each),
                }


def _row(
    table: SummaryTable,
    row: SummaryRow,
    absolute: AbsoluteEffect | None,
    notes: dict[str, str],
) -> dict[str, Any]:
    effect, familiar, better = row.effect, row.familiar, row.better_off
    return {
        "comparison": table.comparison,
        "outcome": row.outcome,
        "follow_up": row.follow_up,
        "importance": row.importance,
        "synthesis": row.synthesis,
        "trials": row.k,
        "participants": row.n,
        "participants_missing": row.n_missing,
        "measure": row.measure,
        "unit": row.unit,
        "estimate": effect.estimate if effect else None,
        "ci_low": effect.ci_low if effect else None,
        "ci_high": effect.ci_high if effect else None,
        **_fields("", absolute, _IN_PEOPLE),
        "familiar_instrument": familiar.instrument if familiar else None,
        "familiar_estimate": familiar.estimate if familiar else None,
        "familiar_ci_low": familiar.ci_low if familiar else None,
        "familiar_ci_high": familiar.ci_high if familiar else None,
        "better_off_basis": better.basis if better else None,
        "better_off_with_comparator": better.with_comparator if better else None,
        "better_off_with_intervention": better.with_intervention if better else None,
        "better_off_ci_low": better.ci_low if better else None,
        "better_off_ci_high": better.ci_high if better else None,
        **_at_baseline(absolute),
        "certainty": row.level,
        "symbols": row.symbols,
        "provisional": row.provisional,
        "stale": row.stale,
        "statement": row.statement,
        "notes": " ".join(f"{mark}: {notes[mark]}" for mark in row.marks),
    }


_RATED = ("magnitude", "level", "target", "imprecision", "statement", "domains")
_CHANCES = ("chance_of_benefit", "chance_of_harm")
_IN_PEOPLE = tuple(name for name in AbsoluteEffect.model_fields if name not in (*_RATED, *_CHANCES))


def _at_baseline(absolute: AbsoluteEffect | None) -> dict[str, Any]:
    """Give what holds at the baseline of this row; `certainty` is the finding's, at the first."""
    return {
        **{name: getattr(absolute, name, None) for name in _CHANCES},
        **{f"{name}_at_baseline": getattr(absolute, name, None) for name in _RATED[:-1]},
    }


def _beside(row: SummaryRow) -> dict[str, Any]:
    return {
        "subgroup": row.subgroup,
        "measured": row.measured,
        "comparator_mean": row.comparator_mean,
        "comments": " ".join(row.comments),
        **{
            f"comparator_scores_{name}": getattr(row.comparator_scores, name, None)
            for name in ComparatorScores.model_fields
        },
    }


def _fields(prefix: str, value: Any, names: Any) -> dict[str, Any]:
    absolute = {"ci_low": "difference_ci_low", "ci_high": "difference_ci_high"}
    return {prefix + absolute.get(name, name): getattr(value, name, None) for name in names}


def as_json(findings: Findings) -> str:
    """Write the tables with their footnotes as JSON, in full precision."""
    tables = [_plain(asdict(table)) for table in summary_tables(findings)]
    return json.dumps(tables, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def as_docx(findings: Findings) -> bytes:
    """Write the tables as a Word document through Pandoc; the same findings give the same bytes.

    Raises EnvironmentFailure where Pandoc is missing or fails.
    """
    # In its sandbox Pandoc knows no time of day, so nothing in the file depends on when.
    command = [pandoc_path(), "-f", "html", "-t", "docx", "--sandbox", "-o", "-"]
    title = say(SummaryOfFindings(title=findings.review.title))
    command += ["--metadata", f"title={title}", "--metadata", f"lang={findings.review.language}"]
    try:
        done = subprocess.run(
            command, input=_html(findings).encode(), capture_output=True, timeout=TIME_LIMIT
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise EnvironmentFailure(
            f"Pandoc could not write {NAME}.docx ({fault}); install it again with: "
            "pip install --force-reinstall pypandoc_binary"
        ) from fault
    refuse_ended(done, f"{NAME}.docx")
    if done.returncode:
        raise EnvironmentFailure(
            f"Pandoc could not write {NAME}.docx ({done.stderr.decode(errors='replace').strip()}); "
            "install it again with: pip install --force-reinstall pypandoc_binary"
        )
    return done.stdout


def _html(findings: Findings) -> str:
    fenced = (str(draw(table)) for table in summary_of_findings.tables(findings))
    return "\n".join(
        "\n".join(line for line in text.splitlines() if not line.startswith("```"))
        for text in fenced
    )
