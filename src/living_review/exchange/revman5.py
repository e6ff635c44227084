"""RevMan 5 files (.rm5): studies, risk of bias, and analysis data, out of their XML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from living_review.exchange import cells
from living_review.exchange.extract import About, Extract, Judged, Remark, Study, alike, gathered
from living_review.exchange.revman5_analyses import analyses
from living_review.exchange.rob_domains import domain_of
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = "COCHRANE_REVIEW"
_STUDY_LISTS = {
    "INCLUDED_STUDIES": "included",
    "EXCLUDED_STUDIES": "excluded",
    "AWAITING_STUDIES": "awaiting",
    "ONGOING_STUDIES": "ongoing",
}
_RESULTS = {"YES": "low", "NO": "high", "UNKNOWN": "unclear"}
_NAME = ("FIRST_NAME", "MIDDLE_INITIALS", "LAST_NAME")
# Children of the root that hold text of the review and no data of trials.
_NOT_DATA = (
    (
        "COVER_SHEET",
        "who wrote the review and when; a protocol drafted with --draft-protocol has title and "
        "authors",
    ),
    ("MAIN_TEXT", "the text of the review"),
    ("SOF_TABLES", "summary-of-findings tables, which are computed anew"),
    ("ADDITIONAL_TABLES", "tables that authors drew"),
    ("FIGURES", "figures, which are drawn anew"),
    ("APPENDICES", "appendices"),
    ("FEEDBACK", "feedback"),
    ("SOURCES_OF_SUPPORT", "who paid for the review"),
    ("FLOW_DIAGRAMS", "the flow of records; write the counts into searches.csv"),
)


def extract(content: bytes, file: str) -> Extract:
    """Read a RevMan 5 file; `file` is the name used in messages.

    Raises BadInput where it is no XML, defines entities of its own, or is no intervention review.
    """
    root = _parsed(content, file)
    _settle_keys(root)
    studies = tuple(_studies(root))
    judgements, doubts = _judgements(root)
    found = analyses(root)
    remarks = (
        *_unmapped_parts(root),
        *_study_remarks(studies, root),
        *doubts,
        *found.remarks,
        *alike(found.outcomes),
    )
    return Extract(
        "revman5",
        studies,
        found.outcomes,
        found.arms,
        found.contrasts,
        judgements,
        gathered(remarks),
        about=_about(root),
    )


def _about(root: Element) -> About:
    """Give title and authors of the cover sheet."""
    sheet = root.find("COVER_SHEET")
    if sheet is None:
        return About()
    creators = sheet.find("CREATORS")
    people = creators.iter("PERSON") if creators is not None else ()
    names = (
        " ".join(filter(None, (inner_text(each.find(tag)) for tag in _NAME))) for each in people
    )
    return About(inner_text(sheet.find("TITLE")), tuple(filter(None, names)))


def inner_text(element: Element | None) -> str:
    """Give all text below an element, its paragraphs on lines of their own."""
    if element is None:
        return ""
    lines = [" ".join("".join(p.itertext()).split()) for p in element.iter("P")]
    text = "\n".join(filter(None, lines)) or " ".join("".join(element.itertext()).split())
    return cells.text(text)


def _parsed(content: bytes, file: str) -> Element:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        root: Element = fromstring(content, forbid_dtd=False)
    except DefusedXmlException as error:
        raise BadInput(
            f"{file} defines XML entities of its own, which RevMan never does; it was not read. "
            "Export it again from RevMan."
        ) from error
    except (ParseError, LookupError, ValueError) as error:
        raise BadInput(
            f"{file} is not XML that can be read ({error}); save it again in RevMan 5."
        ) from error
    if root.tag != _ROOT:
        raise BadInput(
            f"{file} is XML, but its root is {root.tag[:60]!r} and not {_ROOT}; give a RevMan 5 "
            "file (.rm5)."
        )
    if root.get("TYPE") == "DIAGNOSTIC":
        raise BadInput(
            f"{file} is a review of diagnostic tests; only reviews of interventions have the "
            "two-sided results that a registry holds."
        )
    return root


def _settle_keys(root: Element) -> None:
    """Give results the ID of their study where theirs differs from it in doubled hyphens alone."""
    known = {study.get("ID", "") for study in root.iter("STUDY")}
    plain: dict[str, set[str]] = {}
    for key in known:
        plain.setdefault(key.replace("--", "-"), set()).add(key)
    for element in root.iter():
        stated = element.get("STUDY_ID")
        if stated is not None and stated not in known:
            meant = plain.get(stated.replace("--", "-"), set())
            if len(meant) == 1:
                element.set("STUDY_ID", *meant)


def _studies(root: Element) -> Iterator[Study]:
    reasons = {
        each.get("STUDY_ID", ""): inner_text(each.find("CHAR_REASON_FOR_EXCLUSION"))
        for each in root.iter("EXCLUDED_CHAR")
    }
    people = {
        each.get("STUDY_ID", ""): inner_text(each.find("CHAR_PARTICIPANTS"))
        for each in root.iter("INCLUDED_CHAR")
    }
    for tag, status in _STUDY_LISTS.items():
        for listing in root.iter(tag):
            for study in listing.iter("STUDY"):
                key = study.get("ID", "")
                label = cells.text(study.get("NAME", "")) or key
                reference = _main_reference(study)
                yield Study(
                    key,
                    label,
                    cells.year(study.get("YEAR", ""), label, _part(reference, "YR")),
                    status,
                    {
                        "citation": _citation(reference),
                        "doi": _doi(study, reference),
                        "status_reason": reasons.get(key, ""),
                        "population": people.get(key, ""),
                    },
                )


def _main_reference(study: Element) -> Element | None:
    references = study.findall("REFERENCE")
    primary = [each for each in references if each.get("PRIMARY") == "YES"]
    return next(iter((*primary, *references)), None)


def _part(reference: Element | None, tag: str) -> str:
    return "" if reference is None else inner_text(reference.find(tag))


def _citation(reference: Element | None) -> str:
    authors, title, source = (_part(reference, tag) for tag in ("AU", "TI", "SO"))
    when = _part(reference, "YR")
    volume = _part(reference, "VL") + (f"({no})" if (no := _part(reference, "NO")) else "")
    place = ":".join(filter(None, (volume, _part(reference, "PG"))))
    published = f"{source} {';'.join(filter(None, (when, place)))}".strip()
    parts = [each.rstrip(". ") for each in (authors, title, published) if each]
    return cells.text(". ".join(parts))


def _doi(study: Element, reference: Element | None) -> str:
    stated = study.get("DOI", "")
    identifiers = [
        each.get("VALUE", "")
        for within in (reference, study)
        if within is not None
        for each in within.iter("IDENTIFIER")
        if each.get("TYPE", "").upper() == "DOI"
    ]
    found = next(filter(None, (*identifiers, stated)), "").strip()
    return cells.text(found.removeprefix("https://doi.org/").removeprefix("http://dx.doi.org/"))


def _study_remarks(studies: tuple[Study, ...], root: Element) -> Iterator[Remark]:
    undated = sum(not study.year for study in studies)
    if undated:
        yield Remark(
            "please check",
            "STUDY/@YEAR",
            "",
            undated,
            "no year in the file nor in the name of the study; write it into trials.csv, or the "
            "row will be set aside.",
        )
    stated = {each.get("ID", ""): each.get("YEAR", "") for each in root.iter("STUDY")}
    read = sum(bool(s.year) and not cells.year(stated.get(s.key, "")) for s in studies)
    if read:
        yield Remark(
            "please check",
            "STUDY/@YEAR",
            "",
            read,
            "the year is empty; it was read from the name of the study or its reference.",
        )


def _judgements(root: Element) -> tuple[tuple[Judged, ...], list[Remark]]:
    """Give the RoB 1 judgements, one a study and domain, and what stands in the way of others."""
    remarks: list[Remark] = []
    found: dict[tuple[str, str], dict[str, str]] = {}
    for item in root.iter("QUALITY_ITEM"):
        name = inner_text(item.find("NAME"))
        tool, domain = domain_of(name) or ("", None)
        domain = domain if tool == "RoB1" else None
        for entry in item.iter("QUALITY_ITEM_DATA_ENTRY"):
            judgement = _RESULTS.get(entry.get("RESULT", ""))
            if domain is None or judgement is None:
                why = (
                    "this is none of the seven domains of RoB 1."
                    if domain is None
                    else f"RESULT is '{entry.get('RESULT', '')[:40]}', not YES, NO or UNKNOWN."
                )
                remarks.append(Remark("not mapped", "QUALITY_ITEM", name, 1, why))
                continue
            by = found.setdefault((entry.get("STUDY_ID", ""), domain), {})
            # Groups of outcomes that agree are one judgement of the study.
            by[judgement] = by.get(judgement) or inner_text(entry.find("DESCRIPTION"))
    judged = []
    for (study, domain), by in found.items():
        if len(by) == 1:
            ((judgement, support),) = by.items()
            judged.append(Judged(study, "RoB1", domain, judgement, support))
            continue
        remarks.append(
            Remark(
                "not mapped",
                "QUALITY_ITEM_DATA_ENTRY",
                domain,
                1,
                "groups of outcomes of one study are judged differently, and the file does not say "
                "which outcomes a group holds; write them into risk_of_bias.csv by hand.",
            )
        )
    return tuple(judged), remarks


def _unmapped_parts(root: Element) -> Iterator[Remark]:
    for tag, what in _NOT_DATA:
        count = len(root.findall(tag)[0]) if root.findall(tag) else 0
        if count:
            yield Remark("not mapped", tag, "", count, f"{what}.")
    characteristics = sum(
        bool(inner_text(each.find(tag)))
        for each in root.iter("INCLUDED_CHAR")
        for tag in ("CHAR_METHODS", "CHAR_INTERVENTIONS", "CHAR_OUTCOMES", "CHAR_NOTES")
    )
    if characteristics:
        yield Remark(
            "not mapped",
            "INCLUDED_CHAR",
            "methods, interventions, outcomes, notes",
            characteristics,
            "free text; write what matters into the columns of trials.csv.",
        )
    secondary = sum(max(len(s.findall("REFERENCE")) - 1, 0) for s in root.iter("STUDY"))
    if secondary:
        yield Remark(
            "not mapped", "REFERENCE", "", secondary, "a trial is cited by its main report alone."
        )
