"""Kills `living-review update` again and again while a client reads the site it publishes.

    python benchmarks/kills.py [KILLS] [SEED]

A copy of the shipped review is updated for real, PDFs and all, after a change to its registry each
time, and the process is killed (SIGKILL) at a random moment of its run. A web server serves the
site folder and a client reads random files from it all the while: whatever it gets must be the
bytes of the version that `version.json` names before and after. After each kill the whole site is
compared, file by file, with the manifest of the version it shows, and the next run must finish.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import http.server
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent / "living-review"


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Client(threading.Thread):
    """Reads the served site without a pause and remembers what was not of one version."""

    def __init__(self, address: str, versions: Path, seed: int) -> None:
        super().__init__(daemon=True)
        self.address, self.versions, self.random = address, versions, random.Random(seed)
        self.read, self.wrong, self.gone = 0, [], 0
        self.stopped = threading.Event()

    def get(self, name: str) -> bytes:
        with urllib.request.urlopen(f"{self.address}/{name}", timeout=10) as answer:
            return bytes(answer.read())

    def run(self) -> None:
        while not self.stopped.is_set():
            try:
                before = json.loads(self.get("version.json"))["number"]
                known = self.versions / str(before) / "manifest.json"
                site = json.loads(known.read_text(encoding="utf-8"))["site"]
                name = self.random.choice(sorted(site))
                content = self.get(name)
                after = json.loads(self.get("version.json"))["number"]
            except (urllib.error.URLError, ConnectionError, ValueError, OSError) as error:
                self.wrong.append(f"{type(error).__name__}: {error}")
                continue
            if before == after:
                self.read += 1
                if hashlib.sha256(content).hexdigest() != site[name]:
                    self.wrong.append(f"version {before}: {name} has other bytes")


def changed(root: Path, turn: int) -> None:
    """Change one cell of the registry, so that there is something to publish."""
    path = root / "data" / "registry" / "trials.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[turn % len(rows)]["notes"] = f"turn {turn}"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def update(root: Path) -> subprocess.Popen[bytes]:
    command = [str(PROGRAM), "update", "--quiet", "--review", str(root)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def whole(root: Path) -> int:
    """The version the site shows; ends the program unless every file is that version's."""
    site = root / "_site"
    number = json.loads((site / "version.json").read_text(encoding="utf-8"))["number"]
    manifest = root / "data" / "versions" / str(number) / "manifest.json"
    wanted = json.loads(manifest.read_text(encoding="utf-8"))["site"]
    for name, digest in wanted.items():
        if hashlib.sha256((site / name).read_bytes()).hexdigest() != digest:
            sys.exit(f"version {number}: {name} has other bytes after a kill")
    return int(number)


def main(kills: int, seed: int) -> None:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as work:
        root = Path(work) / "review"
        shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("versions"))
        shutil.copytree(ROOT / "templates", root / "templates")
        began = time.perf_counter()
        if update(root).wait() not in (0, 1):
            sys.exit("the first update failed")
        length = time.perf_counter() - began
        handler = functools.partial(Quiet, directory=str(root / "_site"))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = Client(f"http://127.0.0.1:{server.server_port}", root / "data" / "versions", seed)
        client.start()
        killed = finished = turn = 0
        while killed < kills:
            if turn % 4 == 0:
                changed(root, turn)
            process = update(root)
            try:
                process.wait(dice.uniform(0, 1.1 * length))
                finished += 1
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
            shown = whole(root)
            turn += 1
            if turn % 20 == 0:
                print(
                    f"{turn:>4} runs: {killed} killed, {finished} ended before; version "
                    f"{shown}; {client.read} files read, {len(client.wrong)} wrong",
                    flush=True,
                )
        last = update(root).wait()
        client.stopped.set()
        client.join()
        server.shutdown()
        leftovers = [p.name for p in root.glob(".*") if "staging" in p.name]
        print(f"last run: exit {last}, site at version {whole(root)}, left over: {leftovers}")
        print(f"{killed} kills; {client.read} files read over HTTP; wrong: {client.wrong[:5]}")
        if client.wrong or leftovers or last not in (0, 1):
            sys.exit(1)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 200,
        int(sys.argv[2]) if len(sys.argv) > 2 else 1,
    )
