"""Trials that several reviews hold, and what the maintainers of one should hear of another."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from living_review.findings import Findings
from living_review.ground.errors import LivingReviewError
from living_review.ground.folder import ReviewFolder
from living_review.ground.trial_identifiers import identifiers
from living_review.ground.visible_text import visible
from living_review.language import say
from living_review.language.facts import portal as facts
from living_review.library.held import trials_held
from living_review.library.jobs import Outcome, TrialHeld
from living_review.library.members import Member
from living_review.library.shared_trials import RANDOMISED, SharedTrial, shared_trials
from living_review.living.snapshot_files import FOLDER, from_files
from living_review.living.store import VersionStore
from living_review.portal.listing import Shown
from living_review.sources import RawTables

Told = SharedTrial
_DOI = "10."


@dataclass(frozen=True)
class InSeveral:
    """The trials that several reviews hold."""

    trials: tuple[SharedTrial, ...] = ()

    @property
    def to_tell(self) -> tuple[SharedTrial, ...]:
        """Those of which one review should hear what another says: retractions first."""
        told = [each for each in self.trials if each.to_tell]
        return tuple(sorted(told, key=lambda each: (not each.retracted_in, each.known_by)))

    def retracted_elsewhere(self) -> Counter[str]:
        """Count, by review, its trials that another one holds as retracted."""
        return Counter(
            review
            for trial in self.trials
            if trial.retracted_in
            for review in trial.labels
            if review not in trial.retracted_in
        )


def in_several(known: Mapping[str, frozenset[str]], members: Mapping[str, Member]) -> InSeveral:
    """Find the trials that several reviews hold; `known` has the identifiers of each review.

    Only reviews that have one with another in common are read.
    """
    held_by = Counter(name for names in known.values() for name in names)
    common = {name for name, reviews in held_by.items() if reviews > 1}
    outcomes = []
    for review, names in known.items():
        if common.isdisjoint(names) or review not in members:
            continue
        trials = tuple(_held(members[review], common))
        if trials:
            outcomes.append(Outcome(review, "checked", 0, trials=trials))
    return InSeveral(shared_trials(outcomes))


def _held(member: Member, common: set[str]) -> Iterable[TrialHeld]:
    """Give those trials of a published version; none where it cannot be read."""
    folder = ReviewFolder(member.root)
    try:
        text = (folder.site / "findings.json").read_text(encoding="utf-8")
        findings = Findings.from_json(text)
        tables = _registry(folder, findings)
    except (OSError, ValueError, KeyError, LivingReviewError):
        return ()
    return (
        each
        for each in trials_held(findings, tables)
        if not common.isdisjoint(identifiers(each.doi, each.registration))
    )


def _registry(folder: ReviewFolder, findings: Findings) -> RawTables:
    """Give the registry of a published version; empty where the version is in the store no more."""
    store, number = VersionStore(folder.versions), findings.version.number or 0
    at = findings.registry.pulled_at
    if number not in store.numbers():
        return RawTables({}, at)
    names = [each for each in store.manifest(number).files if each.startswith(f"{FOLDER}/")]
    return from_files({name: store.read(number, name) for name in names}, at)


def as_shown(trial: SharedTrial, reviews: Mapping[str, Shown], root: str) -> Mapping[str, Any]:
    """Give a trial for the page of those in several reviews."""
    names = [each for each in trial.labels if each in reviews]
    titles = {each: reviews[each].title for each in names}
    label = visible(next(iter(trial.labels.values())))
    retracted = [each for each in names if each in trial.retracted_in]
    others = len(names) - len(retracted)
    told_of = [each for each in names if any(each in d.told for d in trial.differences)]
    return {
        "anchor": anchor(trial),
        "label": label,
        "known_by": [(each, _address(each)) for each in trial.known_by],
        "reviews": [
            {
                "href": reviews[each].href(root),
                "lang": reviews[each].lang,
                "title": titles[each],
                "label": visible(trial.labels[each]),
                "mark": say(facts.RetractedThere()) if each in retracted and others else "",
            }
            for each in names
        ],
        "retracted": say(facts.RetractedIn(reviews=len(retracted), others=others))
        if retracted and others
        else "",
        "corrected": [
            (say(facts.CorrectedIn(review=titles[each])), _reasons(said), Markup())
            for each, said in trial.corrected_in.items()
            if each in titles
        ],
        "caption": say(facts.Differing(trial=label)),
        "columns": [titles[each] for each in told_of],
        "rows": [
            (_what(each.what), [visible(each.told.get(name, "–")) for name in told_of])
            for each in trial.differences
        ],
    }


def anchor(trial: SharedTrial) -> str:
    """Give the anchor of a trial, which outlives its label."""
    return "trial-" + hashlib.sha256(trial.known_by[0].encode()).hexdigest()[:12]


def _reasons(said: Sequence[str]) -> list[str]:
    return list(map(visible, said))


def _what(what: str) -> str:
    return say(facts.ColumnOf(column="randomised")) if what == RANDOMISED else visible(what)


def _address(name: str) -> str:
    return f"https://doi.org/{name}" if name.startswith(_DOI) else ""
