"""What a person decides about a file: the outcomes, which way is better, what the weeks are."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, NoReturn, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from living_review.exchange import identifiers
from living_review.exchange.extract import Extract, FoundOutcome
from living_review.ground.errors import BadInput, ProtocolError
from living_review.ground.yaml_faults import decoded
from living_review.protocol.fields import Day, Identifier, Number, Section, Text
from living_review.protocol.marks import read_yaml
from living_review.protocol.messages import sentences, shown, suggestion

WeeksAre = Literal["weeks", "months"]
# What the sign of an effect that somebody else computed means.
PrecalcSign = Literal[
    "positive-favours-intervention", "negative-favours-intervention", "intervention-minus-control"
]
Model = TypeVar("Model", bound=BaseModel)
_MOST_LISTED = 10
# What YAML reads as a text without quotation marks, and what looks like one and is none.
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)
_NO_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))


def _undecided(value: Any) -> Any:
    """A key left blank in a draft is a decision not yet taken."""
    return None if value == "" else value


Decision = BeforeValidator(_undecided)


class TrialDecision(Section):
    """What is otherwise in one trial; a key that is left out is as for the others."""

    higher_is_better: Annotated[Annotated[bool, Field(strict=True)] | None, Decision] = None
    timepoint: Annotated[Identifier | None, Decision] = None
    weeks: Annotated[Number | None, Decision] = None
    instrument: Annotated[Text | None, Decision] = None
    score: Literal["endpoint", "change"] | None = None
    skip: bool | None = None


class OutcomeDecision(Section):
    """How one outcome of the file is called in the protocol, and which way is better.

    `label` is what the file calls it: under another label it is another outcome. `trials` says what
    is otherwise in single trials, by their name in the file.
    """

    label: Annotated[Text | None, Decision] = None
    outcome: Annotated[Identifier | None, Decision] = None
    timepoint: Annotated[Identifier | None, Decision] = None
    higher_is_better: Annotated[Annotated[bool, Field(strict=True)] | None, Decision] = None
    weeks: Annotated[Number | None, Decision] = None
    instrument: Annotated[Text | None, Decision] = None
    score: Literal["endpoint", "change"] | None = None
    skip: bool = False
    precalc_sign: Annotated[PrecalcSign | None, Decision] = None
    trials: Mapping[Text, TrialDecision] = Field(default_factory=dict)

    def of(self, *names: str) -> OutcomeDecision:
        """Give the decision for a trial, which has these names in the file."""
        own = next((self.trials[name] for name in names if name in self.trials), None)
        if own is None:
            return self
        given = {name: getattr(own, name) for name in TrialDecision.model_fields}
        return self.model_copy(update={k: v for k, v in given.items() if v is not None})


class MappingFile(Section):
    """A mapping of the outcomes of one file; keys are those of the draft.

    `timepoint` and `higher_is_better` are for every outcome that does not say its own; `others`
    says what becomes of outcomes that are not named; `date_added` is when the trials entered.
    """

    outcomes: Mapping[Text, OutcomeDecision] = Field(default_factory=dict)
    timepoint: Annotated[Identifier | None, Decision] = None
    higher_is_better: Annotated[Annotated[bool, Field(strict=True)] | None, Decision] = None
    others: Annotated[Literal["skip"] | None, Decision] = None
    date_added: Annotated[Day | None, Decision] = None
    weeks_are: Annotated[WeeksAre | None, Decision] = None
    precalc_sign: Annotated[PrecalcSign | None, Decision] = None

    def named(self, found: FoundOutcome) -> OutcomeDecision | None:
        """Give what is said of an outcome by its own key, or by that of its parent."""
        return self.outcomes.get(found.key) or self.outcomes.get(found.parent)


class Decisions(Section):
    """A mapping with what the command line says for every outcome it does not name.

    `kept_in` is the mapping that the protocol names, by which every release of a file is read; ''
    for a file that is read once. `where` selects rows, for formats that do so themselves.
    """

    mapping: MappingFile = MappingFile()
    timepoint: Identifier | None = None
    higher_is_better: bool | None = None
    weeks_are: WeeksAre | None = None
    precalc_sign: PrecalcSign | None = None
    date_added: dt.date | None = None
    kept_in: str = ""
    where: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)

    def about(self, found: FoundOutcome) -> OutcomeDecision:
        """Give the decision for an outcome, with the defaults where it is silent."""
        mapping = self.mapping
        said = mapping.named(found) or OutcomeDecision(skip=mapping.others == "skip")
        better = (said.higher_is_better, mapping.higher_is_better, self.higher_is_better)
        return said.model_copy(
            update={
                "outcome": said.outcome or identifiers.safe(found.outcome, otherwise="outcome"),
                "timepoint": said.timepoint or mapping.timepoint or self.timepoint,
                "higher_is_better": next((each for each in better if each is not None), None),
                "precalc_sign": said.precalc_sign or self.sign,
            }
        )

    @property
    def entered(self) -> dt.date | None:
        """The day the trials entered the registry, where a person has said it."""
        return self.date_added or self.mapping.date_added

    @property
    def weeks(self) -> WeeksAre | None:
        """The unit of the weeks column, where a person has said it."""
        return self.weeks_are or self.mapping.weeks_are

    @property
    def sign(self) -> PrecalcSign | None:
        """What the sign of a computed effect means, where a person has said it."""
        return self.precalc_sign or self.mapping.precalc_sign


def _unknown_trials(extract: Extract, decisions: Decisions, file: str) -> list[str]:
    known = {name for study in extract.studies for name in (study.key, study.label)}
    return [
        f"The mapping names the trial {shown(name)} under {shown(key)}, which is not in {file}"
        f"{suggestion(name, known) or '; take its name from the file.'}"
        for key, said in decisions.mapping.outcomes.items()
        for name in said.trials
        if name not in known
    ]


def used_outcomes(extract: Extract, decisions: Decisions) -> set[str]:
    """Give the outcomes with results; a computed effect is one where its sign is said."""
    signed = {each.key for each in extract.outcomes if decisions.about(each).precalc_sign}
    computed = {each.outcome for each in extract.precalculated}
    return {each.outcome for each in extract.results} | (computed & signed)


def unknown_keys(extract: Extract, decisions: Decisions) -> list[str]:
    """Give the outcomes that the mapping names and the file has not."""
    known = {key for each in extract.outcomes for key in (each.key, each.parent)} - {""}
    return [key for key in decisions.mapping.outcomes if key not in known]


def check_decided(extract: Extract, decisions: Decisions, file: str) -> None:
    """Raise BadInput where an outcome with results lacks a decision, naming each.

    An outcome that a file no longer has is no fault of the mapping that is kept for its releases;
    one whose label is another is, for it may be another outcome.
    """
    problems = [
        f"The mapping names the outcome {shown(key)}, which is not in {file}; take the keys from a "
        "draft made with --draft-mapping."
        for key in ([] if decisions.kept_in else unknown_keys(extract, decisions))
    ]
    problems += [] if decisions.kept_in else _unknown_trials(extract, decisions, file)
    problems += _other_labels(extract, decisions, file)
    if problems:
        raise BadInput(*problems)
    used = used_outcomes(extract, decisions)
    lacking: dict[str, list[str]] = {name: [] for name in _OPEN_QUESTIONS}
    for found in extract.outcomes:
        said = decisions.about(found)
        if found.key in used and not said.skip:
            for name, keys in lacking.items():
                if getattr(said, name) is None:
                    keys.append(one_line(f"{found.key} ({found.label[:60]})"))
    undecided = tuple(
        f"{file} does not say {_OPEN_QUESTIONS[name]} for {_some(keys)}; "
        f"{_remedy(name, decisions.kept_in)}"
        for name, keys in lacking.items()
        if keys
    )
    if undecided:
        raise BadInput(*undecided)


_OPEN_QUESTIONS = {
    "higher_is_better": "which way is better",
    "timepoint": "at which time point of the protocol it was measured",
}


def _remedy(name: str, kept_in: str) -> str:
    if kept_in:
        return (
            f"add each to the outcomes of {kept_in} with its {name}, or with skip: true to leave "
            f"it out; a {name} at the top of {kept_in} counts for all that give none."
        )
    option = "--timepoint ID" if name == "timepoint" else "--higher-is-better or --lower-is-better"
    return (
        f"write a mapping with --draft-mapping FILE, fill in {name} and give it with --mapping "
        f"FILE, or say it for every outcome with {option}."
    )


def _other_labels(extract: Extract, decisions: Decisions, file: str) -> list[str]:
    """Name outcomes that stand under a key of the mapping and are called otherwise there."""
    mapping = decisions.kept_in or "the mapping"
    return [
        f"The outcome {shown(found.key)} of {file} is {shown(one_line(found.label))}, and "
        f"{mapping} calls it {shown(said.label)}, so it may be another outcome; look at its "
        "decisions, and correct its key or its label there."
        for found in extract.outcomes
        if (said := decisions.mapping.outcomes.get(found.key)) is not None
        and said.label is not None
        and one_line(said.label).casefold() != one_line(found.label).casefold()
    ]


def _some(keys: list[str]) -> str:
    listed = ", ".join(keys[:_MOST_LISTED])
    more = len(keys) - _MOST_LISTED
    return listed if more <= 0 else f"{listed} and {more} more"


def read_mapping(content: bytes, file: str) -> MappingFile:
    """Read a mapping of outcomes; BadInput names file, line, key and what is allowed."""
    return read_model(content, file, MappingFile)


_NOTHING = ("", "#")


def refuse_empty(file: str) -> NoReturn:
    """Raise BadInput for a mapping of which nothing is there."""
    raise BadInput(f"{file} is empty; make a draft with --draft-mapping.")


def read_model(content: bytes, file: str, model: type[Model]) -> Model:
    """Read a YAML file into a model whose unknown keys are refused."""
    text = decoded(content, file)
    if all(line.strip()[:1] in _NOTHING or line.strip() == "---" for line in text.splitlines()):
        refuse_empty(file)
    try:
        document, lines = read_yaml(text, file)
    except ProtocolError as error:
        raise BadInput(*error.problems) from error
    if not isinstance(document, dict):
        raise BadInput(f"{file}: found {shown(document)} where a mapping of keys is expected.")
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise BadInput(*sentences(error.errors(include_url=False), model, file, lines)) from None


def draft(extract: Extract, file: str) -> str:
    """Write a mapping for a person to fill in: what was found, and blanks where nothing is known.

    Nothing that the file does not say is filled in.
    """
    used = {each.outcome for each in (*extract.results, *extract.precalculated)}
    lines = [
        f"# Draft mapping of {one_line(file)}. Fill in the blanks; nothing in it was guessed.",
        "#   outcome, timepoint   ids of protocol.yml; the outcome proposed is the name as found",
        "#   higher_is_better     true or false, for the scale or event as it was measured",
        "#   score: change        for means that are changes from baseline",
        "#   skip: true           leaves an outcome out",
        "#   trials: {NAME: {higher_is_better: true}}   says what is otherwise in one trial",
        "#   timepoint, higher_is_better and date_added (YYYY-MM-DD) may stand at the top too, and",
        "#   count where an outcome is silent; 'others: skip' leaves out what is not named below",
    ]
    if extract.weeks_doubtful:
        lines += ["weeks_are:          # weeks or months: the column looks like months"]
    if extract.precalculated:
        lines += [
            "precalc_sign:       # only to use effects that the file gives without figures:",
            f"                    # {', '.join(get_args(PrecalcSign)[:2])}",
            f"                    # or {get_args(PrecalcSign)[2]}",
        ]
    lines += ["outcomes:"] if used else ["outcomes: {}"]
    for found in extract.outcomes:
        if found.key in used:
            lines += [
                f"  {quoted(found.key)}:",
                f"    label: {quoted(one_line(found.label))}",
                f"    # {one_line(found.about)}",
                f"    outcome: {named(identifiers.safe(found.outcome, otherwise='outcome'))}",
                f"    timepoint: {named(found.timepoint)}".rstrip(),
                "    higher_is_better:",
            ]
    return "\n".join(lines) + "\n"


def answered(draft: str, said: Mapping[str, str], top: Collection[str]) -> str:
    """Fill the blanks of a draft with what is said of all of them, by key.

    A key of `top` for which there is no blank is written above; that of any other is told there.
    """
    above = []
    for key, value in said.items():
        names = "sign|precalc_sign" if key == "precalc_sign" else key
        blank = re.compile(rf"^(\s*(?:- )?(?:{names}):)[ \t]*(?:#.*)?$", re.MULTILINE)
        draft, filled = blank.subn(rf"\1 {value}", draft)
        if not filled:
            left = f"# Nothing is left open for {key}, which was said to be {value}."
            above.append(f"{key}: {value}" if key in top else left)
    lines = draft.splitlines(keepends=True)
    first = next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))
    return "".join([*lines[:first], *(f"{line}\n" for line in above), *lines[first:]])


def quoted(text: str) -> str:
    """Write text as a YAML string; what a person cannot see is written as its code.

    JSON writes what lies beyond U+FFFF as two halves, which YAML would read as two letters.
    """
    written = json.dumps(text, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else _code(letter) for letter in written)


def named(identifier: str) -> str:
    """Write an identifier, in quotation marks where YAML would read a number, a date or a truth."""
    plain = _WORD.fullmatch(identifier) and identifier.casefold() not in _NO_WORDS
    return identifier if plain or not identifier else quoted(identifier)


def _code(letter: str) -> str:
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"


def one_line(text: str, longest: int = 300) -> str:
    """Put text on one printable line, for a comment."""
    line = "".join(letter if letter.isprintable() else " " for letter in text[:longest])
    return " ".join(line.split())
