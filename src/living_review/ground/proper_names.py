"""Labels inside a sentence: which keep their capital, because a name begins them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Final, ParamSpec, TypeVar

# First words that are names. Possessives ("Crohn’s"), words with a capital further on ("PTSD",
# "Knapp-Hartung"), letters ("C-reactive") and titles ("Beck Depression Inventory") need no entry.
_NAMES_LISTED: Final = """
Addison Alexander Alzheimer Apgar Asperger Ashworth Barrett Barthel Bayley Beck Behçet Bell
Berg Bobath Borg Bowen Bristol Brugada Chagas Charcot Cochrane Cohen Coombs Crohn Cushing
Dix Doppler Dravet Dupuytren Dutch Ebola Edinburgh Egger Epworth Eysenck Fabry Fagerström
Feldenkrais Foley Framingham Friedreich Gaucher Geneva Glasgow Graves Hamilton Hansen Hashimoto
Hedges Hodgkin Holter Hunter Huntington Karnofsky Kawasaki Kegel Kellgren Korsakoff Lennox Likert
Lund Lyme Lysholm Mallory Mantel Marfan Marburg Mayo McGill Medicaid Medicare Ménière Montgomery
Nottingham Oswestry Oxford Paget Pap Parkinson Paule Peto Pilates Pittsburgh Poisson Prader
Ramsay Rankin Raynaud Rett Reynolds Robson Rorschach Rosenberg Sidik Sjögren Stroop Tanner
Tegner Tinetti Tourette Turner Wald Wechsler Wernicke Wilson Zarit Zika Zung
African American Asian Australian Austrian Bayesian Belgian Brazilian British Canadian Caribbean
Chinese Christian Czech Danish Egyptian English Ethiopian Eurasian European Finnish French
Gaussian German Greek Hindu Hispanic Hungarian Indian Indonesian Iranian Irish Islamic
Israeli Italian Jamaican Japanese Jewish Kenyan Korean Latin Latina Latino Mediterranean Mexican
Muslim Nepalese Nigerian Nordic Norwegian Pakistani Persian Polish Portuguese Russian Scottish
Spanish Swedish Swiss Thai Turkish Ukrainian Vietnamese Welsh
Aspergillus Bordetella Borrelia Campylobacter Candida Clostridioides Clostridium Cryptococcus
Cryptosporidium Enterococcus Escherichia Giardia Haemophilus Helicobacter Klebsiella Leishmania
Listeria Mycobacterium Mycoplasma Neisseria Plasmodium Pneumocystis Pseudomonas Salmonella
Schistosoma Shigella Staphylococcus Streptococcus Toxoplasma Treponema Trichomonas Yersinia
January February April June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
_NAMES: Final = frozenset(_NAMES_LISTED.split())
# Two words that are a name together although the first alone is none.
_PAIRS: Final = re.compile(
    r"(Down|Constant|Patrick|Sage|Harris|Young|Hill|Reiter|Still|Wells|Gram|Grover) "
    r"(syndrome|score|test|stain|negative|positive|hip|criteria|disease)\b"
)
# Whose possessive is an ordinary word: "Children’s anxiety", "Patients’ satisfaction".
_PEOPLE_LISTED: Final = """
adolescent adult athlete baby boy brother caregiver carer child children client clinician
companion consumer couple daughter dentist doctor driver employee employer family father fetus
foetus friend girl guardian individual infant instructor investigator it learner man men midwife
mother mum neighbour neonate newborn nurse observer one other parent participant partner patient
peer people person physician provider pupil rater recipient relative researcher resident school
sibling sister smoker son spouse staff student survivor surgeon teacher today toddler trainee
user veteran victim viewer volunteer woman women worker year youth
"""
_PEOPLE: Final = frozenset(_PEOPLE_LISTED.split())
_POSSESSIVE: Final = re.compile(r"(\w+?)(?:['’]s|s['’])$")
# Who wrote what: "Cook 2012 (WRAP)", "Poulsen et al.", "Knapp and Hartung (2003)".
_CITED: Final = re.compile(
    r"[^\W\d_][^\W\d_]+(?: (?:and|&) [^\W\d_]+)?,?(?: et al\b| \(?(?:18|19|20)\d\d[a-z]?\b)"
)
_LETTER: Final = re.compile(r"[B-DF-Z]-|E-(?=[A-Z])|A-(?=[A-Z])")


# The names of the review that is being written, which its protocol gives.
_OWN: ContextVar[frozenset[str]] = ContextVar("names of the review", default=frozenset())
# The languages that write every noun with a capital: what begins a label may be one.
_NOUNS_WITH_CAPITALS: Final = frozenset(("de", "lb", "nds", "gsw"))
_CAPITALS_STAY: ContextVar[bool] = ContextVar("labels are left as they are", default=False)
Given = ParamSpec("Given")
Written = TypeVar("Written")


@contextmanager
def keeping(names: Iterable[str]) -> Iterator[None]:
    """Keep the capital of these names, too, where `inside` writes a label that begins with one."""
    known = _OWN.set(frozenset(names))
    try:
        yield
    finally:
        _OWN.reset(known)


def capitals_kept() -> frozenset[str]:
    """Give the names whose capital is kept now, for another process to keep them, too."""
    return _OWN.get()


@contextmanager
def labels_of(language: str) -> Iterator[None]:
    """Write labels inside sentences as a language does: German leaves them as they are."""
    known = _CAPITALS_STAY.set(language.split("-")[0] in _NOUNS_WITH_CAPITALS)
    try:
        yield
    finally:
        _CAPITALS_STAY.reset(known)


def keeping_names(function: Callable[Given, Written]) -> Callable[Given, Written]:
    """Have a function keep the capital of the names of the protocol among its arguments."""

    @wraps(function)
    def kept(*args: Given.args, **values: Given.kwargs) -> Written:
        found = (getattr(each, "kept_names", None) for each in (*args, *values.values()))
        with keeping(next((names for names in found if names is not None), ())):
            return function(*args, **values)

    return kept


def inside(label: str) -> str:
    """Write a label as it stands inside a sentence: small, unless a name or a symbol begins it.

    'Quality of life' becomes small; 'PTSD symptoms', 'Crohn’s disease', 'C-reactive protein' and
    'Beck Depression Inventory' stay as they are.
    """
    return label if keeps_capital(label) else label[:1].lower() + label[1:]


def keeps_capital(label: str) -> bool:
    """Tell whether the first word of a label is a name or a symbol, which has its capital always.

    A first word that is a name without showing it stands in this module's list.
    """
    words = label.split()
    if not words or _CAPITALS_STAY.get() or any(_begins(label, name) for name in _OWN.get()):
        return True
    first = words[0].strip("(‘“'\"").rstrip(',.;:)’”"')
    if any(c.isupper() or c.isdigit() for c in first[1:]) or _LETTER.match(first):
        return True
    if len(first) == 1:
        # 'A vaccine' begins with an article; 'T cells' and 'E coli' do not.
        return first.isalpha() and not (first == "A" and len(words) > 1)
    return (
        _is_name(first)
        or _PAIRS.match(label) is not None
        or _CITED.match(label) is not None
        or _is_title(words)
    )


def _begins(label: str, name: str) -> bool:
    return label.startswith(name) and not label[len(name) : len(name) + 1].isalnum()


def _is_name(first: str) -> bool:
    if first in _NAMES or first.split("-", 1)[0] in _NAMES:
        return True
    whose = _POSSESSIVE.fullmatch(first)
    return whose is not None and whose[1].lower() not in _PEOPLE and whose[1][:1].isupper()


def _is_title(words: list[str]) -> bool:
    """Whether each of the first three words has a capital and small letters after it."""
    opening = words[:3]
    return len(opening) > 1 and all(
        len(word) > 1 and word[0].isupper() and word[1:2].islower() for word in opening
    )
