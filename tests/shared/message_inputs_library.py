"""Inputs of the messages on libraries: where reviews lie, lists of them, and choices to try."""

from __future__ import annotations

from collections.abc import Mapping

from message_inputs import Given


def listed(text: str) -> Given:
    return Given("library check list.yml", {"list.yml": text})


def tried(pair: str) -> Given:
    return Given(f"library analyse --what-if '{pair}'")


LIBRARIES: Mapping[str, Given] = {
    "a library without a review": Given("library check shelf", {"shelf/README.md": "x"}),
    "a library in another format": Given("library check list.txt", {"list.txt": "a"}),
    "a list without reviews": listed("review: [a]\n"),
    "a list with a number for a review": listed("reviews: [3]\n"),
    "a list with a key that is none": listed("reviews: [{folder: a, topic: b}]\n"),
    "a list with an address": listed("reviews: ['s3://bucket/review']\n"),
    "a list with topics that are none": listed("reviews: [{folder: a, topics: 3}]\n"),
    "a list with a review without a name": listed("reviews: [{folder: a, name: ' '}]\n"),
    "a list with one name for two": listed(
        "reviews: [{folder: a, name: x}, {folder: b, name: x}]\n"
    ),
    "a choice without a value": tried("tau2"),
    "a trial that has no number": tried("retracted=Smith 2020"),
    "a choice that is no YAML": tried("model=["),
    "a choice of no key": tried("tau=PM"),
    "a choice of no value of a key": tried("tau2=XX"),
    "a portal in the place of a review": Given("library portal --out _site"),
    "a portal among other files": Given("library portal --out data"),
    "a portal in the place of a file": Given("library portal --out data/protocol.yml"),
    "a portal at no address": Given("library portal --out portal --url example.org"),
}
