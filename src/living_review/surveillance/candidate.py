"""A registered study as the register describes it today."""

from __future__ import annotations

from dataclasses import dataclass

FINISHED = frozenset({"completed", "terminated"})
STUDY_PAGE = "https://clinicaltrials.gov/study/"


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one registered study; empty where the register does not say."""

    nct_id: str
    title: str = ""
    status: str = ""
    completion: str = ""
    """Year and month, or a date; planned unless the register says it is the actual one."""
    planned: bool = False
    enrolment: str = ""
    enrolment_planned: bool = False
    results: str = ""
    """When results were first posted, or `posted` where the day is not given."""
    study_type: str = ""
    allocation: str = ""
    conditions: tuple[str, ...] = ()
    interventions: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    """Obsolete or duplicate numbers of the same study."""
    other_ids: tuple[str, ...] = ()
    """Numbers of the same study elsewhere, such as in another register."""
    updated: str = ""

    @property
    def finished(self) -> bool:
        """Whether the study has ended, as planned or early."""
        return self.status in FINISHED

    @property
    def numbers(self) -> frozenset[str]:
        """Every register number of the study, in capitals."""
        return frozenset(each.upper() for each in (self.nct_id, *self.aliases, *self.other_ids))

    @property
    def page(self) -> str:
        """Where people read the record."""
        return f"{STUDY_PAGE}{self.nct_id}"
