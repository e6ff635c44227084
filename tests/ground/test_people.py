"""How many people there are is written one way, and a lower bound says that it is one."""

from living_review.ground.people import (
    counted,
    of_unknown_size,
    participants,
    trials_and_participants,
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


def test_a_cell_says_at_least_too() -> None:
    assert counted(100) == "100"
    assert counted(100, 3) == "at least 100"
    assert counted(None, 3) == "–"
    assert participants(100, 3) == "at least 100 participants"
    assert of_unknown_size(0) == ""
