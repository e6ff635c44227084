"""What texts cite is found, told where it is missing, and safe to print."""

from __future__ import annotations

import json

import pytest

from living_review.ground.errors import BadInput
from living_review.texts.citations import with_programs

ONE = {
    "id": "lyons2021",
    "type": "article-journal",
    "title": "Group peer <script>x</script><i>support</i>",
    "author": [{"family": "Lyons", "given": "N"}, "nobody", {"family": 3}],
    "issued": {"date-parts": [["2021", 6]]},
    "DOI": "https://doi.org/10.1186/s12888-021-03321-z",
    "URL": "javascript:alert(1)",
    "abstract": "Long",
    "note": "private",
}


def csl(*works: object) -> str:
    return json.dumps(works)


def test_a_citation_is_one_of_the_program_and_only_cited_works_are_kept(reading):
    works = csl(ONE, {"id": "other", "type": "book", "title": "Not cited"})
    read = reading({"background": "As said [@lyons2021, p. 3]."}, references_json=works)
    assert read.texts[0].markdown == "As said [@lyons2021, p\\. 3]\\."
    (work,) = read.references
    kept = json.loads(work.csl)
    assert kept == {
        "id": "lyons2021",
        "type": "article-journal",
        "title": "Group peer x<i>support</i>",
        "author": [{"family": "Lyons", "given": "N"}],
        "issued": {"date-parts": [[2021, 6]]},
        "DOI": "10.1186/s12888-021-03321-z",
    }
    assert json.loads(with_programs(read.references))[-1] == kept


def test_a_work_that_the_program_cites_too_is_one_and_a_shared_key_is_not(reading):
    program = json.loads(with_programs(()))
    doi = next(each for each in program if each.get("DOI"))
    works = csl({**ONE, "id": "mine", "DOI": doi["DOI"].upper()}, {**ONE, "id": doi["id"]})
    text = f"[@mine] and [@{doi['id']}; @mine]"
    read = reading({"background": text}, references_json=works)
    own = f"own-{doi['id']}"
    assert read.texts[0].markdown == f"[@{doi['id']}] and [@{own}; @{doi['id']}]"
    assert [each.key for each in read.references] == [own]


def test_bibtex_is_read_by_pandoc(reading):
    entry = "@article{fine1995, title={Variation}, author={Fine, Paul}, year={1995}}"
    read = reading({"background": "[@fine1995]"}, references_bib=entry)
    assert json.loads(read.references[0].csl)["title"] == "Variation"


REFUSED = {
    "no such key": ("[@lyon2021]", csl(ONE), "line 1: there is no work 'lyon2021' in "),
    "nearest": ("[@lyon2021]", csl(ONE), "did you mean 'lyons2021'?"),
    "no references": ("[@lyon2021]", "", "because this review has no references"),
    "no JSON": ("x", "{", "data/references.json, line 1: this is no JSON"),
    "no list": ("x", "3", "is no list of works"),
    "no id": ("x", csl({"title": "x"}), "work 1 has no id"),
    "a strange id": ("x", csl({**ONE, "id": "a b]"}), "which no citation can name"),
    "twice": ("x", csl(ONE, ONE), "work 2 has the id 'lyons2021', which another has, too"),
    "no type": ("x", csl({"id": "a", "title": "x"}), "has no type"),
    "no title": ("x", csl({"id": "a", "type": "book"}), "has no title"),
    "no work": ("x", csl("a"), "work 1 is no work"),
    "deep": ("x", "[" * 100_000, "nested too deeply"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_cited_is_told(reading, case):
    text, works, said = REFUSED[case]
    files = {"references_json": works} if works else {}
    with pytest.raises(BadInput) as refused:
        reading({"background": text}, **files)
    assert said in str(refused.value)


def test_two_bibliographies_and_a_broken_one_are_refused(reading):
    with pytest.raises(BadInput, match="There are both"):
        reading({"background": "x"}, references_json="[]", references_bib="")


def test_broken_bibtex_is_told_with_its_line(reading):
    with pytest.raises(BadInput, match=r"references.bib, line \d+: this is no BibTeX"):
        reading({"background": "x"}, references_bib="@article{a, title={x}\n@book{")


def test_what_looks_like_a_citation_and_is_none_stays_text(reading):
    text = "Write to a@b.example, @lyons2021 or [see @lyons2021]."
    shown = reading({"background": text}).texts[0].markdown
    assert "\\@lyons2021 or \\[see \\@lyons2021\\]" in shown
