"""Programs of others that look at pages: the Nu HTML checker and Lighthouse."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

VNU = "vnu-jar/build/dist/vnu.jar"


class Scores(NamedTuple):
    """What Lighthouse gives a page on a phone, from 0 to 1."""

    performance: float
    accessibility: float
    best_practices: float
    seo: float


def markup_errors(tools: Path, site: Path, names: Sequence[str]) -> list[str]:
    """Give what the Nu HTML checker calls an error, with its page and its line."""
    command = ["java", "-Xss8m", "-jar", str(tools / VNU), "--errors-only", "--format", "json"]
    done = subprocess.run([*command, *names], cwd=site, capture_output=True, text=True, check=False)
    said = json.loads(done.stderr or "{}")
    if "messages" not in said:
        raise SystemExit(f"The Nu HTML checker gave no answer: {done.stderr[-300:]}")
    return [
        f"{each['url'].rsplit('/', 1)[-1]}, line {each.get('lastLine', '?')}: {each['message']}"
        for each in said["messages"]
    ]


def lighthouse(tools: Path, browser: str, address: str, runs: int) -> Scores:
    """Give the medians of so many runs of Lighthouse with its own settings for phones."""
    all_of_them = [_once(tools, browser, address) for _ in range(runs)]
    return Scores(*(median(each) for each in zip(*all_of_them, strict=True)))


def _once(tools: Path, browser: str, address: str) -> Scores:
    command = ["node", str(tools / "lighthouse/cli/index.js"), address, "--quiet", "--output=json"]
    done = subprocess.run(
        [*command, "--no-enable-error-reporting", "--chrome-flags=--headless=new --no-sandbox"],
        env={**os.environ, "CHROME_PATH": browser},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Lighthouse did not finish: {done.stderr.strip()[-300:]}")
    found = json.loads(done.stdout)["categories"]
    return Scores(*(float(found[each.replace("_", "-")]["score"]) for each in Scores._fields))
