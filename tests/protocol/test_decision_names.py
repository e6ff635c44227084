"""What people call domains and levels of GRADE, and what is nearest to another."""

from __future__ import annotations

from itertools import product

import pytest

from living_review.protocol.decision_names import (
    DOMAINS_WRITTEN,
    LEVELS_WRITTEN,
    level_meant,
    nearest_domain,
    nearest_level,
    nearest_of,
)

KNOWN = (-3, -2, -1, 0, 1, 2)


def test_a_level_of_another_sign_or_too_far_is_sent_to_the_nearest_of_its_domain() -> None:
    for domain, levels in product(DOMAINS_WRITTEN, range(-6, 7)):
        up = domain == "upgrade"
        allowed = [each for each in KNOWN if (each >= 0 if up else each <= 0)]
        wanted = levels if levels in allowed else -levels if -levels in allowed else None
        if wanted is None:
            wanted = min(allowed, key=lambda each: abs(each - levels))
        told = f" (nearest is {wanted:+d})" if wanted else " (nearest is 0)"
        assert nearest_level(levels, domain, KNOWN) == told, (domain, levels)
    assert nearest_level(None, "imprecision", KNOWN) == ""
    assert nearest_level(-2, "anything", KNOWN) == ""


@pytest.mark.parametrize("domain", DOMAINS_WRITTEN)
def test_a_domain_is_meant_by_its_name_and_by_those_of_other_programs(domain: str) -> None:
    told = f" (nearest is {domain})"
    for name in (domain, domain.replace("_", " ").upper(), *DOMAINS_WRITTEN[domain]):
        assert nearest_domain(name) == told
    assert nearest_domain(f"{domain}s") == told
    assert nearest_domain("xyzzy") == ""


def test_levels_are_meant_by_the_words_of_grade() -> None:
    for words, level in LEVELS_WRITTEN.items():
        assert level_meant(f" {words.upper()} ") == level
    assert level_meant("severe") == "severe"
    assert nearest_of("imprecison", ("imprecision", "upgrade")) == " (nearest is imprecision)"
    assert nearest_of("xyzzy", ("imprecision",)) == ""
