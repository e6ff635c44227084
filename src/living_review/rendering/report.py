"""The report's sources: pages, print documents, figures, findings and data, into one folder."""

from __future__ import annotations

import json
from pathlib import Path

from living_review.findings import Findings
from living_review.findings.document import json_schema
from living_review.protocol import Protocol
from living_review.rendering import illustrations, summary_files
from living_review.rendering.context import PRINT, WEBSITE, filters, names
from living_review.rendering.downloads import data_files
from living_review.rendering.templates import environment, render

PAGES = (
    ("index", "Summary"),
    ("results", "Results"),
    ("discussion", "Discussion"),
    ("evidence-profile", "Certainty"),
    ("trials", "Trials"),
    ("methods", "Methods"),
    ("search", "Search"),
    ("versions", "Versions"),
    ("data", "Data"),
)
PRINT_DOCUMENTS = ("summary", "review")


def write_report(
    findings: Findings,
    protocol: Protocol,
    report: Path,
    templates: Path | None = None,
) -> None:
    """Write `report/`: the pages, two print documents, figures, `findings.json` and `data/`.

    `report` is made if it is not there and should be empty: nothing in it is removed. `templates`
    is a review's own folder, whose files override the program's one by one. The same arguments give
    the same bytes. Raises TemplateFailure for a template that does not render.
    """
    drawn = illustrations.draw(findings)
    texts = page_texts(findings, protocol, drawn, templates)
    texts |= {f"data/{name}": text for name, text in data_files(findings).items()}
    texts |= {f"fig/{each.name}.svg": each.svg for each in drawn.values()}
    texts["findings.json"] = findings.to_json()
    texts["findings.schema.json"] = json.dumps(json_schema(), indent=1) + "\n"
    for name, text in texts.items():
        path = report / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    document = report / "data" / f"{summary_files.NAME}.docx"
    document.write_bytes(summary_files.as_docx(findings))


def page_texts(
    findings: Findings,
    protocol: Protocol,
    drawn: illustrations.Illustrations,
    templates: Path | None = None,
) -> dict[str, str]:
    """Render every page and print document; file name below `report/` to text."""
    made = environment(templates, filters())
    web, paper = (names(findings, protocol, drawn, where) for where in (WEBSITE, PRINT))
    texts = {f"{name}.qmd": render(made, f"{name}.qmd.j2", web) for name, _ in PAGES}
    for finding in findings.findings:
        if finding.trials:
            text = render(made, "finding.qmd.j2", {**web, "finding": finding})
            texts[f"finding-{finding.key}.qmd"] = text
    for name in PRINT_DOCUMENTS:
        texts[f"print/{name}.md"] = render(made, f"print/{name}.md.j2", paper)
    return texts
