"""The whole command, asked of a register on this machine: files, words, JSON and exit codes."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from register_service import Fault, Service, study
from typer.testing import CliRunner

from living_review.cli import app
from living_review.surveillance import client

MEASURE = {
    "title": "Change in Personal recovery at 12 weeks",
    "paramType": "MEAN",
    "dispersionType": "Standard Deviation",
    "unitOfMeasure": "score on a scale",
    "timeFrame": "12 weeks",
    "groups": [{"id": "OG000", "title": "Peer group"}, {"id": "OG001", "title": "Usual care"}],
    "denoms": [
        {
            "units": "Participants",
            "counts": [{"groupId": "OG000", "value": "60"}, {"groupId": "OG001", "value": "58"}],
        }
    ],
    "classes": [
        {
            "categories": [
                {
                    "measurements": [
                        {"groupId": "OG000", "value": "3.1", "spread": "9.2"},
                        {"groupId": "OG001", "value": "1.0", "spread": "9.9"},
                    ]
                }
            ]
        }
    ],
}


def surveil(review: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["surveil", "--review", str(review), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def as_json(review: Path, *arguments: str) -> dict[str, object]:
    code, out, _ = surveil(review, "--json", *arguments)
    document = json.loads(out)
    assert document["exit_code"] == code
    return document


def rows(review: Path) -> dict[str, dict[str, str]]:
    with (review / "data" / "candidates.csv").open(encoding="utf-8", newline="") as file:
        return {row["nct_id"]: row for row in csv.DictReader(file)}


def numbers(found: object) -> list[str]:
    assert isinstance(found, list)
    return [each["nct_id"] for each in found]


def screened(review: Path, number: str, state: str) -> None:
    path = review / "data" / "candidates.csv"
    text = path.read_text(encoding="utf-8").replace(f"{number},new,", f"{number},{state},")
    path.write_text(text, encoding="utf-8")


def test_the_protocol_is_what_is_asked(service: Service, review: Path) -> None:
    as_json(review)
    query = service.searches[0]
    assert query["query.cond"] == "(depression) OR (psychosis)"
    assert query["query.intr"] == "peer support"
    assert "query.term" not in query
    assert query["filter.advanced"] == (
        "AREA[StudyType]INTERVENTIONAL AND AREA[LastUpdatePostDate]RANGE[2019-07-12,MAX]"
    )
    assert service.asked[0][2]["User-Agent"].endswith("(team@example.org)")


def test_new_studies_are_listed_and_nothing_enters_the_registry(
    service: Service, review: Path
) -> None:
    before = {path: path.read_bytes() for path in (review / "data" / "registry").iterdir()}
    service.studies = [study("NCT00000001"), study("NCT00000002", status="COMPLETED")]
    document = as_json(review)
    assert numbers(document["new"]) == ["NCT00000001", "NCT00000002"]
    assert numbers(document["without_results"]) == ["NCT00000002"]
    assert document["candidates"] == {"new": 2, "screened in": 0, "screened out": 0, "linked": 0}
    assert {path: path.read_bytes() for path in (review / "data" / "registry").iterdir()} == before


def test_a_trial_the_review_waits_for_is_told_when_it_ends(service: Service, review: Path) -> None:
    # Both numbers stand in the registry, one trial awaiting and one ongoing.
    service.studies = [
        study("NCT00000001"),
        {**study("NCT02508480", status="COMPLETED"), "elsewhere": True},
        {**study("NCT99999999", aliases=["NCT06402929"], results="2026-05-01"), "elsewhere": True},
    ]
    document = as_json(review)
    waited = document["to_look_at"]
    assert isinstance(waited, list)
    assert [(each["nct_id"], each["trial_id"], each["trial_status"]) for each in waited] == [
        ("NCT02508480", "RUSSINOVA_ASP2", "awaiting"),
        ("NCT99999999", "LAKEHEAD_HOPC", "ongoing"),
    ]
    assert rows(review)["NCT99999999"]["state"] == "linked"
    _, out, _ = surveil(review)
    assert "Trials the review waits for that ended or posted results:" in out
    assert "trial RUSSINOVA_ASP2" in out


def test_a_second_run_with_nothing_new_writes_nothing_and_downloads_nothing(
    service: Service, review: Path
) -> None:
    service.studies = [study("NCT00000001")]
    as_json(review)
    path = review / "data" / "candidates.csv"
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    document = as_json(review)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert document["written"] is False
    assert document["new"] == document["changed"] == []
    assert service.not_modified == 2


def test_a_change_is_told_once_and_not_of_what_was_screened_out(
    service: Service, review: Path
) -> None:
    service.studies = [study("NCT00000001"), study("NCT00000002")]
    as_json(review)
    screened(review, "NCT00000002", "screened out")
    service.studies = [
        study("NCT00000001", status="COMPLETED"),
        study("NCT00000002", status="COMPLETED"),
    ]
    document = as_json(review)
    assert numbers(document["changed"]) == ["NCT00000001"]
    assert numbers(document["without_results"]) == ["NCT00000001"]
    assert rows(review)["NCT00000002"]["change"] == "status: recruiting → completed"
    assert as_json(review)["changed"] == []


def test_a_study_that_no_longer_matches_is_followed_until_it_is_screened_out(
    service: Service, review: Path
) -> None:
    service.studies = [study("NCT00000001"), study("NCT00000002")]
    as_json(review)
    screened(review, "NCT00000002", "screened out")
    service.studies = [{**study("NCT00000001", status="TERMINATED"), "elsewhere": True}]
    document = as_json(review)
    assert numbers(document["changed"]) == ["NCT00000001"]
    service.studies = []
    document = as_json(review)
    notices = document["notices"]
    assert isinstance(notices, list)
    # The register of this test has none of the numbers that the registry holds either.
    with (review / "data" / "registry" / "trials.csv").open(encoding="utf-8", newline="") as file:
        registered = [row["registration"] for row in csv.DictReader(file)]
    followed = ["NCT00000001", *(each for each in registered if each.startswith("NCT"))]
    gone = [each.split(" ")[0] for each in notices if "no longer in the register" in each]
    assert len(followed) > 2
    assert gone == followed
    assert set(rows(review)) == {"NCT00000001", "NCT00000002"}


def test_a_service_that_fails_half_way_leaves_the_file_as_it_was(
    service: Service, review: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "TRIES", 2)
    monkeypatch.setattr("living_review.surveillance.client._TRY_AGAIN", frozenset({429}))
    service.studies = [study("NCT00000001")]
    as_json(review)
    before = (review / "data" / "candidates.csv").read_bytes()
    service.studies.append(study("NCT00000002"))
    page = json.dumps(service.page({"pageSize": "2"})).encode()
    service.faults = [Fault(200, page), Fault(500)]
    code, _, err = surveil(review)
    assert code == 4
    assert "answered with status 500" in err
    assert "Traceback" not in err
    assert (review / "data" / "candidates.csv").read_bytes() == before


def test_a_dry_run_writes_nothing(service: Service, review: Path) -> None:
    service.studies = [study("NCT00000001")]
    document = as_json(review, "--dry-run")
    assert numbers(document["new"]) == ["NCT00000001"]
    assert not (review / "data" / "candidates.csv").exists()


def test_a_protocol_that_asks_for_nothing_says_what_to_add(
    review: Path, project_root: Path
) -> None:
    path = review / "data" / "protocol.yml"
    path.write_text(path.read_text(encoding="utf-8").split("\nsurveillance:")[0], encoding="utf-8")
    code, _, err = surveil(review)
    assert code == 2
    assert "add the key 'surveillance'" in err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "the column 'nct_id' is missing"),
        (b"nct_id,state\nNCT00000001\n", "line 2: found 1 cell"),
        (b"nct_id,state\n\xff,new\n", "not UTF-8"),
    ],
)
def test_a_file_of_candidates_that_cannot_be_read_is_left(
    service: Service, review: Path, content: bytes, words: str
) -> None:
    path = review / "data" / "candidates.csv"
    path.write_bytes(content)
    code, _, err = surveil(review)
    assert code == 2
    assert words in err
    assert path.read_bytes() == content
    assert service.asked == []


def test_a_link_to_no_trial_is_told(service: Service, review: Path) -> None:
    service.studies = [study("NCT00000001")]
    as_json(review)
    screened(review, "NCT00000001", "linked,SMITH2024")
    path = review / "data" / "candidates.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("SMITH2024,,,", "SMITH2024,,"), encoding="utf-8"
    )
    notices = as_json(review)["notices"]
    assert isinstance(notices, list)
    assert any("'SMITH2024', which is no trial of the registry" in each for each in notices)


def test_posted_results_of_a_study_that_people_screened_in_become_a_draft(
    service: Service, review: Path
) -> None:
    arms = [
        {"label": "Peer group", "type": "EXPERIMENTAL"},
        {"label": "Usual care", "type": "NO_INTERVENTION"},
    ]
    service.studies = [
        study(
            "NCT00000001", results="2026-01-01", status="COMPLETED", arms=arms, measures=[MEASURE]
        )
    ]
    assert as_json(review)["drafts"] == []
    screened(review, "NCT00000001", "screened in")
    assert as_json(review)["drafts"] == ["data/drafts/NCT00000001.arms.csv"]
    draft = review / "data" / "drafts" / "NCT00000001.arms.csv"
    with draft.open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert (first["n"], first["mean"], first["sd"], first["role"]) == (
        "60",
        "3.1",
        "9.2",
        "intervention",
    )
    assert (second["n"], second["mean"], second["sd"], second["role"]) == (
        "58",
        "1.0",
        "9.9",
        "control",
    )
    draft.write_text("mine", encoding="utf-8")
    assert as_json(review)["drafts"] == []
    assert draft.read_text(encoding="utf-8") == "mine"


def test_a_draft_can_be_asked_for_and_an_unknown_study_is_told(
    service: Service, review: Path
) -> None:
    service.studies = [study("NCT00000001", results="2026-01-01", measures=[MEASURE])]
    document = as_json(review, "--draft", "nct00000001", "--draft", "NCT00000009")
    assert document["drafts"] == ["data/drafts/NCT00000001.arms.csv"]
    notices = document["notices"]
    assert isinstance(notices, list)
    assert any(each.startswith("NCT00000009 is not in the register") for each in notices)
    again = as_json(review, "--draft", "NCT00000001")["notices"]
    assert isinstance(again, list)
    assert "NCT00000001 has a draft; delete it to have it made again." in again
    code, _, err = surveil(review, "--draft", "ISRCTN1")
    assert code == 2
    assert "'ISRCTN1' is no number of ClinicalTrials.gov" in err


def test_neither_candidates_nor_drafts_are_an_input_of_the_report(
    service: Service, review: Path
) -> None:
    from living_review.ground.folder import ReviewFolder
    from living_review.runs.inputs import fingerprint_of

    before = fingerprint_of(ReviewFolder(review))
    service.studies = [study("NCT00000001", results="2026-01-01", measures=[MEASURE])]
    as_json(review, "--draft", "NCT00000001")
    assert (review / "data" / "drafts").is_dir()
    assert fingerprint_of(ReviewFolder(review)) == before
    shutil.rmtree(review / "data" / ".cache")
    assert as_json(review)["written"] is False
