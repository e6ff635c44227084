"""The first files of a review, by their paths: what is here is written, and nothing else."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from living_review.beginning.planned import WORKBOOK
from living_review.ground.disk import file_above
from living_review.ground.errors import BadInput
from living_review.ground.folder import PROTOCOL, ReviewFolder
from living_review.ground.own_files import SHIPPED_EXAMPLE, own_file
from living_review.protocol import Protocol
from living_review.registry.template_files import write_template

# What may lie in a folder in which a review begins: a repository that was made for it.
_MAY_BE_THERE = (".git",)
_SHEETS = (".xlsx", ".xlsm", ".csv", ".tsv", ".rm5", ".zip")
TEMPLATE, EXAMPLES = "template", "examples"
_AS_THEY_ARE = (
    *(".gitignore", ".gitattributes", "_quarto.yml"),
    ".github/workflows/living-review.yml",
    "data/text/README.md",
)
# The line by which an editor finds the schema, which a copy has not beside it.
_SCHEMA_BESIDE = re.compile(r"\A# yaml-language-server: \$schema=\.\./\S*\n")
_EXAMPLE = re.compile(r" What is in it now is\s+an example of[^.]*?; take out[^.]*\.")


def lone_sheet(root: Path) -> Path | None:
    """Give the file in a folder that may hold the trials, where nothing else is in it."""
    if not root.is_dir():
        return None
    there = [path for path in root.iterdir() if path.name not in _MAY_BE_THERE]
    found = there[0] if len(there) == 1 else None
    return found if found and found.is_file() and found.suffix.lower() in _SHEETS else None


def refuse_what_is_there(root: Path, besides: Path | None = None) -> None:
    """Raise BadInput where a folder holds anything that could be taken for a part of a review.

    `besides` is the file that the trials come from; it may lie there.
    """
    if (file := file_above(root)) is not None:
        inside = "" if file == root else f", so {root} cannot be a folder"
        raise BadInput(f"{file} is a file{inside}; name a folder that is new or empty.")
    if not root.exists():
        return
    if ReviewFolder(root).protocol.exists():
        raise BadInput(
            f"{root / PROTOCOL} is there: {root} holds a review already, and it stays as it is; "
            "name a folder that is new or empty."
        )
    own = besides.resolve() if besides else None
    there = sorted(
        path.name
        for path in root.iterdir()
        if path.name not in _MAY_BE_THERE and path.resolve() != own
    )
    if there:
        sheet = lone_sheet(root)
        use = f", or, if it holds your trials, give it with --from {sheet}" if sheet else ""
        more = f" and {len(there) - 3} more" if len(there) > 3 else ""
        raise BadInput(
            f"{root} holds files already ({', '.join(there[:3])}{more}), and they stay as they "
            f"are; name a folder that is new or empty{use}."
        )


def write_files(
    staged: Path, text: str, protocol: Protocol, tables: Mapping[str, bytes] | None = None
) -> None:
    """Write the files of a review into an empty folder.

    `tables` are the files of a registry that are not empty.
    """
    data = staged / "data"
    data.mkdir(parents=True)
    (staged / PROTOCOL).write_text(text, encoding="utf-8", newline="\n")
    if protocol.registry.xlsx is not None:
        write_template(f"xlsx:{staged / WORKBOOK}", protocol, replace=False)
    else:
        write_template(f"csv:{data / 'registry'}", protocol, replace=False)
        for name, content in (tables or {}).items():
            (data / "registry" / name).write_bytes(content)
    _write_beside(staged, protocol)


def example_names() -> tuple[str, ...]:
    """Name the examples that the program brings, in the order of the alphabet."""
    found = {path.parts[-3] for path in own_file(EXAMPLES).glob(f"*/{PROTOCOL}")}
    if own_file(*SHIPPED_EXAMPLE, PROTOCOL).is_file():
        found.add(SHIPPED_EXAMPLE[-1])
    return tuple(sorted(found))


def example_text(name: str) -> str:
    """Give the protocol of an example that the program brings; BadInput names those there are."""
    if name not in example_names():
        raise BadInput(f"There is no example '{name}'; choose one of {', '.join(example_names())}.")
    text = own_file(EXAMPLES, name, PROTOCOL).read_text(encoding="utf-8")
    return _SCHEMA_BESIDE.sub("", text)


def write_example(staged: Path, name: str, protocol: Protocol) -> None:
    """Write the data of an example and the files beside it into an empty folder."""
    shutil.copytree(
        own_file(EXAMPLES, name, "data"),
        staged / "data",
        ignore=shutil.ignore_patterns("versions", ".cache"),
    )
    written = example_text(name)
    (staged / PROTOCOL).write_text(written, encoding="utf-8", newline="\n")
    _write_beside(staged, protocol)


def _write_beside(staged: Path, protocol: Protocol) -> None:
    for name in _AS_THEY_ARE:
        target = staged / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(own_file(TEMPLATE, *name.split("/")).read_bytes())
    (staged / "README.md").write_text(readme(protocol), encoding="utf-8", newline="\n")


def readme(protocol: Protocol) -> str:
    """Give the README of a review: that of the template, with its own title and question."""
    text = own_file(TEMPLATE, "README.md").read_text(encoding="utf-8")
    _, _, rest = text.partition("\n")
    asked = protocol.review.question
    about = (
        ("Population", asked.population),
        ("Intervention", asked.intervention),
        ("Comparator", asked.comparator),
        ("Outcomes", "; ".join(each.label for each in protocol.outcomes)),
    )
    lines = "\n".join(f"- {name}: {_as_text(said)}" for name, said in about)
    rest = _EXAMPLE.sub("", rest)
    if protocol.registry.xlsx is not None:
        rest = rest.replace("(data/registry)", f"({WORKBOOK})").replace(
            "[data/registry]", f"[{WORKBOOK}]"
        )
        rest = re.sub(r"`(trials|arms|contrasts|risk_of_bias)\.csv`", r"`\1`", rest)
        rest = re.sub(
            r"`columns\.txt` says what each column holds\.",
            "The note of each header says what its column holds.",
            rest,
        ).replace("`data/registry/`", f"`{WORKBOOK}`")
    return f"# {_as_text(protocol.review.title)}\n\n{lines}\n{rest}"


def _as_text(said: str) -> str:
    """Write what a team said so that Markdown has no sign in it."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", said)
