"""Stands in for Quarto, which tests cannot install: it does what Quarto was seen to do, by Pandoc.

A program of its own, put on PATH by `install`. As Quarto 1.6 and 1.11 it empties its output
folder, refuses keys that it does not know, runs a script before the pages, reads the strings of
front matter as Markdown and acts on short codes in what came of them, shows readers the first
theme, gives the attributes of figures no order, writes `search.json` whatever is said of a search,
and says why it failed in lines before a trace.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

if TYPE_CHECKING:
    import pytest

KNOWN = {
    "": "project website lang wide-content page-policy engine execute link-citations bibliography "
    "csl filters format metadata-files",
    "project": "type output-dir render resources pre-render post-render",
    "website": "title favicon search navbar page-footer announcement site-url description",
    "html": "from grid html-table-processing html-math-method citations-hover footnotes-hover "
    "crossrefs-hover code-copy anchor-sections toc toc-depth canonical-url theme "
    "respect-user-color-scheme css include-in-header",
}
# What Quarto's filters do: our filter is told that it runs under them, short codes in metadata are
# acted upon where `{{<` ends one word of it and `>}}` begins another.
UNDER_QUARTO = """
quarto = {
  utils = { resolve_path = function(name) return %(beside)s .. '/' .. name end },
  doc = {
    input_file = %(input)s,
    include_text = function(place, text)
      assert(place == 'in-header')
      local file = assert(io.open(%(included)s, 'ab'))
      file:write(text, '\\n')
      file:close()
    end,
  },
}
return dofile(%(ours)s)
"""
SHORT_CODES = """
local function acted(inlines)
  local out, code = pandoc.List(), nil
  for _, each in ipairs(inlines) do
    local text = each.t == 'Str' and each.text or ''
    if text:match('{{<$') then
      out:insert(pandoc.Str(text:sub(1, #text - 3)))
      code = {}
    elseif code and text:match('^>}}') then
      out:insert(pandoc.Str(code[1] == 'env' and (os.getenv(code[2]) or '') or ''))
      out:insert(pandoc.Str(text:sub(4)))
      code = nil
    elseif code then
      if text ~= '' then table.insert(code, text) end
    else
      out:insert(each)
    end
  end
  return out
end
function Meta(meta) return pandoc.Pandoc({}, meta):walk { Inlines = acted }.meta end
"""
PAGE = """<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="$lang$">
<head>
<meta charset="utf-8">
<title>$pagetitle$%(prefix)s</title>
$if(description-meta)$<meta name="description" content="$description-meta$">
$endif$%(icon)s<link href="%(root)ssite_libs/theme.css" rel="stylesheet">
<link href="%(css)s" rel="stylesheet">
$for(header-includes)$$header-includes$
$endfor$</head>
<body class="nav-fixed quarto-%(scheme)s">
<header id="quarto-header" class="headroom fixed-top">%(notice)s<nav class="navbar">
<div class="navbar-container container-fluid"><span class="navbar-title">%(bar)s</span>
<ul class="navbar-nav">%(menu)s</ul></div></nav></header>
<div id="quarto-content">
<main class="content" id="quarto-document-content">
<header id="title-block-header" class="quarto-title-block default">
<div class="quarto-title"><h1 class="title">$title$</h1></div>
$if(description)$<div class="description">$description$</div>
$endif$</header>
$body$
</main>
</div>
<footer class="footer"><div class="nav-footer">%(footer)s</div></footer>
</body>
</html>
"""
# A script of Quarto's shows it.
NOTICE = """<div id="quarto-announcement" class="alert alert-primary hidden">
<div class="quarto-announcement-content">%s</div></div>
"""


def install(folder: Path, *, version: str = "1.6.42", fault: str = "", skipped: str = "") -> Path:
    """Write the program and give its folder, for PATH; `calls.json` beside it tells its calls."""
    from living_review.pages.pandoc import pandoc_path

    place = folder / "bin"
    place.mkdir(parents=True)
    told = {"version": version, "fault": fault, "skipped": skipped, "pandoc": pandoc_path()}
    (place / "told.json").write_text(json.dumps(told))
    program = place / "quarto"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I "{Path(__file__)}" "{place}" "$@"\n')
    program.chmod(0o755)
    return place


def on_path(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    version: str = "1.6.42",
    fault: str = "",
    skipped: str = "",
) -> Path:
    """Put the program on PATH; the returned file tells how it was called."""
    place = install(folder, version=version, fault=fault, skipped=skipped)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    return folder / "calls.json"


def failed(reason: str) -> NoReturn:
    """Stop as Quarto does: why, and a trace of its own code."""
    trace = "Stack trace:\n    at renderFiles (file:///opt/quarto/bin/quarto.js:8:15)\n"
    trace += "    at eventLoopTick (ext:core/01_core.js:168:7)\n"
    sys.stderr.write(f"\x1b[31mERROR: {reason}\x1b[39m\n\n{trace}")
    sys.exit(1)


def filter_failed(reason: str) -> NoReturn:
    """Stop as Quarto does when a filter fails: no ERROR, a trace of Lua, then a warning."""
    trace = "stack traceback:\n\tmain.lua:7: in local 'chunk'\n\t(...tail calls...)\n"
    warned = "\x1b[33mWARN: Error encountered when rendering files\x1b[39m\n"
    sys.stderr.write(f"Error running filter main.lua:\n{reason}\n{trace}{warned}")
    sys.exit(1)


def merged(first: Any, second: Any) -> Any:
    """Merge settings as Quarto does: what comes later goes before, lists are joined."""
    if isinstance(first, dict) and isinstance(second, dict):
        both = {
            key: merged(first[key], second[key]) if key in second else first[key] for key in first
        }
        return both | {key: second[key] for key in second if key not in first}
    if isinstance(first, list) and isinstance(second, list):
        return first + [each for each in second if each not in first]
    return second


def configuration(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((project / "_quarto.yml").read_text(encoding="utf-8"))
    beside = [project / name for name in found.get("metadata-files", ())]
    for path in (*beside, project / "_quarto.yml.local"):
        if path.exists():
            found = merged(found, yaml.safe_load(path.read_text(encoding="utf-8")))
    for place, part in (
        *(("", found), ("project", found["project"]), ("website", found.get("website", {}))),
        ("html", found["format"]["html"]),
    ):
        for key in part.keys() - set(KNOWN[place].split()):
            failed(
                f"Validation of YAML in _quarto.yml failed.\n(line 1) {place or 'The file'} has "
                f"property name {key}, which is not one of those known."
            )
    return found


class Rendering:
    """One run over one project."""

    def __init__(self, told: dict[str, str], project: Path, output: str | None) -> None:
        self.pandoc, self.told, self.project = told["pandoc"], told, project
        self.settings = configuration(project)
        self.website = self.settings.get("website", {})
        self.html = self.settings["format"]["html"]
        self.output = project / (output or self.settings["project"]["output-dir"])

    def run(self) -> None:
        shutil.rmtree(self.output, ignore_errors=True)
        if (self.project / ".git").exists():
            with (self.project / ".gitignore").open("a") as ignored:
                ignored.write("/.quarto/\n**/*.quarto_ipynb\n")
        if script := self.settings["project"].get("pre-render"):
            env = {"QUARTO_PROJECT_OUTPUT_DIR": str(self.output), "QUARTO_PROJECT_RENDER_ALL": "1"}
            self._pandoc("", "-t", "plain", "-L", script, env=env)
        (self.output / "site_libs").mkdir(parents=True)
        (self.output / "site_libs/theme.css").write_text("body { color: black }\n")
        globs = self.settings["project"]["render"]
        found = (path for each in globs for path in sorted(self.project.glob(each)))
        sources = list(dict.fromkeys(found))
        named = self.as_markdown(dict(self._around()))
        for source in sources:
            if source.stem != self.told["skipped"]:
                self.page(source, named)
        for name in (*self.settings["project"].get("resources", ()), self.html["css"]):
            for path in filter(Path.is_file, self.project.glob(name)):
                self._copied(path)
        (self.output / "search.json").write_text("[]\n")
        if not (self.output / "index.html").exists():
            first = sources[0].relative_to(self.project).with_suffix(".html")
            (self.output / "index.html").write_text(
                f"""<html><head><title>Redirect to {first}</title>
<meta http-equiv="refresh" content="0;URL='{first}'" /></head><body></body></html>"""
            )

    def _around(self) -> Iterator[tuple[str, str]]:
        bar = self.website["navbar"]
        yield "bar", bar.get("title", self.website.get("title", ""))
        yield "footer", self.website.get("page-footer", "")
        yield "notice", self.website.get("announcement", {}).get("content", "")
        for number, item in enumerate(bar["left"]):
            yield f"item{number}", item["text"]

    def page(self, source: Path, named: dict[str, str]) -> None:
        text = source.read_text(encoding="utf-8")
        found = re.match(r"---\n(.*?)\n---\n", text, re.DOTALL)
        front = yaml.safe_load(found[1]) if found else {}
        body = text[found.end() :] if found else text
        place = source.parent.relative_to(self.project)
        root = "../" * len(place.parts)
        scratch = self.project / ".quarto"
        scratch.mkdir(exist_ok=True)
        ours, included = self.project / self.settings["filters"][0], scratch / "in-header.html"
        included.unlink(missing_ok=True)
        for name, content in (
            ("meta.json", json.dumps({**front, "lang": self.settings["lang"]})),
            ("codes.lua", SHORT_CODES),
            (
                "ours.lua",
                UNDER_QUARTO
                % {
                    "ours": json.dumps(str(ours)),
                    "beside": json.dumps(str(ours.parent)),
                    "input": json.dumps(str(source)),
                    "included": json.dumps(str(included)),
                },
            ),
            ("page.html", PAGE % self._frame(named, root)),
        ):
            (scratch / name).write_text(content, encoding="utf-8")
        options = [
            "--metadata-file",
            str(scratch / "meta.json"),
            "--mathml",
            "-s",
            "--section-divs",
        ]
        options += ["-L", str(scratch / "codes.lua"), "-L", str(scratch / "ours.lua")]
        options += ["-M", f"wide-content={self.settings['wide-content']}", "--wrap=none"]
        if "page-policy" in self.settings:
            options += ["-M", f"page-policy={json.dumps(self.settings['page-policy'])}"]
        options += ["--template", str(scratch / "page.html")]
        for include in self.html.get("include-in-header", ()):
            options += ["-H", str(self.project / include)]
        made = self._pandoc(acted_upon(body), "-t", "html5", *options)
        if included.exists():
            more = included.read_text(encoding="utf-8")
            made = made.replace("</head>", f"{more}</head>", 1)
        target = self.output / place / f"{source.stem}.html"
        target.parent.mkdir(parents=True, exist_ok=True)
        made = re.sub(r'(href="[\w-]+)\.qmd', r"\1.html", shuffled(made))
        target.write_text(made, encoding="utf-8")

    def _frame(self, named: dict[str, str], root: str) -> dict[str, str]:
        title, notice = self.website.get("title"), named["notice"]
        items = (f"<li>{named[key]}</li>" for key in sorted(named) if key.startswith("item"))
        frame = {
            "prefix": f" – {title}" if title else "",
            "icon": f'<link href="{root}{self.website["favicon"]}" rel="icon">\n',
            "css": f"{root}{self.html['css']}",
            "root": root,
            "scheme": next(iter(self.html["theme"])),
            "bar": named["bar"],
            "menu": "".join(items),
            "notice": NOTICE % notice if notice else "",
            "footer": named["footer"],
        }
        return {key: value.replace("$", "$$") for key, value in frame.items()}

    def as_markdown(self, texts: dict[str, str]) -> dict[str, str]:
        """Give what Quarto's envelope makes of texts that stand around pages."""
        parts = "\n\n".join(
            f"::: {{#{key}}}\n{acted_upon(text)}\n:::" for key, text in texts.items()
        )
        made = self._pandoc(parts, "-t", "html5", "--wrap=none")
        found = dict(re.findall(r'<div id="(\w+)">\n(.*?)\n?</div>', made, re.DOTALL))
        return {key: found.get(key, "").strip() for key in texts}

    def _pandoc(self, text: str, *options: str, env: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [self.pandoc, "-f", "markdown", *options],
            input=text.encode(),
            capture_output=True,
            cwd=self.project,
            env={**os.environ, **(env or {})},
            check=False,
        )
        if done.returncode:
            filter_failed(done.stderr.decode().strip())
        sys.stderr.write(done.stderr.decode())
        return done.stdout.decode()

    def _copied(self, path: Path) -> None:
        target = self.output / path.relative_to(self.project)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def acted_upon(text: str) -> str:
    """Act on the short codes that stand in a text as it is written."""
    return re.sub(r"\{\{< *env (\S+) *>\}\}", lambda found: os.environ.get(found[1], ""), text)


def shuffled(page: str) -> str:
    """Give the attributes of figures and images any order, as a Lua table does."""

    def turned(tag: re.Match[str]) -> str:
        attributes = re.findall(r'\S+?="[^"]*"', tag[2])
        random.shuffle(attributes)
        return f"<{tag[1]} {' '.join(attributes)}>"

    return re.sub(r'<(img|figure|div)((?:\s+[\w-]+="[^"]*"){2,}) ?/?>', turned, page)


def main(place: Path, arguments: list[str]) -> None:
    told = json.loads((place / "told.json").read_text())
    log = place.parent / "calls.json"
    calls = json.loads(log.read_text()) if log.exists() else []
    log.write_text(json.dumps([*calls, arguments]))
    if arguments == ["--version"]:
        print(told["version"])
    elif arguments[0] == "inspect":
        if told["fault"] == "inspect":
            failed("Validation of YAML in _quarto.yml failed.\n(line 3) website has no sidebars.")
        print(json.dumps({"quarto": told["version"], "config": configuration(Path(arguments[1]))}))
    elif arguments[0] == "render":
        if told["fault"] == "render":
            filter_failed("main.lua:7: no such node")
        output = (
            arguments[arguments.index("--output-dir") + 1] if "--output-dir" in arguments else None
        )
        Rendering(told, Path(arguments[1]) if len(arguments) > 1 else Path.cwd(), output).run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
