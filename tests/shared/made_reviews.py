"""Made-up reviews of any size: so many trials and outcomes, with labels of so many letters."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from living_review.certainty import rate
from living_review.certainty.judgements import NO_JUDGEMENTS
from living_review.document.drawing import draw
from living_review.document.illustration import Illustration, name_of
from living_review.document.illustrations import MOST_IN_BRIEF, of_people
from living_review.document.report import print_texts
from living_review.document.site_facts import site_info
from living_review.figures import forest_plot, forest_plot_alt, forest_plot_in_brief
from living_review.findings import Findings, VersionInfo
from living_review.language import Words, speaking
from living_review.pages.pandoc import read_page
from living_review.paper.pdf import print_html
from living_review.paper.print_job import PrintJob
from living_review.protocol import load_protocol
from living_review.registry import read
from living_review.sources import CsvFolder
from living_review.synthesis import synthesise
from living_review.words.overview import key_findings
from living_review.words.plain import in_plain_labels

DATE = dt.date(2026, 11, 22)
WORDS = "support for people with long conditions and their families in the community "
DOMAINS = ("D1", "D2", "D3", "D4", "D5", "overall")
# What a part of the outcomes but the first are reported by.
FEW = 4


def label(name: str, letters: int) -> str:
    """Give a label of about so many letters that begins with its name, or is cut from it."""
    return name if letters <= len(name) else f"{name} {WORDS * 9}"[:letters].strip()


def review(folder: Path, trials: int, outcomes: int, letters: int, language: str) -> Findings:
    """Write a review of so many trials and outcomes into a folder, and compute it.

    All trials report the first outcome, a few of them each of the others.
    """
    registry = folder / "data" / "registry"
    registry.mkdir(parents=True)
    asked = folder / "data" / "protocol.yml"
    asked.write_text(yaml.safe_dump(_protocol(outcomes, letters, language)), encoding="utf-8")
    for name, rows in _tables(trials, outcomes, letters).items():
        text = "\n".join(",".join(map(str, row)) for row in rows)
        (registry / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
    protocol = load_protocol(asked)
    pulled = read(CsvFolder(registry).pull(), protocol)
    version = VersionInfo(number=None, date=DATE)
    with speaking(Words(language)):
        return rate(
            synthesise(pulled, protocol, today=DATE, version=version), protocol, NO_JUDGEMENTS
        )


def _protocol(outcomes: int, letters: int, language: str) -> Mapping[str, object]:
    importance = ("critical", "important", "limited")
    return {
        "review": {
            "id": "made-up",
            "title": label("A made-up review", letters),
            "authors": ["A. Author"],
            "language": language,
            "url": "https://example.org/review",
            "question": {
                "population": label("people", letters),
                "intervention": label("drug", letters),
                "comparator": label("placebo", letters),
            },
        },
        "timepoints": [{"id": "post", "label": label("Post", letters)}],
        "comparisons": [
            {
                "id": "c",
                "label": label("Drug or placebo", letters),
                "intervention": label("drug", letters),
                "comparator": label("placebo", letters),
            }
        ],
        "outcomes": [
            {
                "id": f"o{n}",
                "label": label(f"O{n}", letters),
                "importance": importance[min(n // 3, 2)],
                "measure": "SMD",
                "better": "lower",
            }
            for n in range(outcomes)
        ],
        "analysis": {"subgroups": ["category"]},
    }


def _tables(trials: int, outcomes: int, letters: int) -> Mapping[str, Sequence[Sequence[object]]]:
    ids = [f"T{n}" for n in range(1, trials + 1)]
    arms = [
        row
        for outcome in range(outcomes)
        for place, name in enumerate(ids)
        if outcome == 0 or (place + outcome) % trials < FEW
        for row in _arms(name, place, outcome)
    ]
    return {
        "trials": [
            ("trial_id", "label", "year", "status", "date_added", "category"),
            *(
                (name, label(f"Trial {name}", letters), 1980 + n % 40, "included", "2020-01-01", g)
                for n, name in enumerate(ids)
                for g in [("old", "new")[n % 2]]
            ),
        ],
        "arms": [
            (
                *("trial_id", "outcome", "timepoint", "instrument", "higher_is_better"),
                *("arm", "role", "n", "mean", "sd"),
            ),
            *arms,
        ],
        "risk_of_bias": [
            ("trial_id", "tool", "domain", "judgement"),
            *(
                (name, "RoB2", domain, "high" if n % 5 == 0 else "low")
                for n, name in enumerate(ids)
                for domain in DOMAINS
            ),
        ],
    }


def _arms(name: str, place: int, outcome: int) -> Iterator[tuple[object, ...]]:
    at = (name, f"o{outcome}", "post", "BDI", "false")
    people = 20 + (place * 37) % 200
    moved = 17 + 2 * math.sin(place * 1.7 + outcome)
    yield (*at, "drug", "intervention", people, f"{moved:.2f}", 10)
    yield (*at, "placebo", "control", people, 20, 10)


def _plots_in_brief(findings: Findings) -> Mapping[str, Illustration]:
    """Draw the plots of the summary alone."""
    drawn = {}
    for finding in key_findings(findings):
        name = name_of("forest-compact", finding)
        brief = forest_plot_in_brief(finding, MOST_IN_BRIEF)
        svg = brief or forest_plot(finding, compact=True)
        drawn[name] = Illustration(name, svg, forest_plot_alt(finding), finding.outcome_label)
    return drawn


def set_up(folder: Path, findings: Findings, document: str) -> PrintJob:
    """Write one of the print documents of a review into a folder, and give what sets it."""
    protocol = load_protocol(folder / "data" / "protocol.yml")
    with speaking(Words(findings.review.language)):
        drawn = _plots_in_brief(findings) if document == "summary" else draw(findings)
        drawn = {**drawn, **of_people(in_plain_labels(findings, protocol))}
        text = print_texts(findings, protocol, drawn)[f"print/{document}.md"]
        for place in ("print", "fig"):
            (folder / place).mkdir(exist_ok=True)
        source = folder / "print" / f"{document}.md"
        source.write_text(text, encoding="utf-8")
        for each in drawn.values():
            (folder / "fig" / f"{each.name}.svg").write_text(each.svg, encoding="utf-8")
        markup = print_html(read_page(source), document, site_info(findings), DATE)
    most = 2 if document == "summary" else None
    return PrintJob(markup, source, folder, DATE, most_pages=most)
