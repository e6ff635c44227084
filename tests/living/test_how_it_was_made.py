"""What of how a review is made is told to have changed: its place, its rules, what computes it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from living_review.language import say
from living_review.language.facts import method_changes as facts
from living_review.living.edition import Edition
from living_review.living.methods_difference import PACKAGES, methods_changes
from living_review.protocol.registry_source import CsvKept, RegistryKept

if TYPE_CHECKING:
    from conftest import Review


def edition(bcg: Review, asked: dict[str, Any] | None = None, **found: Any) -> Edition:
    """Give the edition with other findings, and another review or registry in its protocol."""
    made = bcg.edition()
    findings = made.findings.model_copy(update=found)
    return replace(made, findings=findings, protocol=made.protocol.model_copy(update=asked or {}))


def test_another_place_of_the_registry_is_told_and_not_another_name_for_it(bcg: Review) -> None:
    review, registry = bcg.protocol.review, bcg.edition().findings.registry
    places = [RegistryKept(csv=CsvKept(folder=folder)) for folder in ("data/one", "data/two")]
    spoken = [review.model_copy(update={"languages": tags}) for tags in ((), ("es", "en"))]
    for names, moved, speaks in product(
        product(("", "A", "B"), repeat=2), (False, True), (False, True)
    ):
        before, after = (
            edition(
                bcg,
                {"registry": places[moved and side], "review": spoken[speaks and side]},
                registry=registry.model_copy(update={"source": names[side]}),
            )
            for side in (0, 1)
        )
        had, has = names
        told = say(facts.SourceChanged(now=has, before=had)) if had and has else None
        wanted = bool(told) and had != has and (moved or not speaks)
        assert (told in methods_changes(before, after)) == wanted, (names, moved, speaks)


def test_a_rule_of_the_rating_is_told_where_both_editions_have_it(bcg: Review) -> None:
    first, *others = bcg.edition().findings.findings
    rating = first.certainty
    assert rating is not None

    def ruled(*rules: str) -> Edition:
        pairs = zip(rating.domains, rules, strict=False)
        domains = tuple(each.model_copy(update={"rule": rule}) for each, rule in pairs)
        own = first.model_copy(update={"certainty": rating.model_copy(update={"domains": domains})})
        return edition(bcg, findings=(own, *others))

    old = ruled("a-b/1", "c/1", "d/2")
    told = methods_changes(old, ruled("a-b/2", "c/1", "e/3"))
    assert told == (say(facts.RuleChanged(rule="a-b", now="2", before="1")),)
    assert methods_changes(old, old) == ()


def test_what_computes_is_told_by_its_name_and_version(bcg: Review) -> None:
    software = bcg.edition().findings.software
    versions = {**dict.fromkeys(PACKAGES, "1.0"), "jinja2": "3.0"}

    def made(name: str = "a", version: str = "1", **packages: str) -> Edition:
        known = {each: found for each, found in {**versions, **packages}.items() if found}
        given = {"name": name, "version": version, "packages": known}
        return edition(bcg, software=software.model_copy(update=given))

    assert methods_changes(made(), made(jinja2="3.1")) == ()
    for name, version in (("b", "1"), ("a", "2"), ("b", "2")):
        now, was = (facts.Program(name=n, version=v) for n, v in ((name, version), ("a", "1")))
        wanted = (say(facts.ProgramChanged(now=now, before=was)),)
        assert methods_changes(made(), made(name, version)) == wanted
    for package, (had, has) in product(PACKAGES, (("1.0", "2.0"), ("1.0", ""), ("", "1.0"))):
        told = methods_changes(made(**{package: had}), made(**{package: has}))
        assert told == (say(facts.PackageChanged(package=package, now=has, before=had)),)


def test_further_changes_come_last_and_each_is_told_once(bcg: Review) -> None:
    one, two = edition(bcg), edition(bcg, software=bcg.edition().findings.software)
    assert methods_changes(one, two, ["More.", "More.", "Else."]) == ("More.", "Else.")
    other = edition(bcg, other_reviews=({"anything": "else"},))
    told = (say(facts.OtherReviewsChanged()), "More.")
    assert methods_changes(one, other, ["More."]) == told
