"""`living-review grade`: the GRADE decisions, which of them are stale, and taking new ones."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from living_review.cli.console import OK, SET_ASIDE, echo, finish, print_json, reporting
from living_review.cli.options import Debug, Json, Quiet, Review, group
from living_review.ground.errors import BadInput

if TYPE_CHECKING:
    from living_review.findings import Certainty, Domain, Finding, QuarantineEntry

app = group("List, confirm and override GRADE decisions.")

Comparison = Annotated[str | None, typer.Option(metavar="ID", help="Comparison of the protocol.")]
Outcome = Annotated[str | None, typer.Option(metavar="ID", help="Outcome of the protocol.")]
Timepoint = Annotated[str | None, typer.Option(metavar="ID", help="Time point of the protocol.")]
DomainId = Annotated[
    str | None, typer.Option("--domain", metavar="NAME", help="GRADE domain, such as imprecision.")
]
Reason = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; it is shown to readers.")]
By = Annotated[str | None, typer.Option(metavar="NAME", help="Who decides: a person or a role.")]
Date = Annotated[str | None, typer.Option(metavar="DATE", help="YYYY-MM-DD. [default: today]")]
Levels = Annotated[
    str | None, typer.Option(metavar="N", help="0, -1, -2 or -3; +1 or +2 for the domain upgrade.")
]


@dataclass(frozen=True)
class Rated:
    """A finding with its certainty as it stands, whether or not it is shown as rated."""

    finding: Finding
    certainty: Certainty

    @property
    def names(self) -> tuple[str, str, str]:
        """Comparison, outcome and time point."""
        return self.finding.comparison, self.finding.outcome, self.finding.timepoint

    @property
    def shown(self) -> str:
        """The three names as a person reads them, and the level."""
        level = self.certainty.level if self.finding.certainty else "not rated"
        provisional = (
            ", provisional" if self.finding.certainty and self.certainty.provisional else ""
        )
        return f"{' / '.join(self.names)}: {level}{provisional}"


@dataclass(frozen=True)
class Given:
    """What a person said of a decision, None where they did not; and how to answer."""

    reason: str | None
    by: str | None
    date: str | None
    quiet: bool
    as_json: bool


@app.command("list", short_help="List proposals and decisions.")
def list_decisions(
    review: Review = Path(),
    stale: Annotated[bool, typer.Option("--stale", help="Only decisions that are stale.")] = False,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """List what the rules propose, what people decided, and which decisions are stale."""
    with reporting(as_json=as_json, debug=debug):
        rated, notices = _state(review)
        rows = [
            (each, domain)
            for each in rated
            for domain in each.certainty.domains
            if not stale or domain.state == "stale"
        ]
        code = SET_ASIDE if notices else OK
        if as_json:
            print_json(
                {
                    "exit_code": code,
                    "domains": [_document(each, domain) for each, domain in rows],
                    "set_aside": [row.model_dump(mode="json") for row in notices],
                }
            )
        elif not quiet:
            _print(rows, stale=stale)
        if not as_json:
            for row in notices:
                echo(f"{row.file}, row {row.row}, {row.column}: {row.reason}", err=True)
        finish(code)


@app.command(short_help="Decide as the rule proposes.")
def confirm(
    review: Review = Path(),
    comparison: Comparison = None,
    outcome: Outcome = None,
    timepoint: Timepoint = None,
    domain: DomainId = None,
    reason: Reason = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Confirm what a rule proposes for one domain; asks for what is not given on a terminal."""
    with reporting(as_json=as_json, debug=debug):
        chosen, part = _chosen(review, (comparison, outcome, timepoint), domain)
        if part.proposed is None:
            raise BadInput(
                f"No rule proposes a level for {part.name} of {' / '.join(chosen.names)}, so there "
                "is nothing to confirm; decide it with 'living-review grade override --levels'."
            )
        _show(part)
        _take(review, chosen, part, _signed(part.proposed), Given(reason, by, date, quiet, as_json))


@app.command(short_help="Decide otherwise than the rule, or where no rule proposes.")
def override(
    review: Review = Path(),
    comparison: Comparison = None,
    outcome: Outcome = None,
    timepoint: Timepoint = None,
    domain: DomainId = None,
    levels: Levels = None,
    reason: Reason = None,
    by: By = None,
    date: Date = None,
    quiet: Quiet = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Decide the levels of one domain; asks for what is not given on a terminal."""
    with reporting(as_json=as_json, debug=debug):
        chosen, part = _chosen(review, (comparison, outcome, timepoint), domain)
        _show(part)
        wanted = _asked(levels, "levels", "Levels (0, -1, -2, -3; upgrade: +1, +2)")
        _take(review, chosen, part, wanted, Given(reason, by, date, quiet, as_json))


def _state(review: Path) -> tuple[list[Rated], list[QuarantineEntry]]:
    """Compute the review and give every finding that has trials with its certainty."""
    from living_review.certainty import cases_of, certainty_of, read_judgements
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.build import compute

    folder = ReviewFolder(review)
    protocol, findings = compute(folder, as_of=None, progress=lambda _step: None)
    notices = [row for row in findings.quarantine if row.table == "judgements"]
    lines = {row.row for row in notices}
    judgements = read_judgements(folder.judgements)
    refused = [each for each in judgements.decisions.values() if each.line in lines]
    usable = judgements.without(refused)
    rated = [
        Rated(case.finding, certainty_of(case, usable)) for case in cases_of(findings, protocol)
    ]
    return rated, notices


def _chosen(review: Path, names: Sequence[str | None], domain: str | None) -> tuple[Rated, Domain]:
    """Find the finding and domain that were named, asking on a terminal for what was not."""
    from living_review.protocol.decision_names import nearest_domain
    from living_review.protocol.messages import suggestion

    rated, _ = _state(review)
    for place, name in enumerate(("comparison", "outcome", "timepoint")):
        given, known = names[place], list(dict.fromkeys(each.names[place] for each in rated))
        if given is None and len(known) > 1:
            given = _choice(name, known)
        if given is not None and given not in known:
            near = suggestion(given, known)
            others = f"; use one of {', '.join(known)}."
            raise BadInput(f"--{name} {given}: no finding with trials has it{near or others}")
        rated = [each for each in rated if given is None or each.names[place] == given]
    if not rated:
        raise BadInput("No finding of this review has trials, so there is nothing to decide.")
    domains = {part.name: part for part in rated[0].certainty.domains}
    wanted = domain or _choice("domain", list(domains))
    found = next((part for name, part in domains.items() if name == wanted), None)
    if found is None:
        raise BadInput(
            f"--domain {wanted}: there is no such domain; use one of {', '.join(domains)}"
            f"{nearest_domain(wanted)}."
        )
    return rated[0], found


def _choice(name: str, known: Sequence[str]) -> str:
    """Let a person on a terminal choose by number or name."""
    if not _terminal():
        raise BadInput(f"--{name} is missing; give one of {', '.join(known)}.")
    for place, each in enumerate(known, start=1):
        echo(f"  {place}  {each}")
    given = str(typer.prompt(name.capitalize())).strip()
    by_number = given.isdecimal() and 1 <= int(given) <= len(known)
    return known[int(given) - 1] if by_number else given


def _asked(given: str | None, name: str, prompt: str) -> str:
    if given is not None:
        return given
    if not _terminal():
        raise BadInput(f"--{name} is missing; give it, or run the command on a terminal.")
    return str(typer.prompt(prompt))


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _show(part: Domain) -> None:
    """Show on a terminal what a person needs in order to decide."""
    if not _terminal():
        return
    echo(f"\n{_line(part)}\n  {part.explanation}")
    for name, value in part.inputs.items():
        echo(f"  {name.replace('_', ' ')}: {_value(value)}")
    echo(f"  Rule {part.rule}: {part.threshold}\n  Source: {part.citation}")
    if part.decided is not None:
        echo(f"  The decision so far: {part.reason}")


def _take(review: Path, chosen: Rated, part: Domain, levels: str, given: Given) -> None:
    """Write the decision and say what it makes of the certainty."""
    from living_review.certainty import write_decision
    from living_review.certainty.judgements import day
    from living_review.ground import clock
    from living_review.ground.folder import ReviewFolder

    folder, today = ReviewFolder(review), clock.today()
    if (named := day(given.date or "")) is not None and named > today:
        raise BadInput(f"--date {given.date} is in the future; give the day of the decision.")
    row = {
        **dict(zip(("comparison", "outcome", "timepoint"), chosen.names, strict=True)),
        "domain": part.name,
        "levels": levels,
        "reason": _asked(given.reason, "reason", "Reason"),
        "by": _asked(given.by, "by", "Decided by"),
        "date": given.date or today.isoformat(),
        "inputs_hash": part.inputs_hash or "",
    }
    write_decision(folder.judgements, row)
    now = next(each for each in _state(review)[0] if each.names == chosen.names)
    taken = next(each for each in now.certainty.domains if each.name == part.name)
    if given.as_json:
        print_json({"exit_code": OK, "decision": _document(now, taken)})
    elif not given.quiet:
        echo(f"{folder.judgements}: written.\n{_line(taken)}\n{now.shown}")
        if taken.proposed is None:
            echo(
                f"No rule proposes a level for {part.name} here, so the level rests on this "
                "decision alone; the report says so."
            )
    finish(OK)


def _document(each: Rated, domain: Domain) -> dict[str, Any]:
    names = dict(zip(("comparison", "outcome", "timepoint"), each.names, strict=True))
    level = each.certainty.level if each.finding.certainty else None
    return {**names, "certainty": level, **domain.model_dump(mode="json")}


def _print(rows: Sequence[tuple[Rated, Domain]], *, stale: bool) -> None:
    last = None
    for each, domain in rows:
        if each is not last:
            echo(f"{'' if last is None else chr(10)}{each.shown}")
        last = each
        echo(f"  {_line(domain)}")
        if domain.moved:
            echo(f"      {domain.moved}")
    if not rows:
        echo("No decision is stale." if stale else "No finding has trials yet.")
        return
    counts = Counter(domain.state for _, domain in rows if domain.name != "upgrade")
    told = ", ".join(f"{count} {state}" for state, count in counts.most_common())
    echo(f"\n{len({each.names for each, _ in rows})} results; domains: {told}.")
    if counts["stale"] or counts["proposed"]:
        echo("Next: 'living-review grade confirm' or 'living-review grade override'.")


def _line(domain: Domain) -> str:
    """Say on one line what is proposed and what was decided."""
    proposed = "no proposal" if domain.proposed is None else f"proposed {_signed(domain.proposed)}"
    if domain.decided is None:
        return f"{domain.name:<17} {proposed:<12} {domain.state}"
    who = f"{domain.by}, {domain.date}"
    # Where no rule proposes, a decision confirms nothing.
    alone = domain.proposed is None and domain.state == "confirmed"
    state = "decided" if alone else domain.state
    return f"{domain.name:<17} {proposed:<12} {state}: {_signed(domain.decided)} ({who})"


def _signed(levels: int) -> str:
    return f"+{levels}" if levels > 0 else str(levels)


def _value(value: object) -> str:
    if isinstance(value, float):
        from living_review.ground import numbers

        return numbers.measured(value)
    return "not known" if value is None else str(value)
