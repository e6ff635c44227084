"""A label inside a sentence: names and symbols keep their capital, other words do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from living_review.ground.proper_names import inside, keeping, keeping_names
from living_review.protocol import parse_protocol


@pytest.mark.parametrize(
    "label",
    [
        "Crohn’s disease activity",
        "Crohn's disease",
        "Crohn disease",
        "Alzheimer’s disease",
        "Hodgkin lymphoma",
        "Guillain-Barré syndrome",
        "Down syndrome",
        "Down’s syndrome",
        "Wald interval",
        "Hedges’ g",
        "Knapp-Hartung interval",
        "Beck Depression Inventory",
        "Hamilton rating of mood",
        "Barthel Index",
        "PTSD symptoms",
        "QoL",
        "mRNA vaccine",
        "C-reactive protein",
        "X-ray findings",
        "T cells",
        "B12 deficiency",
        "Ki67",
        "English proficiency",
        "Mediterranean diet",
        "Escherichia coli",
        "Lyme disease",
        "Cook 2012 (WRAP), control group",
        "Ärzte 2010",
        "Żółć et al. 2020",
        "Коваль, 2015a",
        "Higgins and Thompson (2002)",
    ],
)
def test_a_name_or_a_symbol_keeps_its_capital(label: str) -> None:
    assert inside(label) == label


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Quality of life", "quality of life"),
        ("Children’s anxiety", "children’s anxiety"),
        ("Patients’ satisfaction", "patients’ satisfaction"),
        ("Physician's global assessment", "physician's global assessment"),
        ("A vaccine against shingles", "a vaccine against shingles"),
        ("Vitamin D", "vitamin D"),
        ("Vitamin D level", "vitamin D level"),
        ("Child health", "child health"),
        ("E-cigarettes", "e-cigarettes"),
        ("Remission of Crohn’s disease", "remission of Crohn’s disease"),
        ("Improved Barthel index", "improved Barthel index"),
        ("Common-effect model", "common-effect model"),
        ("Downward drift", "downward drift"),
        ("Constant pain", "constant pain"),
        ("12 months", "12 months"),
        ("", ""),
    ],
)
def test_an_ordinary_word_becomes_small(label: str, text: str) -> None:
    assert inside(label) == text


@given(st.text(max_size=30))
def test_nothing_but_the_first_letter_changes_and_once_is_enough(label: str) -> None:
    told = inside(label)
    assert told[1:] == label[1:] or label[:1].lower() != label[:1]
    assert inside(told) == told or not told[:1].islower()


def test_a_review_can_name_its_own() -> None:
    with keeping({"Kundalini", "Reiki"}):
        assert inside("Kundalini yoga versus usual care") == "Kundalini yoga versus usual care"
        assert inside("Reikian practice") == "reikian practice"
    assert inside("Kundalini yoga") == "kundalini yoga"


PROTOCOL = """
review:
  id: names
  title: Names
  authors: [Nobody]
  names: [Feldenkraisian]
  question: {population: people, intervention: yoga, comparator: usual care, setting: any}
timepoints: [{id: post, label: End of treatment}]
comparisons:
  - {id: main, label: Kundalini yoga versus usual care, intervention: Kundalini yoga,
     comparator: usual care}
outcomes: [{id: mood, label: Mood, measure: SMD, better: lower}]
"""


def test_an_intervention_written_with_a_capital_is_a_name_of_its_protocol() -> None:
    protocol = parse_protocol(PROTOCOL)
    assert protocol.kept_names == {"Kundalini yoga", "Feldenkraisian"}

    @keeping_names
    def written(label: str, asked: object) -> str:
        return inside(label)

    assert written("Kundalini yoga versus usual care", protocol)[0] == "K"
    assert written("Kundalini yoga versus usual care", None)[0] == "k"
    assert written("Feldenkraisian lessons", asked=protocol)[0] == "F"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        *(("A", "A"), ("T cells", "T cells"), ("E coli", "E coli"), ("5 years", "5 years")),
        *(("A vaccine", "a vaccine"), ("A vaccine for all", "a vaccine for all")),
        *(("No event", "no event"), ("An effect", "an effect"), ("Of note", "of note")),
        *(("Ill", "ill"), ("At home", "at home")),
    ],
)
def test_one_letter_is_a_symbol_but_for_the_article_and_short_words_are_words(label, shown):
    assert inside(label) == shown
