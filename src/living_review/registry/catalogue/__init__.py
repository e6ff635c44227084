"""The catalogue of checks: every rule by its id, what it finds, and what follows.

`docs/reference/checks.md` is written from it, and `living-review check --json` lists it. The
sentence that a rule gives stands with its check, where the values are that it names. No pandas
here.
"""

from living_review.registry.catalogue.errors import ERRORS
from living_review.registry.catalogue.notes import NOTES
from living_review.registry.catalogue.rule import Rule, Severity
from living_review.registry.catalogue.suspicions import SUSPICIONS

RULES: tuple[Rule, ...] = (*ERRORS, *SUSPICIONS, *NOTES)

__all__ = ["ERRORS", "NOTES", "RULES", "SUSPICIONS", "Rule", "Severity"]
