"""How a version is cited, whatever of number, address and DOI it has."""

from __future__ import annotations

import re
from itertools import product

import pytest
import sample_documents
import yaml
from sample_findings import recovery

from living_review.document import downloads
from living_review.findings import Findings

ADDRESSES = {
    None: "",
    "https://e.org/r": "https://e.org/r/",
    "https://e.org/r/": "https://e.org/r/",
}


def edition(number: int | None, url: str | None, doi: str | None) -> Findings:
    found = sample_documents.findings(recovery())
    version = found.version.model_copy(update={"number": number})
    review = found.review.model_copy(
        update={"url": url, "doi": doi, "authors": ("A. {B} & Co", "C~D")}
    )
    return found.model_copy(update={"version": version, "review": review})


@pytest.mark.parametrize(
    ("number", "url", "doi"), list(product((None, 3), ADDRESSES, (None, "10.1/x_y")))
)
def test_a_version_is_cited_by_what_it_has(
    number: int | None, url: str | None, doi: str | None
) -> None:
    found = edition(number, url, doi)
    base, date = ADDRESSES[url], found.version.date
    address = f"{base}versions/{number}/" if base and number else base
    title = downloads.full_title(found)

    bib = downloads.bibtex(found)
    assert bib.startswith(f"@misc{{{found.review.id}-{number or date.isoformat()},\n")
    assert bib.endswith("},\n}\n")
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", bib, re.MULTILINE))
    assert fields.get("url", "") == address
    assert fields.get("doi") == doi
    assert (fields["year"], fields["month"]) == (str(date.year), str(date.month))
    assert fields["author"] == r"{A. \{B\} \& Co} and {C\textasciitilde{}D}"

    lines = [line.split("  - ", 1) for line in downloads.ris(found).splitlines()]
    told = [
        ["TY", "DATA"],
        ["TI", title],
        ["AU", "A. {B} & Co"],
        ["AU", "C~D"],
        ["PY", str(date.year)],
        ["DA", date.strftime("%Y/%m/%d")],
        ["ET", downloads.edition(found)],
        *([["DO", doi]] if doi else []),
        ["ER", ""],
    ]
    assert lines == told

    cff = yaml.safe_load(downloads.cff(found))
    wanted = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "authors": [{"name": "A. {B} & Co"}, {"name": "C~D"}],
        "message": cff["message"],
        "title": title,
        "version": str(number or "unpublished"),
        "date-released": date.isoformat(),
        **({"url": address if number else base.rstrip("/")} if url else {}),
        **({"doi": doi} if doi else {}),
    }
    assert cff == wanted
    assert list(cff) == list(wanted)

    named = downloads.cited_finding(found.findings[0], "Recovery", found)
    page = f"finding-{found.findings[0].key}.html"
    assert named.address == (f"{base}{page}" if url else None)
    assert (named.finding, named.authors) == ("Recovery", found.review.authors)


def test_what_tex_would_read_as_marks_is_text() -> None:
    marks = r"&%$#_{}~^" + "\\"
    written = r"\&\%\$\#\_\{\}\textasciitilde{}\textasciicircum{}\textbackslash{}"
    found = edition(3, None, None)
    review = found.review.model_copy(update={"authors": (marks,)})
    assert f"author = {{{{{written}}}}}," in downloads.bibtex(
        found.model_copy(update={"review": review})
    )
