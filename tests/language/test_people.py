"""How many people there are is written one way, and a lower bound says that it is one."""

from living_review.language import say
from living_review.language.people import (
    evidence,
    of_unknown_size,
    participants,
    participants_of,
    trials_and_participants,
    trials_and_people,
    unknown_size,
)


def test_trials_and_participants_whose_number_is_known() -> None:
    assert trials_and_participants(3, 1047) == "three trials (1,047 participants)"
    assert trials_and_participants(1, 1) == "one trial (1 participant)"
    assert trials_and_participants(2, None) == "two trials"
    assert trials_and_participants(0, 0) == "no trials"
    assert trials_and_participants(3, 90.6, words=False) == "3 trials (91 participants)"


def test_a_total_to_which_trials_are_missing_is_a_lower_bound() -> None:
    assert trials_and_participants(20, 2744, 7) == (
        "20 trials (at least 2,744 participants; seven trials of unknown size)"
    )
    assert trials_and_participants(4, 1, 1, words=False) == (
        "4 trials (at least 1 participant; 1 of unknown size)"
    )
    assert trials_and_participants(2, None, 2) == (
        "two trials (how many participants is not known)"
    )


def test_participants_alone_say_at_least_too() -> None:
    assert participants(100) == "100 participants"
    assert participants(100, 3) == "at least 100 participants"
    assert of_unknown_size(0) == ""


def test_evidence_beside_a_result_stands_without_brackets() -> None:
    assert say(evidence(4, 1173)) == "four trials, 1,173 participants"
    assert say(evidence(1, None)) == "one trial"
    assert say(evidence(2, None, 2)) == "two trials, how many participants is not known"
    assert say(evidence(4, 100, 3)) == (
        "four trials, at least 100 participants; three trials of unknown size"
    )


def test_where_nothing_is_said_of_missing_trials_none_is_missing() -> None:
    assert participants(7) == participants(7, 0) == "7 participants"
    assert participants_of(7) == participants_of(7, 0)
    assert not participants_of(7).at_least
    assert trials_and_participants(3, 9) == trials_and_participants(3, 9, 0)
    assert trials_and_people(3, 9) == trials_and_people(3, 9, 0)
    assert trials_and_people(3, 9).unknown is None
    assert evidence(3, 9) == evidence(3, 9, 0)
    assert unknown_size(0) is None


def test_numbers_stand_in_words_unless_figures_are_asked_for() -> None:
    assert trials_and_people(3, 9, 2).in_words
    assert not trials_and_people(3, 9, 2, words=False).in_words
    assert of_unknown_size(3) == "three trials of unknown size"
    assert of_unknown_size(3, named=False) == "3 of unknown size"
    nobody = trials_and_people(0, 9, 2)
    assert (nobody.participants, nobody.unknown) == (None, None)
