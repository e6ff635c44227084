"""Readers are told of a file of another program by the name that teams know it by."""

from __future__ import annotations

from typing import get_args

import pytest

from living_review.exchange.formats import FORMATS
from living_review.language import say
from living_review.language.facts.registry_places import ImportFormat, MadeFrom
from living_review.protocol import registry_source


def test_a_place_can_be_of_every_format_that_a_protocol_names() -> None:
    formats = get_args(ImportFormat)
    assert set(formats) == set(get_args(registry_source.ImportFormat)) == set(FORMATS)


@pytest.mark.parametrize("name", get_args(ImportFormat))
def test_a_format_is_called_alike(name: ImportFormat) -> None:
    assert say(MadeFrom(format=name, file="a.csv")) == f"the {FORMATS[name].called} a.csv"
