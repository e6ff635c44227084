"""RevMan data packages: what is read, and a zip that cannot be trusted."""

from __future__ import annotations

import io
import zipfile

import pytest
from sample_files import BIAS_ROWS, DATA_ROWS, SETTINGS, csv_bytes, package, zipped

from living_review.ground.errors import BadInput, RegistryError


def test_rows_of_the_total_are_taken_and_those_of_a_subgroup_alone_are_not(read, rows) -> None:
    imported = read(package())
    relapse = [row for row in rows(imported, "arms") if row["outcome"] == "Relapse"]
    assert [(row["events"], row["n"]) for row in relapse] == [("5", "50"), ("10", "50")]
    assert any("subgroup alone" in each.reason for each in imported.report)


def test_a_study_counted_in_a_subgroup_alone_is_kept_where_it_has_no_other_row(read, rows) -> None:
    imported = read(package(data_rows=csv_bytes(DATA_ROWS[1:])))
    relapse = [row for row in rows(imported, "arms") if row["outcome"] == "Relapse"]
    assert [(row["events"], row["n"]) for row in relapse] == [("2", "25"), ("4", "25")]


def test_means_and_log_ratios_are_read(read, rows) -> None:
    imported = read(package())
    mood = [row for row in rows(imported, "arms") if row["outcome"] == "Mood"]
    assert [(row["mean"], row["sd"], row["n"]) for row in mood] == [
        ("10.5", "3", "24"),
        ("12", "3.25", "26"),
    ]
    (ratio,) = rows(imported, "contrasts")
    assert (ratio["measure"], ratio["se"]) == ("HR", "0.2")
    assert float(ratio["estimate"]) == pytest.approx(0.6, rel=1e-12)


def test_a_ratio_said_to_be_on_the_log_scale_and_shown_otherwise_is_refused(read, rows) -> None:
    wrong = {**DATA_ROWS[3], "Mean": -0.51}
    imported = read(package(data_rows=csv_bytes([*DATA_ROWS[:3], wrong])))
    # A negative ratio cannot be checked; the package's own word counts.
    assert len(rows(imported, "contrasts")) == 1
    wrong["Mean"] = 0.9
    imported = read(package(data_rows=csv_bytes([*DATA_ROWS[:3], wrong])))
    assert "contrasts" not in imported.tables
    settings = [*SETTINGS[:2], {**SETTINGS[2], "Log-scale data": "FALSE"}]
    imported = read(package(overall_estimates_and_settings=csv_bytes(settings)))
    assert "contrasts" not in imported.tables


def test_studies_without_results_are_trials_too(read, rows) -> None:
    trials = rows(read(package()), "trials")
    assert {row["label"] for row in trials} == {
        "Adams 2001",
        "Never pooled 1999",
        "Brück 2005",
        "Chen 2010",
    }


def test_both_tools_are_told_by_their_domains(read, rows) -> None:
    rob2 = {
        "Study": "Chen 2010",
        "Domain (judgement): Bias arising from the randomisation process": "Low risk of bias",
        "Domain (judgement): Overall bias": "Some concerns",
    }
    imported = read(package(risk_of_bias=csv_bytes([*BIAS_ROWS, rob2])))
    found = {
        (r["trial_id"], r["tool"], r["domain"]): r["judgement"]
        for r in rows(imported, "risk_of_bias")
    }
    assert found == {
        ("Adams_2001", "RoB1", "sequence generation"): "low",
        ("Adams_2001", "RoB1", "other"): "unclear",
        ("Chen_2010", "RoB2", "D1"): "low",
        ("Chen_2010", "RoB2", "overall"): "some concerns",
    }
    assert any(each.found == "Vibes" for each in imported.report)


def test_a_package_inside_the_package_is_opened(read, rows) -> None:
    outer = zipped({"CD1-files/CD1-data.zip": package(), "readme.txt": b"no"})
    assert len(rows(read(outer), "trials")) == 4


def test_a_zip_bomb_is_not_unpacked(read, monkeypatch: pytest.MonkeyPatch) -> None:
    from living_review.exchange import envelope

    monkeypatch.setattr(envelope, "LARGEST_UNPACKED", 1_000_000)
    bomb = zipped({"CD1-data-rows.csv": b"0" * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(BadInput, match="unpacks to more"):
        read(bomb)


def test_a_member_that_lies_about_its_size_is_not_believed(read, monkeypatch) -> None:
    from living_review.exchange import envelope

    monkeypatch.setattr(envelope, "LARGEST_UNPACKED", 1_000)
    content = bytearray(zipped({"CD1-data-rows.csv": b"0" * 100_000}))
    central = content.rindex(b"PK\x01\x02")
    content[central + 24 : central + 28] = (10).to_bytes(4, "little")
    with pytest.raises(BadInput):
        read(bytes(content))


def encrypted() -> bytes:
    content = bytearray(package())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 broken", "cannot be unpacked"),
        (package()[:-200], "cannot be unpacked"),
        (encrypted(), "cannot be unpacked"),
        (zipped({"other.txt": b"x"}), "overall-estimates-and-settings.csv"),
        (zipped({f"{i}.csv": b"a" for i in range(2_001)}), "2,001 files"),
        (zipped({"a/x-data-rows.csv": b"a\n", "b/x-data-rows.csv": b"a\n"}), "two files named"),
        (zipped({"CD1-parameters.csv": b"a\n1\n"}), "diagnostic"),
        (package(data_rows=b"Study\nA\n"), "Analysis group"),
    ],
)
def test_a_zip_that_is_no_data_package_is_refused(read, content: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        read(content, "a.zip")


def test_a_csv_in_another_encoding_names_file_and_line(read) -> None:
    with pytest.raises(RegistryError, match=r"a\.zip/CD1-data-rows\.csv, line 1"):
        read(package(data_rows="Analysis group,Br\u00fcck\n".encode("latin-1")), "a.zip")


def test_the_path_of_a_member_is_never_used() -> None:
    from living_review.exchange.envelope import unpacked

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/CD1-data-rows.csv", "a")
    assert set(unpacked(out.getvalue(), "a.zip")) == {"CD1-data-rows.csv"}


def test_what_an_operating_system_adds_to_a_zip_is_passed_over(read, rows) -> None:
    with zipfile.ZipFile(out := io.BytesIO(package()), "a") as archive:
        archive.writestr("__MACOSX/CD1-analysis-data/._CD1-data-rows.csv", b"\x00\x05")
    assert len(rows(read(out.getvalue()), "trials")) == 4


def rob2(study: str, number: int, judgement: str) -> dict[str, object]:
    return {
        "Study": study,
        "Analysis group": 1,
        "Analysis number": number,
        "Domain (judgement): Bias due to missing outcome data": judgement,
        "Domain (support): Bias due to missing outcome data": f"said of {number}",
    }


def test_risk_of_bias_by_result_is_kept_by_outcome_where_results_differ(read, rows) -> None:
    judged = [
        rob2("Adams 2001", 1, "Low risk of bias"),
        rob2("Adams 2001", 2, "High risk of bias"),
        rob2("Chen 2010", 1, "Some concerns"),
        rob2("Chen 2010", 3, "Some concerns"),
    ]
    found = rows(read(package(risk_of_bias=csv_bytes(judged))), "risk_of_bias")
    assert [(r["trial_id"], r["outcome"], r["domain"], r["judgement"]) for r in found] == [
        ("Adams_2001", "Relapse", "D3", "low"),
        ("Adams_2001", "Mood", "D3", "high"),
        ("Chen_2010", "", "D3", "some concerns"),
    ]
    assert found[1]["support"] == "said of 2"


def test_references_are_matched_to_the_studies_that_they_name(read, rows) -> None:
    included = (
        "TY  - JOUR\r\nNS  - Adams 2001\r\nAU  - Adams A\r\nAU  - Baker B\r\nTI  - A trial\r\n"
        "JO  - Journal\r\nPY  - 2001\r\nVL  - 12\r\nIS  - 3\r\nSP  - 1\r\nEP  - 9\r\n"
        "DO  - https://doi.org/10.1000/adams\r\nER  - \r\n"
        "TY  - JOUR\r\nNS  - Adams 2001\r\nTI  - More of it\r\nER  - \r\n"
    )
    excluded = "TY  - JOUR\nNS  - Dahl 2003\nTI  - Not randomised\nPY  - 2003\nER  - \n"
    files = {"CD1-study-data/CD1-included.ris": included.encode("utf-8-sig")}
    content = package()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files |= {n: archive.read(n) for n in archive.namelist() if n not in files}
    imported = read(zipped({**files, "CD1-study-data/CD1-excluded.ris": excluded.encode()}))
    trials = {row["label"]: row for row in rows(imported, "trials")}
    assert trials["Adams 2001"]["doi"] == "10.1000/adams"
    assert trials["Adams 2001"]["citation"] == ("Adams A, Baker B. A trial. Journal 2001;12(3):1-9")
    assert (trials["Dahl 2003"]["status"], trials["Dahl 2003"]["year"]) == ("excluded", "2003")
    assert any(e.where == "CD1-included.ris" and e.count == 1 for e in imported.report)
