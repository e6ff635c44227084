"""What people call the domains and levels of GRADE, in its own words and in other programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from living_review.ground.spelling import plain, plain_name
from living_review.protocol.messages import nearest

UNTIL = "until then what the rule proposes stands."
DOMAINS_WRITTEN: Mapping[str, tuple[str, ...]] = {
    "risk_of_bias": ("rob", "study limitations", "limitations", "bias"),
    "inconsistency": ("heterogeneity",),
    "indirectness": ("directness", "applicability"),
    "imprecision": ("precision",),
    "publication_bias": ("reporting bias", "other considerations", "small-study effects"),
    "upgrade": ("rating up", "upgrading", "large effect", "dose response"),
}
LEVELS_WRITTEN: Mapping[str, str] = {
    "not serious": "0",
    "no": "0",
    "none": "0",
    "serious": "-1",
    "very serious": "-2",
    "extremely serious": "-3",
}


def nearest_domain(text: str) -> str:
    """Say which domain is nearest to what was written; '' where none is near."""
    names = {
        plain_name(name): domain
        for domain, own in DOMAINS_WRITTEN.items()
        for name in (domain, *own)
    }
    found = names.get(plain_name(text)) or names.get(nearest(plain_name(text), names))
    return f" (nearest is {found})" if found else ""


def level_meant(text: str) -> str:
    """Give the number of levels that a word of GRADE means; any other text as it is."""
    return LEVELS_WRITTEN.get(plain(text), text)


def nearest_level(levels: int | None, domain: str, known: Sequence[int]) -> str:
    """Say which levels are nearest to what was written; '' where no number was meant."""
    if levels is None or domain not in DOMAINS_WRITTEN:
        return ""
    allowed = [each for each in known if each == 0 or (each > 0) == (domain == "upgrade")]
    turned = -levels if levels not in allowed and -levels in allowed else levels
    found = min(allowed, key=lambda each: abs(each - turned))
    return f" (nearest is {found:+d})" if found else " (nearest is 0)"


def nearest_of(text: str, known: Iterable[str]) -> str:
    """Say which of some names is nearest to what was written; '' where none is near."""
    found = nearest(text, known)
    return f" (nearest is {found})" if found else ""
