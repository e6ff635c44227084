"""A data set in a git repository at a tag: the right tag, its files, and nothing run or asked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from living_review.ground.errors import EnvironmentFailure, RegistryError, SourceUnreachable
from living_review.sources.git_data import GitDataSet


class Repository:
    """A repository in the making, and the bare copy that is pulled from."""

    def __init__(self, root: Path) -> None:
        self.work, self.bare = root / "work", root / "bare.git"
        self.git(root, "init", "-q", "-b", "main", str(self.work))
        self.git(root, "init", "-q", "--bare", str(self.bare))

    def git(self, where: Path, *arguments: str) -> str:
        person = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        command = ["git", "-C", str(where), *person, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def tag(self, name: str, files: dict[str, str], *, annotated: bool = False) -> None:
        for path, text in files.items():
            (self.work / path).parent.mkdir(parents=True, exist_ok=True)
            (self.work / path).write_text(text)
        self.git(self.work, "add", "-A")
        self.git(self.work, "commit", "-q", "--allow-empty", "-m", name)
        self.git(self.work, "tag", *(("-a", "-m", name) if annotated else ()), name)
        self.git(self.work, "push", "-q", "-f", str(self.bare), "main", "--tags")


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def trials(source: GitDataSet) -> tuple[tuple[str, ...], ...]:
    return source.pull()["trials"].rows


def test_a_tag_gives_its_files_whatever_came_later(repository: Repository) -> None:
    repository.tag("v1", {"data/trials.csv": "trial_id\nA\n", "data/deep/arms.csv": "x\n"})
    repository.tag("v2", {"data/trials.csv": "trial_id\nB\n"}, annotated=True)
    first = GitDataSet(str(repository.bare), "v1", "data").pull()
    assert first["trials"].rows == (("A",),)
    assert list(first) == ["trials"]
    assert first["trials"].file == "v1:data/trials.csv"
    assert first.place == f"the data set {repository.bare} at its tag v1"
    assert trials(GitDataSet(str(repository.bare), "v2", "data")) == (("B",),)


def test_the_latest_tag_is_the_highest_version_and_no_rehearsal(repository: Repository) -> None:
    for name in ("v1.10", "v1.9", "v2.0-rc1", "nightly", "1.2"):
        repository.tag(name, {"trials.csv": f"trial_id\n{name}\n"})
    source = GitDataSet(str(repository.bare))
    assert trials(source) == (("v1.10",),)
    before = source.fingerprint()
    assert source.fingerprint() == before
    repository.tag("v1.11", {"trials.csv": "trial_id\nnewer\n"}, annotated=True)
    assert source.fingerprint() != before
    assert trials(source) == (("newer",),)


def test_a_tag_that_was_moved_is_seen(repository: Repository) -> None:
    repository.tag("v1", {"trials.csv": "trial_id\nA\n"})
    source = GitDataSet(str(repository.bare), "v1")
    before = source.fingerprint()
    repository.git(repository.work, "tag", "-d", "v1")
    repository.tag("v1", {"trials.csv": "trial_id\nB\n"})
    assert source.fingerprint() != before


def test_a_tag_or_folder_that_is_not_there_is_named_with_what_is(repository: Repository) -> None:
    address = str(repository.bare)
    repository.git(repository.work, "commit", "-q", "--allow-empty", "-m", "none")
    with pytest.raises(RegistryError, match=r"no tag that is a version .* .it has no tags at all"):
        GitDataSet(address).pull()
    repository.tag("nightly", {"data/trials.csv": "trial_id\nA\n"})
    with pytest.raises(RegistryError, match=r"no tag that is a version .* .it has nightly"):
        GitDataSet(address).fingerprint()
    with pytest.raises(RegistryError, match=r"has no tag v9 .it has nightly"):
        GitDataSet(address, "v9").pull()
    for folder in (".", "nowhere", "data/trials.csv"):
        with pytest.raises(RegistryError, match="at nightly has no CSV files in the folder"):
            GitDataSet(address, "nightly", folder).pull()


def test_links_and_large_file_pointers_are_refused(repository: Repository) -> None:
    repository.work.mkdir(exist_ok=True)
    (repository.work / "trials.csv").symlink_to("/etc/passwd")
    repository.tag("v1", {})
    with pytest.raises(RegistryError, match=r"trials\.csv is a link and no file"):
        GitDataSet(str(repository.bare)).pull()
    (repository.work / "trials.csv").unlink()
    repository.tag("v2", {"trials.csv": "version https://git-lfs.github.com/spec/v1\noid x\n"})
    with pytest.raises(RegistryError, match="is kept in Git LFS"):
        GitDataSet(str(repository.bare)).pull()


def test_too_much_data_is_refused(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repository.tag("v1", {"trials.csv": "trial_id\nA\n"})
    monkeypatch.setattr("living_review.sources.git_data.MOST_BYTES", 5)
    with pytest.raises(RegistryError, match="are larger than 0 MB"):
        GitDataSet(str(repository.bare)).pull()


def test_no_hook_template_or_variable_of_the_user_runs_a_program(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.tag("v1", {"trials.csv": "trial_id\nA\n", ".gitattributes": "*.csv filter=evil\n"})
    hooks, ran = tmp_path / "template" / "hooks", tmp_path / "ran"
    hooks.mkdir(parents=True)
    for hook in ("post-checkout", "reference-transaction", "post-merge"):
        (hooks / hook).write_text(f"#!/bin/sh\ntouch {ran}\n")
        (hooks / hook).chmod(0o755)
    config = tmp_path / "config"
    config.write_text(
        f"[init]\ntemplateDir = {hooks.parent}\n[core]\nhooksPath = {hooks}\n"
        f'[filter "evil"]\nsmudge = touch {ran}\n'
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / ".gitconfig").write_text(config.read_text())
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(hooks.parent))
    assert trials(GitDataSet(str(repository.bare))) == (("A",),)
    assert not ran.exists()


@pytest.mark.parametrize(
    "address",
    ["/nowhere/at.git", "https://127.0.0.1:9/x.git", "ext::sh -c touch% /tmp/x", "file:///etc"],
)
def test_an_address_that_leads_nowhere_is_the_source_out_of_reach(address: str) -> None:
    with pytest.raises(SourceUnreachable, match="cannot be read"):
        GitDataSet(address, time_limit=20, allow_hosts=("127.0.0.1",)).pull()


def test_a_repository_that_never_answers_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 30\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    with pytest.raises(SourceUnreachable, match="did not answer within 1 seconds"):
        GitDataSet("/x.git", time_limit=1).pull()


def test_without_git_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentFailure, match="The program git is missing"):
        GitDataSet("/x.git").pull()
