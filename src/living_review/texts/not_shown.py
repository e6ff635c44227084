"""What is said of texts that no page of a report shows, as a review's own pages may do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from living_review.findings import Findings, WrittenText

_SECTIONS = {
    "background": "background",
    "objectives": "background",
    "authors-conclusions": "discussion",
    "comparison": "results-overview",
    "finding": "finding",
}


def not_shown(findings: Findings, pages: Iterable[str]) -> Iterator[str]:
    """Say of each text that none of these pages shows it, why, and what to do."""
    whole = "\n".join(pages)
    with_page = {each.key for each in findings.findings if each.trials}
    for text in findings.texts:
        if text.kind == "finding" and text.about not in with_page:
            yield (
                f"{text.read_from} is shown on no page, because no trial gives this result, which "
                "has no page of its own; write it into the text about its comparison."
            )
        elif _longest_line(text) not in whole:
            section = f"sections/{_SECTIONS.get(text.kind, 'about-the-authors')}.md.j2"
            yield (
                f"{text.read_from} is shown on no page, because the templates of this review "
                f'replace what shows it; write {{{{ written("{text.name}") }}}} where it shall '
                f'stand, or {{% include "{section}" %}}.'
            )


def _longest_line(text: WrittenText) -> str:
    lines = (line.strip("> ") for line in text.markdown.splitlines() if not line.startswith("#"))
    return max(lines, key=len, default="")
