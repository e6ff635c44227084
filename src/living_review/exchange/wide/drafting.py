"""A mapping drafted from the sheets: what their headers and cells leave no doubt about."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from living_review.exchange.wide import effect_drafts, figures, header, words
from living_review.exchange.wide.columns import MEASURE, Sheet, sheet_of
from living_review.exchange.wide.counted import by_their_people
from living_review.exchange.wide.effects import Effect, effects, total_people
from living_review.exchange.wide.grid import Grid
from living_review.exchange.wide.grouping import ArmColumns, Group
from living_review.exchange.wide.known import Known
from living_review.exchange.wide.proposal import Proposal, ProposedArm, ProposedResult
from living_review.exchange.wide.vocabulary import PEOPLE
from living_review.exchange.wide.words import plain_words
from living_review.ground.errors import BadInput
from living_review.registry.columns import DOMAINS, JUDGEMENTS
from living_review.registry.spellings import judgement_meant

MOST_RESULTS = 80
OTHER_LANGUAGE = (
    "or write the mapping by hand: headers are read in English and German, and a mapping names "
    "columns in any language"
)
MOST_ARMS = 6
_DULL_SHEETS = frozenset(
    {"sheet", "tabelle", "data", "daten", "extraction", "extraktion", "results", "ergebnisse"}
)
_COUNTED = frozenset({"events", "events_n", "events_percent"})
_SHARED = ("instrument", "weeks", "stratum", "score")


def drafted(grids: Sequence[Grid], file: str, known: Known) -> Proposal:
    """Draft a mapping; BadInput where no sheet has a header of which anything is understood."""
    sheets, notes = [], []
    for grid in grids:
        table = header.understood(grid) if grid.rows and not grid.hidden else None
        if table is not None:
            sheets.append(sheet_of(table))
        elif grid.name and (grid.rows or grid.fault):
            why = grid.fault or ("it is hidden" if grid.hidden else "no header was recognised")
            notes.append(f"The sheet {grid.name} is not read: {why}")
    if not sheets:
        if fault := next((grid.fault for grid in grids if grid.fault), ""):
            raise BadInput(fault)
        raise BadInput(
            f"{file} has no header in which studies and statistics (n, mean, SD, events …) are "
            "recognised; name its columns like that, such as 'n intervention' and 'SD control', "
            f"{OTHER_LANGUAGE}."
        )
    protocol = known.protocol
    draft = Proposal(
        file,
        notes=notes,
        outcomes=[o.id for o in protocol.outcomes] if protocol else (),
        timepoints=[t.id for t in protocol.timepoints] if protocol else (),
    )
    _decimal(grids, draft)
    own = max(sheets, key=lambda each: (len(each.traits), bool(each.groups)))
    for sheet in sheets:
        _results(sheet, own, draft, known, several=len(sheets) > 1)
        _judged(sheet, own, draft)
    _studies(own, draft)
    if not draft.results:
        draft.notes.append(
            "No result is drafted, because no header names the figures of two arms or an effect; "
            "name their columns under results: headers are read in English and "
            "German, and a mapping names columns in any language"
        )
    if not own.table.rows:
        draft.notes.append(f"The sheet {own.name}".rstrip() + " holds no row below its header")
    if len(grids) > 1:
        draft.sheet = own.name
    return draft


def _decimal(grids: Sequence[Grid], draft: Proposal) -> None:
    cells = [
        cell
        for grid in grids
        for row in grid.rows
        for place, cell in row.cells.items()
        if place not in row.numbers
    ]
    draft.decimal = figures.decimal_mark(cells) or ""
    doubtful = any(figures.number(each, None)[1] for each in cells if each[:1].isdigit())
    draft.ask_decimal = not draft.decimal and doubtful


def _studies(sheet: Sheet, draft: Proposal) -> None:
    draft.label = sheet.label
    draft.name = sheet.name_for_readers()
    draft.columns_of_trials = dict(sheet.traits)
    kept = [*sheet.others, *(n for n in sheet.loose if n not in sheet.others)]
    kept = [name for name in kept if len(name) <= words.LONGEST_NAME]
    draft.keep = [name for name in kept if sheet.cells(name) and sheet.constant(name)]
    varying = [name for name in kept if sheet.cells(name) and name not in draft.keep]
    if varying:
        draft.notes.append(f"Differ within a study, and are not kept: {', '.join(varying)}")
    said = {name: words.meaning(name) for name in kept}
    lone = [n for n, each in said.items() if each.statistic and (each.role or each.arm)]
    if lone:
        draft.notes.append(
            "No result by themselves (a second arm, a mean, SD or number of events is lacking; a "
            f"number of people may be one of events): {', '.join(lone)}"
        )
    sides = [
        name
        for name, each in said.items()
        if each.role and not each.statistic and sheet.counts(name)
        and plain_words(each.rest) not in PEOPLE
    ]  # fmt: skip
    if sides:
        draft.notes.append(f"Name an arm and no statistic, perhaps events: {', '.join(sides)}")
    unnamed = [n for n in draft.keep if n not in (*lone, *sides) and _numbers(sheet, n)]
    if unnamed:
        draft.notes.append(
            "Kept with the studies, and hold numbers; put those that are figures of a result under "
            f"results (headers are read in English and German): {', '.join(unnamed)}"
        )
    areas = sheet.table.grid.merged
    places = {sheet.table.places[name] for name in sheet.label}
    merged = any(left in places and last > first for first, last, left, _ in areas)
    blanks = len(sheet.table.data) - len(sheet.cells(sheet.label[0]))
    if blanks > 1 and not merged and sheet.rows:
        draft.notes.append(
            f"{blanks} rows name no study; say fill_down: true under study if they are of the "
            "study above them"
        )


def _numbers(sheet: Sheet, name: str) -> bool:
    return not any(figures.number(cell, "comma")[1] for cell in sheet.cells(name))


# Results


def _results(sheet: Sheet, own: Sheet, draft: Proposal, known: Known, *, several: bool) -> None:
    groups, arms = sheet.groups, list[ProposedArm]()
    if _by_rows(sheet):
        groups, arms = _arms_by_rows(sheet, draft)
        sheet.groups = groups
    if not groups:
        groups = sheet.groups = _by_their_people(sheet, draft, known)
    shared = {name: sheet.rows[name] for name in _SHARED if name in sheet.rows}
    called = _names_of_arms(sheet)
    for group, where in itertools.product(groups, _kinds_of_rows(sheet)):
        if len(draft.results) >= MOST_RESULTS:
            draft.notes.append(f"More than {MOST_RESULTS} results: the others are not drafted")
            return
        result = _result(sheet, group, where, known, several=several)
        if several and sheet is not own:
            result.sheet = sheet.name
            result.study = sheet.label if sheet.label != own.label else ()
        result.columns = dict(shared)
        result.arms = arms or [
            ProposedArm(a.arm, a.role, dict(a.columns), name=called.get(a.role, ""))
            for a in group.arms
        ]
        draft.results.append(result)
    _effects(sheet, own, draft, known, shared)
    if alone := _without_people(groups):
        draft.notes.append(
            "Figures without the number of people of their arm (n), which events and means need; "
            f"name its column beside them, or add it to the sheet: {', '.join(alone)}"
        )
    _share_arms(draft)


def _by_their_people(sheet: Sheet, draft: Proposal, known: Known) -> list[Group]:
    """Take the counts of two arms for events, and say so."""
    groups, notes = by_their_people(sheet, known)
    draft.notes += notes
    used = {column for g in groups for arm in g.arms for column in arm.columns.values()}
    sheet.others = [name for name in sheet.others if name not in used]
    sheet.loose = [name for name in sheet.loose if name not in used]
    return groups


def _names_of_arms(sheet: Sheet) -> dict[str, str]:
    """Give by side the column that names its arm: `Intervention` with CBT or ACT below it."""
    found: dict[str, str] = {}
    for name in list(sheet.others):
        role = _side_named(sheet, name)
        lone = all(sum(a.role == role for a in g.arms) == 1 for g in sheet.groups)
        if role and lone and sheet.groups and role not in found:
            found[role] = name
            sheet.others.remove(name)
    return found


def _side_named(sheet: Sheet, column: str) -> str:
    """Give the side that a column names in words, `Control` with placebo below it; "" for none."""
    said = words.meaning(column)
    alone = not (said.statistic or said.rest or said.timepoint or said.weak)
    return said.role if alone and sheet.worded(column) else ""


def _effects(
    sheet: Sheet, own: Sheet, draft: Proposal, known: Known, shared: Mapping[str, str]
) -> None:
    """Draft the effects of a sheet that gives no arms of them; what their signs mean is open.

    Beside arms they are told, and drafted where they are of an outcome that no arm is of.
    """
    names = [*sheet.others, *(name for name in sheet.loose if name not in sheet.others)]
    order = [name for name in sheet.table.names.values() if name in names]
    cells = {name: sheet.column(name) for name in order if sheet.cells(name)}
    read = effects(cells)
    of_arms = {plain_words(group.outcome) for group in sheet.groups if not _only_people(group)}
    found = [each for each in read.found if not of_arms or plain_words(each.outcome)]
    found = [each for each in found if plain_words(each.outcome) not in of_arms]
    draft.notes += read.notes
    if beside := [each for each in read.found if each not in found]:
        draft.notes.append(
            "The arms are drafted, and not the effects that stand beside them: "
            + ", ".join(name for each in beside for name in each.columns.values())
        )
    for effect, where in itertools.product(found, _kinds_of_rows(sheet, MEASURE)):
        effect = effect_drafts.of_rows(effect, where.get(sheet.rows.get(MEASURE, ""), ""))
        if effect_drafts.limits_apart(effect, cells):
            limits = [effect.columns.pop("ci_low"), effect.columns.pop("ci_high")]
            draft.notes.append(
                "Limits of a ratio beside an effect that is a logarithm, which one result cannot "
                f"have both of; they are left out: {', '.join(limits)}"
            )
        group = Group(effect.outcome, effect.timepoint, effect.weeks, False)
        result = _result(sheet, group, where, known, several=False)
        if sheet is not own:
            result.sheet = sheet.name
            result.study = sheet.label if sheet.label != own.label else ()
        result.about += ", adjusted" if effect.adjusted else ""
        result.columns = {name: column for name, column in shared.items() if name != "score"}
        result.measure, result.log = effect.measure, effect.log
        result.contrast = dict(effect.columns)
        result.about_spread = effect_drafts.about_spread(effect)
        draft.results.append(result)
    if found:
        _without_columns_of(found, sheet)
        if numbered := effect_drafts.people_of_numbered_arms(sheet.others):
            draft.notes.append(
                "People of arms whose sides no header says; write them beside the effect as "
                f"n_intervention and n_control: {', '.join(numbered)}"
            )
        if totals := total_people(sheet.others):
            draft.notes.append(
                "People of both arms together, where a result needs those of each arm "
                "(n_intervention, n_control); if they are those who were randomised, write them as "
                f"n_randomised under study.columns: {', '.join(totals)}"
            )


def _without_columns_of(found: Sequence[Effect], sheet: Sheet) -> None:
    """Take the columns of effects, and of what they were compared with, out of those left."""
    # Without arms the side that a trial was compared with is a column of trials.
    for name in sheet.others:
        if _side_named(sheet, name) == "control" and sheet.constant(name):
            sheet.traits.setdefault("comparator", name)
    used = {name for each in found for name in each.columns.values()}
    used.add(sheet.traits.get("comparator", ""))
    sheet.others = [name for name in sheet.others if name not in used]
    sheet.loose = [name for name in sheet.loose if name not in used]


def _only_people(group: Group) -> bool:
    """Tell whether arms have numbers of people alone."""
    return group.statistics <= {"n", "cluster_size", "icc"}


def _without_people(groups: Sequence[Group]) -> list[str]:
    """Give the columns of arms that have no number of people, and no time at risk."""
    needed = {"n", "non_events", "time_at_risk"}
    return [
        column
        for group in groups
        for arm in group.arms
        if not needed & arm.statistics
        for column in arm.columns.values()
    ]


def _by_rows(sheet: Sheet) -> bool:
    """Tell whether each row is of one arm."""
    of = sheet.rows.get("role") or sheet.rows.get("arm", "")
    several = len(set(sheet.cells(of))) > 1 if of else False
    return several and not sheet.groups and bool(sheet.loose)


def _arms_by_rows(sheet: Sheet, draft: Proposal) -> tuple[list[Group], list[ProposedArm]]:
    columns: dict[str, str] = {}
    for column in sheet.loose:
        columns.setdefault(words.meaning(column).statistic, column)
    sheet.others = [name for name in sheet.others if name not in columns.values()]
    sheet.loose = [name for name in sheet.loose if name not in columns.values()]
    of = sheet.rows.get("role") or sheet.rows["arm"]
    name = sheet.rows.get("arm", "") if "role" in sheet.rows else ""
    values = list(dict.fromkeys(sheet.cells(of)))
    if len(values) > MOST_ARMS:
        draft.notes.append(f"The column {of} names {len(values)} arms; their roles are not known")
    arms = []
    for value in values[:MOST_ARMS]:
        role = words.meaning(value).role
        said = role if name else value
        arms.append(ProposedArm(said or value, role, dict(columns), {of: value}, name))
    return [Group("", "", "", False, [ArmColumns("", "", columns)])], arms


def _kinds_of_rows(sheet: Sheet, *more: str) -> list[dict[str, str]]:
    """Give the combinations of outcome and time that rows are of; one, empty, where none say."""
    columns = [sheet.rows[name] for name in ("outcome", "timepoint", *more) if name in sheet.rows]
    if not columns:
        return [{}]
    places = [sheet.table.places[column] for column in columns]
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in sheet.table.data:
        said = [row.cells.get(place, "") for place in places]
        if all(said) and len(row.cells) > len(said) + 1:
            found.setdefault(tuple(map(plain_words, said)), dict(zip(columns, said, strict=True)))
    return list(found.values()) or [{}]


def _result(
    sheet: Sheet, group: Group, where: Mapping[str, str], known: Known, *, several: bool
) -> ProposedResult:
    outcome = where.get(sheet.rows.get("outcome", ""), "") or group.outcome
    time = where.get(sheet.rows.get("timepoint", ""), "")
    said = words.meaning(time) if time else None
    named = (said.timepoint if said else "") or group.timepoint
    weeks = (said.weeks if said else "") or group.weeks
    change = group.change or (said.change if said else False)
    if not outcome and several and not _dull(sheet.name):
        outcome = sheet.name
    told = known.outcome(outcome, counted=bool(group.statistics & _COUNTED))
    if not told.outcome and group.alone:
        told = known.alone_counted()
    about = [outcome or "no outcome is named", time or named or "no time is named"]
    about += [f"sheet {sheet.name}"] if sheet.name else []
    return ProposedResult(
        ", ".join(about),
        told.outcome,
        known.timepoint(time, weeks) or known.timepoint(named, weeks),
        told.better,
        time or named,
        where=dict(where),
        instrument="" if "instrument" in sheet.rows else told.instrument,
        weeks="" if "weeks" in sheet.rows else weeks,
        score="change" if change else "",
    )


def _dull(name: str) -> bool:
    return not name or plain_words(name).rstrip("0123456789 ") in _DULL_SHEETS


def _share_arms(draft: Proposal) -> None:
    """Write arms and columns once, where all results have the same."""
    if len(draft.results) < 2:
        return
    first = draft.results[0]
    if first.arms and all(each.arms == first.arms for each in draft.results):
        draft.arms = first.arms
    if first.columns and all(each.columns == first.columns for each in draft.results):
        draft.columns = first.columns
    if draft.arms or draft.columns:
        for each in draft.results:
            each.arms = [] if draft.arms else each.arms
            each.columns = {} if draft.columns else each.columns


def _judged(sheet: Sheet, own: Sheet, draft: Proposal) -> None:
    if not sheet.judged or draft.judged:
        return
    said = {judgement_meant(c) for column in sheet.judged.values() for c in sheet.cells(column)}
    tools = [
        tool
        for tool, words_ in JUDGEMENTS.items()
        if said - {None} <= set(words_) and set(sheet.judged) <= set(DOMAINS[tool])
    ]
    draft.tool = tools[0] if len(tools) == 1 else ""
    draft.judged = dict(sheet.judged)
    if sheet is not own:
        draft.rob_sheet = sheet.name
        draft.rob_study = sheet.label if sheet.label != own.label else ()
