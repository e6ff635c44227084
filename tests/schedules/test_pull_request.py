"""`schedules/pull-request` against a real git repository, with a `gh` that writes down calls."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

# Stands for GitHub: remembers its one open pull request, and how it was called.
GH = """\
#!/bin/sh
for each in "$@"; do printf '%s\\n' "$each"; done >>"$GITHUB/calls"
echo --- >>"$GITHUB/calls"
case "$1 $2" in
"pr list") [ ! -e "$GITHUB/open" ] || cat "$GITHUB/open" ;;
"pr create") [ ! -e "$GITHUB/forbids" ] || exit 1; echo 7 >"$GITHUB/open" ;;
"pr close") rm "$GITHUB/open" ;;
esac
for each in "$@"; do
    case "$last $each" in
    "--body-file "*) cp "$each" "$GITHUB/body" ;;
    "--field body=@"*) cp "${each#body=@}" "$GITHUB/body" ;;
    esac
    last=$each
done
"""
# Stands for `living-review update`: does what its plan says.
PROGRAM = """\
#!{python}
import json, os, pathlib, sys
plan = json.loads(pathlib.Path(os.environ["PLAN"]).read_text())
assert "GH_TOKEN" not in os.environ and "GITHUB_TOKEN" not in os.environ, "update sees the token"
assert sys.argv[1:4] == ["update", "--review", "."], sys.argv
assert sys.argv[4:] == ["--json", *plan["options"]], sys.argv
for name, text in plan["files"].items():
    path = pathlib.Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
print(plan["outcome"])
print(plan["log"], file=sys.stderr)
sys.exit(plan["code"])
"""
# The program itself, without PDFs and without a second process.
QUICK = """\
#!{python}
import sys
sys.path[:0] = {paths}
import pytest
from quick_runs import set_no_paper, verify_here
from living_review.cli import run
patch = pytest.MonkeyPatch()
verify_here(patch)
set_no_paper(patch)
run()
"""
BRANCH = "living-review/update"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "bot"), ("EMAIL", "bot@example.org"))
}


def manifest(number: int, headline: str, **told: Any) -> str:
    nothing: dict[str, Any] = {name: [] for name in ("items", "methods", "stale")}
    said = {"headline": headline, "conclusions_changed": [], **nothing, **told}
    return json.dumps({"number": number, "told": said})


def outcome(number: int, state: str = "published", **other: Any) -> str:
    said = {"exit_code": 0, "state": state, "version": number, "set_aside": 0, "warnings": []}
    return json.dumps({**said, **other})


@dataclass
class Repository:
    """A team's repository on a server, and a fresh checkout of it for every run."""

    folder: Path
    script: Path
    runs: int = 0
    summary: str = ""
    output: str = ""
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def server(self) -> Path:
        return self.folder / "server.git"

    def git(self, *arguments: str, where: Path | None = None) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=where or self.server,
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def checkout(self, branch: str = "main", *, depth: int = 1) -> Path:
        self.runs += 1
        place = self.folder / f"checkout-{self.runs}"
        address = self.server.as_uri()
        self.git("clone", "-q", f"--depth={depth}", "-b", branch, address, str(place))
        return place

    def push(self, name: str, text: str, *, branch: str = "main", email: str = "a@b.org") -> None:
        """Have a person push one file."""
        place = self.checkout(branch)
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.git("add", "--all", where=place)
        self.git(
            "-c", f"user.email={email}", "commit", "-q", f"--author=A <{email}>", "-m", "x",
            where=place,
        )  # fmt: skip
        self.git("push", "-q", "origin", branch, where=place)

    def run(
        self,
        result: str,
        files: dict[str, str] | None = None,
        *,
        code: int = 0,
        log: str = "",
        options: tuple[str, ...] = (),
        program: Path | None = None,
    ) -> subprocess.CompletedProcess[str]:
        place = self.checkout()
        plan = {"outcome": result, "files": files or {}, "code": code, "log": log}
        (self.folder / "plan").write_text(json.dumps({**plan, "options": options}))
        names = {name: self.folder / name for name in ("summary", "output")}
        for path in names.values():
            path.write_text("")
        done = subprocess.run(
            [str(self.script), *options],
            cwd=place,
            env={
                **self.environment,
                "GITHUB_STEP_SUMMARY": str(names["summary"]),
                "GITHUB_OUTPUT": str(names["output"]),
                "GH_TOKEN": "secret",
                "GITHUB_TOKEN": "secret",
                "PLAN": str(self.folder / "plan"),
                "LIVING_REVIEW": str(program or self.folder / "bin" / "program"),
                "PYTHON": sys.executable,
            },
            capture_output=True,
            text=True,
            check=False,
        )
        self.summary, self.output = (names[name].read_text() for name in ("summary", "output"))
        return done

    def calls(self) -> list[list[str]]:
        """How gh was called so far."""
        try:
            text = (self.folder / "calls").read_text()
        except FileNotFoundError:
            return []
        return [call.splitlines() for call in text.split("---\n") if call]

    def body(self) -> str:
        return (self.folder / "body").read_text(encoding="utf-8")

    def branches(self) -> set[str]:
        return set(self.git("branch", "--format=%(refname:short)").split())


@pytest.fixture
def repository(tmp_path: Path, schedules: Path) -> Repository:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, text in (("gh", GH), ("program", PROGRAM.format(python=sys.executable))):
        (tools / name).write_text(text)
        (tools / name).chmod(0o755)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        **IDENTITY,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GITHUB": str(tmp_path),
        "PATH": f"{tools}:{os.environ['PATH']}",
    }
    made = Repository(tmp_path, schedules / "pull-request", environment=environment)
    made.git("init", "-q", "--bare", "-b", "main", str(made.server), where=tmp_path)
    first = tmp_path / "first"
    made.git("clone", "-q", str(made.server), str(first), where=tmp_path)
    (first / "CHANGELOG.md").write_text("# Changelog\n")
    made.git("add", "--all", where=first)
    made.git("commit", "-q", "-m", "first", where=first)
    made.git("push", "-q", "origin", "HEAD:main", where=first)
    return made


def version(number: int, headline: str, **told: Any) -> dict[str, str]:
    return {
        f"data/versions/{number}/manifest.json": manifest(number, headline, **told),
        "report/index.qmd": f"version {number}\n",
        "CHANGELOG.md": f"# Changelog\n\n## Version {number}\n",
        "_site/index.html": "built",
    }


def test_the_first_run_opens_a_pull_request_with_what_changed(repository: Repository) -> None:
    before = repository.git("rev-parse", "main")
    items = ["PEER2025 was added."]
    done = repository.run(outcome(1), version(1, "One trial added", items=items))
    assert done.returncode == 0, done.stderr
    assert repository.output == "new=true\n"
    assert repository.git("rev-parse", "main") == before
    assert repository.git("rev-parse", f"{BRANCH}^") == before
    changed = set(repository.git("diff", "--name-only", "main", BRANCH).split())
    assert changed == {"CHANGELOG.md", "data/versions/1/manifest.json", "report/index.qmd"}
    assert repository.git("log", "-1", "--format=%an %s", BRANCH) == (
        "bot Version 1: One trial added"
    )
    listed, created = repository.calls()
    assert listed[:2] == ["pr", "list"]
    assert created[:6] == ["pr", "create", "--head", BRANCH, "--base", "main"]
    assert created[6:8] == ["--title", "Version 1: One trial added"]
    assert "- PEER2025 was added." in repository.body()
    assert "Merging publishes this version" in repository.body()
    assert repository.summary == repository.body()


def test_the_second_run_refreshes_the_same_pull_request(repository: Repository) -> None:
    repository.run(outcome(1), version(1, "One trial added"))
    repository.push("data/registry/trials.csv", "trial_id\n")
    done = repository.run(outcome(1), version(1, "Two trials added"))
    assert done.returncode == 0, done.stderr
    assert repository.branches() == {"main", BRANCH}
    assert repository.git("rev-parse", f"{BRANCH}^") == repository.git("rev-parse", "main")
    kinds = [call[:2] for call in repository.calls()]
    assert kinds == [["pr", "list"], ["pr", "create"], ["pr", "list"], ["api", "--silent"]]
    edit = repository.calls()[-1]
    assert edit[2:5] == ["--method", "PATCH", "repos/{owner}/{repo}/pulls/7"]
    assert "title=Version 1: Two trials added" in edit
    assert "Two trials added" in repository.body()


def test_where_nothing_is_new_nothing_is_opened(repository: Repository) -> None:
    done = repository.run(
        outcome(3, "republished", warnings=["Warning: the search is overdue."]),
        {"_site/index.html": "built"},
    )
    assert done.returncode == 0, done.stderr
    assert repository.output == "new=false\n"
    assert repository.branches() == {"main"}
    assert [call[:2] for call in repository.calls()] == [["pr", "list"]]
    assert "Nothing new since version 3." in repository.summary
    assert "the search is overdue" in repository.summary


def test_a_pull_request_that_main_has_overtaken_is_closed(repository: Repository) -> None:
    repository.run(outcome(1), version(1, "One trial added"))
    repository.run(outcome(0, "nothing new"))
    assert repository.calls()[-1][:3] == ["pr", "close", "7"]
    assert repository.output == "new=false\n"


def test_a_run_after_the_merge_finds_nothing_new(repository: Repository) -> None:
    repository.run(outcome(1), version(1, "One trial added"))
    repository.git("update-ref", "refs/heads/main", BRANCH)
    (repository.folder / "open").unlink()
    site = {"_site/index.html": "built"}
    assert repository.run(outcome(1, "republished"), site).returncode == 0
    assert repository.output == "new=false\n"
    # The branch that was merged is there still; the next version takes it over.
    repository.push("data/registry/trials.csv", "trial_id\n")
    assert repository.run(outcome(2), version(2, "Another")).returncode == 0
    assert repository.git("rev-parse", f"{BRANCH}^") == repository.git("rev-parse", "main")


def test_what_a_person_committed_to_the_branch_is_not_lost(repository: Repository) -> None:
    repository.run(outcome(1), version(1, "One trial added"))
    repository.push("data/judgements.csv", "ours", branch=BRANCH, email="person@example.org")
    tip = repository.git("rev-parse", BRANCH)
    done = repository.run(outcome(1), version(1, "Two trials added"))
    assert done.returncode == 1
    assert "is by person@example.org" in done.stderr
    assert "Merge or close pull request 7" in repository.summary
    assert repository.git("rev-parse", BRANCH) == tip


@pytest.mark.parametrize("code", [2, 3, 4, 5, 70])
def test_a_failing_update_passes_its_code_and_sentence_on(
    repository: Repository, code: int
) -> None:
    sentence = "arms.csv, row 7: n is 'x'; give a whole number."
    done = repository.run(
        json.dumps({"exit_code": code, "error": sentence}), code=code, log=f"Error: {sentence}"
    )
    assert done.returncode == code
    assert sentence in done.stderr
    assert f"exit code {code}" in repository.summary
    assert "arms.csv, row 7: n is 'x'; give a whole number." in repository.summary
    assert repository.calls() == []
    assert repository.branches() == {"main"}
    assert repository.output == ""


def test_an_update_that_was_killed_is_a_failure_with_what_it_last_said(
    repository: Repository,
) -> None:
    done = repository.run("", code=137, log="Setting the PDFs\nKilled")
    assert done.returncode == 137
    assert "Killed" in repository.summary


def test_rows_set_aside_are_a_success_with_a_warning(repository: Repository) -> None:
    done = repository.run(outcome(1, set_aside=2), version(1, "One trial added"), code=1)
    assert done.returncode == 0, done.stderr
    assert "> [!WARNING]\n> 2 rows of the registry are set aside" in repository.body()


def test_a_refused_pull_request_names_the_setting(repository: Repository) -> None:
    (repository.folder / "forbids").touch()
    done = repository.run(outcome(1), version(1, "One trial added"))
    assert done.returncode == 1
    assert "Allow GitHub Actions to create and approve pull requests" in repository.summary


def test_options_are_handed_on_to_update(repository: Repository) -> None:
    done = repository.run(
        outcome(1), version(1, "One trial removed"), options=("--accept-removals",)
    )
    assert done.returncode == 0, done.stderr


def test_text_of_a_cell_is_shown_and_does_nothing(repository: Repository) -> None:
    hostile = (
        "[skip ci] @everyone fixes #1 GH-2 <script> `$(touch owned)` **b** https://evil.example "
        "\N{RIGHT-TO-LEFT OVERRIDE}x"
    )
    items = [hostile, "- a list", "*" * 1_000_000, *["*" * 590] * 1000]
    told = dict.fromkeys(("items", "methods", "stale", "conclusions_changed"), items)
    done = repository.run(
        outcome(1, warnings=["*" * 1_000_000]), version(1, hostile + "*" * 100_000, **told)
    )
    assert done.returncode == 0, done.stderr
    message = repository.git("log", "-1", "--format=%B", BRANCH)
    for text in (message, repository.body()):
        for alive in ("[skip ci]", "@everyone", "#1", "GH-2", "://", "\N{RIGHT-TO-LEFT OVERRIDE}"):
            assert alive not in text
        assert "skip ci" in text
    assert r"\<script\> \`\$(touch owned)\` \*\*b\*\*" in repository.body()
    assert "more, in CHANGELOG.md" in repository.body()
    assert len(repository.body()) < 65_536, "GitHub would refuse it"
    assert max(map(len, message.splitlines())) <= 120
    assert not list(repository.folder.rglob("owned"))


def test_the_program_itself_makes_a_version_that_is_published_once_it_is_merged(
    repository: Repository, project_root: Path
) -> None:
    program = repository.folder / "bin" / "quick"
    paths = [str(project_root / name) for name in ("src", "tests/shared")]
    program.write_text(QUICK.format(python=sys.executable, paths=paths))
    program.chmod(0o755)
    place = repository.checkout()
    shutil.copytree(project_root / "examples" / "minimal" / "data", place / "data")
    (place / ".gitignore").write_text("_site/\n")
    repository.git("add", "--all", where=place)
    repository.git("commit", "-q", "-m", "The review", where=place)
    repository.git("push", "-q", "origin", "main", where=place)

    done = repository.run("", program=program)
    assert done.returncode == 0, done.stderr
    assert repository.output == "new=true\n"
    message = repository.git("log", "-1", "--format=%s", BRANCH)
    assert message.startswith("Version 1: "), message
    assert "### Evidence" in repository.body()
    files = repository.git("diff", "--name-only", "main", BRANCH).split()
    assert {"CHANGELOG.md", "report/index.qmd", "data/versions/1/manifest.json"} <= set(files)
    parts = ("report/", "data/versions/")
    assert all(name == "CHANGELOG.md" or name.startswith(parts) for name in files), files

    repository.git("update-ref", "refs/heads/main", BRANCH)
    (repository.folder / "open").unlink()
    done = repository.run("", program=program)
    assert done.returncode == 0, done.stderr
    assert repository.output == "new=false\n"
    site = repository.folder / f"checkout-{repository.runs}" / "_site"
    for name in ("index.html", "summary.pdf", "feed.xml", "versions/1/index.html"):
        assert (site / name).is_file(), name


def test_the_script_is_plain_posix_shell(schedules: Path) -> None:
    script = schedules / "pull-request"
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert os.access(script, os.X_OK)
    subprocess.run(["sh", "-n", str(script)], check=True)
