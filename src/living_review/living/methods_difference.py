"""What changed in how the review is made: its protocol, the program, the packages that compute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from living_review.language import Fact, say
from living_review.language.facts import method_changes as facts
from living_review.living.edition import Edition
from living_review.living.protocol_difference import protocol_difference

PACKAGES = ("numpy", "scipy", "statsmodels", "pandas")


def methods_changes(
    before: Edition, after: Edition, extra_methods: Sequence[str] = ()
) -> tuple[str, ...]:
    """Give one sentence for each difference of method; `extra_methods` come last as they are."""
    told = (
        *protocol_difference(before, after),
        *_source(before, after),
        *_rows_read(before, after),
        *_rules(before, after),
        *_other_reviews(before, after),
        *_software(before, after),
    )
    return tuple(dict.fromkeys((*map(say, told), *extra_methods)))


def _source(before: Edition, after: Edition) -> Iterator[Fact]:
    had, has = (edition.findings.registry.source for edition in (before, after))
    places = [edition.protocol.registry.settings() for edition in (before, after)]
    languages = {edition.protocol.review.spoken for edition in (before, after)}
    # In another language one place is called otherwise.
    if had and has and had != has and (places[0] != places[1] or len(languages) == 1):
        yield facts.SourceChanged(now=has, before=had)


def _rows_read(before: Edition, after: Edition) -> Iterator[Fact]:
    """Tell which rows of a file of another program are read, where that changed."""
    kept = [edition.protocol.registry.import_ for edition in (before, after)]
    had, has = ({} if each is None else each.where for each in kept)
    if all(kept):
        for column in dict.fromkeys((*had, *has)):
            old, new = had.get(column), has.get(column)
            if old != new:
                yield facts.RowsReadChanged(
                    column=column,
                    now=None if new is None else tuple(new),
                    before=None if old is None else tuple(old),
                )


def _rules(before: Edition, after: Edition) -> Iterator[Fact]:
    """Name each rule of the rating that has another version."""
    old, new = (_versions_of_rules(each) for each in (before, after))
    for rule in (rule for rule in new if rule in old and old[rule] != new[rule]):
        yield facts.RuleChanged(rule=rule, now=new[rule], before=old[rule])


def _versions_of_rules(edition: Edition) -> dict[str, str]:
    """Give the version of each rule that rated a finding."""
    found: dict[str, str] = {}
    for finding in edition.findings.findings:
        for domain in finding.certainty.domains if finding.certainty else ():
            rule, _, version = domain.rule.rpartition("/")
            found[rule] = version
    return found


def _other_reviews(before: Edition, after: Edition) -> Iterator[Fact]:
    if before.findings.other_reviews != after.findings.other_reviews:
        yield facts.OtherReviewsChanged()


def _software(before: Edition, after: Edition) -> Iterator[Fact]:
    old, new = before.findings.software, after.findings.software
    if (old.name, old.version) != (new.name, new.version):
        now, was = (facts.Program(name=each.name, version=each.version) for each in (new, old))
        yield facts.ProgramChanged(now=now, before=was)
    for package in PACKAGES:
        had, has = old.packages.get(package), new.packages.get(package)
        if had != has:
            yield facts.PackageChanged(package=package, now=has or "", before=had or "")
