"""The units of systemd and the crontab: what each promises to the person who installs it."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PLACE = "/srv/living-review"
WITHIN = {"minute": 59, "hour": 23, "day": 31, "month": 12, "weekday": 7}


def unit(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(interpolation=None, strict=True, delimiters=("=",))
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read_string(path.read_text(encoding="utf-8"))
    return read


def test_the_service_runs_one_update_as_a_user_of_its_own(schedules: Path) -> None:
    service = unit(schedules / "living-review.service")["Service"]
    assert service["Type"] == "oneshot"
    assert service["User"] not in ("", "root")
    assert service["ExecStart"] == f"{PLACE}/.venv/bin/living-review update"
    assert service["SuccessExitStatus"] == "1", "rows set aside are no failure of the unit"
    assert service["TimeoutStartSec"] == "30min", "a oneshot may otherwise run for ever"
    assert service["EnvironmentFile"].startswith("-"), "the file is optional"
    assert service["StandardOutput"] == service["StandardError"] == "journal"


def test_the_service_can_write_the_review_and_little_else(schedules: Path) -> None:
    service = unit(schedules / "living-review.service")["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == PLACE
    assert f"-{PLACE}/data/registry" in service["ReadOnlyPaths"].split()
    for name in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert service[name] == "yes"
    assert service["CapabilityBoundingSet"] == ""


def test_the_timer_makes_up_for_a_run_that_was_missed(schedules: Path) -> None:
    timer = unit(schedules / "living-review.timer")
    assert timer["Timer"]["OnCalendar"] == "Mon *-*-* 04:17:00"
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["RandomizedDelaySec"] == "30min"
    assert timer["Install"]["WantedBy"] == "timers.target"


@pytest.mark.parametrize("name", ["living-review.service", "living-review.timer"])
def test_systemd_takes_the_units_where_it_is_installed(
    schedules: Path, tmp_path: Path, name: str
) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        return  # the tests above say what the units hold
    standing_in = tmp_path / "srv" / ".venv" / "bin" / "living-review"
    standing_in.parent.mkdir(parents=True)
    standing_in.write_text("#!/bin/sh\n")
    standing_in.chmod(0o755)
    for path in schedules.glob("living-review.*"):
        text = path.read_text(encoding="utf-8").replace(PLACE, str(tmp_path / "srv"))
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program, "verify", str(tmp_path / name)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert str(tmp_path / name) not in done.stderr, done.stderr


def test_every_line_of_the_crontab_is_a_setting_or_a_job(schedules: Path) -> None:
    jobs, settings = [], {}
    for line in (schedules / "crontab").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if setting := re.fullmatch(r"([A-Z_]+)=(.+)", line):
            settings[setting[1]] = setting[2]
        else:
            jobs.append(line.split(maxsplit=5))
    assert settings["SHELL"] == "/bin/sh"
    assert "/usr/bin" in settings["PATH"].split(":")
    assert "@" in settings["MAILTO"]
    (job,) = jobs
    *times, command = job
    for time, most in zip(times, WITHIN.values(), strict=True):
        assert time == "*" or 0 <= int(time) <= most
    assert command == f"cd {PLACE} && .venv/bin/living-review update --quiet"
    assert "%" not in command, "cron turns it into a line break"
    subprocess.run(["sh", "-n", "-c", command], check=True)


def test_the_crontab_ends_with_a_line_break(schedules: Path) -> None:
    # Without one, cron drops the last line.
    assert (schedules / "crontab").read_bytes().endswith(b"\n")
