"""A review is read from its own folder alone."""

from __future__ import annotations

import pytest

from living_review.errors import BadInput
from living_review.folder import JUDGEMENTS, PROTOCOL, ReviewFolder, leads_out

PARTS = ("protocol", "judgements", "corrections", "queries", "other_reviews", "templates")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "review" / "data").mkdir(parents=True)
    (tmp_path / "review" / "templates" / "sections").mkdir(parents=True)
    (tmp_path / "review" / PROTOCOL).write_text("review: {}\n")
    (tmp_path / "secret").write_text("what nobody may publish\n")
    return ReviewFolder(tmp_path / "review")


@pytest.mark.parametrize("part", PARTS)
def test_no_part_is_read_through_a_link_that_leaves_the_review(folder, part):
    path = getattr(folder, part)
    if path.is_dir():
        path.rename(path.with_name("elsewhere"))
    path.unlink(missing_ok=True)
    path.symlink_to(folder.root.parent / "secret")
    with pytest.raises(BadInput, match="leads out of the folder of the review"):
        getattr(folder, part)
    with pytest.raises(BadInput, match="leads out of the folder of the review"):
        folder.inputs()


def test_no_template_is_read_through_one_either(folder):
    link = folder.templates / "sections" / "what-changed.md.j2"
    link.symlink_to(folder.root.parent / "secret")
    with pytest.raises(BadInput, match=r"templates/sections/what-changed\.md\.j2 is a link"):
        folder.inputs()


def test_a_link_may_lead_to_another_place_in_the_review(folder):
    (folder.root / "decisions.csv").write_text("comparison\n")
    folder.judgements.symlink_to("../decisions.csv")
    assert set(folder.inputs()) == {PROTOCOL, JUDGEMENTS}


def test_a_review_may_itself_be_reached_through_a_link(folder):
    link = folder.root.with_name("link")
    link.symlink_to(folder.root)
    assert set(ReviewFolder(link).inputs()) == {PROTOCOL}


def test_links_that_go_round_in_a_circle_lead_nowhere_else(folder):
    folder.judgements.symlink_to("judgements.csv")
    assert not leads_out(folder.judgements, folder.root)
