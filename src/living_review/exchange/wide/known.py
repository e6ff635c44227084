"""What the protocol of the review says of the outcomes and times that a sheet names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from living_review.exchange import cells, identifiers
from living_review.exchange.wide.words import plain_words
from living_review.ground.measures import RATES, RISKS

if TYPE_CHECKING:
    from living_review.protocol import Outcome, Protocol


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome of the protocol that a name means; '' and None for what it does not say."""

    outcome: str = ""
    instrument: str = ""
    better: bool | None = None


@dataclass(frozen=True)
class Known:
    """The protocol, where the import happens beside one; without it names are taken as found."""

    protocol: Protocol | None = None

    def outcome(self, name: str, *, counted: bool) -> Told:
        """Tell which outcome a name means: by its id, its label or an instrument of its own.

        A sheet that names none is of the only one that the protocol has.
        """
        if self.protocol is None:
            return Told(identifiers.safe(name, otherwise="outcome") if name else "")
        said = plain_words(name)
        if not said and len(self.protocol.outcomes) == 1:
            return self._told(self.protocol.outcomes[0], "", counted=counted)
        for outcome in self.protocol.outcomes if said else ():
            if said in (plain_words(outcome.id), plain_words(outcome.label)):
                return self._told(outcome, "", counted=counted)
            for instrument in outcome.instruments:
                if said == plain_words(instrument):
                    return self._told(outcome, instrument, counted=counted)
        found = {
            outcome.id: (outcome, words)
            for outcome in self.protocol.outcomes
            for words in (plain_words(outcome.id), plain_words(outcome.label))
            if f" {words} " in f" {said} "
        }
        if len(found) != 1:
            return Told()
        ((outcome, words),) = found.values()
        beside = f" {said} ".replace(f" {words} ", " ", 1).split()
        instrument = next((i for i in outcome.instruments if plain_words(i).split() == beside), "")
        return self._told(outcome, instrument, counted=counted)

    @property
    def asks_for_risks(self) -> bool:
        """Tell whether an outcome of the protocol is of people with an event, or none is known."""
        return self.protocol is None or any(o.measure in RISKS for o in self.protocol.outcomes)

    def alone_counted(self) -> Told:
        """Give the one outcome of the protocol that is of people with an event, if there is one."""
        asked = [o for o in self.protocol.outcomes if o.measure in RISKS] if self.protocol else []
        return self._told(asked[0], "", counted=True) if len(asked) == 1 else Told()

    def _told(self, outcome: Outcome, instrument: str, *, counted: bool) -> Told:
        better = None
        if instrument:
            better = outcome.instruments[instrument].higher_is_better
        elif counted and outcome.measure in (*RISKS, *RATES):
            # Events have no instrument: more of them is better as the outcome says.
            better = outcome.better == "higher"
        return Told(outcome.id, instrument, better)

    def timepoint(self, name: str, weeks: str) -> str:
        """Give the time point that a name or a number of weeks means; '' where that is open."""
        if self.protocol is None:
            return identifiers.safe(name, otherwise="time") if name else ""
        times = self.protocol.timepoints
        for time in times:
            if name and plain_words(name) in (plain_words(time.id), plain_words(time.label)):
                return time.id
        after = cells.value(weeks) if weeks else None
        if after is not None:
            around = [t.id for t in times if t.weeks and t.weeks[0] <= after <= t.weeks[1]]
            return around[0] if len(around) == 1 else ""
        return times[0].id if len(times) == 1 and not name else ""
