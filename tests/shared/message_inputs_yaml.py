"""Files that should be YAML and are none, as the command that reads them says it."""

from __future__ import annotations

from collections.abc import Mapping

from broken_yaml import SLIPS
from message_inputs import WIDE, Given, check

ONE_OF_EACH = (
    *("a colon in a title", "a key below a value", "a key without a colon", "a text that goes on"),
    *("an open single quotation", "an apostrophe", "an open bracket", "a bracket too many"),
    *("a list beside its key", "a key among entries", "an entry among keys", "a colon alone"),
    *("a key indented less", "emphasis", "a backslash", "a second document"),
    "a key beyond all measure",
)
MAPPED = "import f.csv --mapping m.yml --into new"
YAML: Mapping[str, Given] = {
    **{
        f"a protocol with {name}": check(protocol=text)
        for name, (text, _, _) in SLIPS.items()
        if name in ONE_OF_EACH
    },
    "a protocol in UTF-16": check(protocol="review:\n".encode("utf-16")),
    "a protocol in UTF-16 without a mark": check(protocol="review:\n".encode("utf-16-le")),
    "a protocol nested beyond all measure": check(protocol="[" * 3000),
    "a protocol with a number in an odd notation": check(protocol="review: 0b_\n"),
    "a protocol with an equals sign": check(protocol="review: =\nstatus: <<\n"),
    "a workbook as a mapping": Given(MAPPED, {"f.csv": WIDE, "m.yml": b"PK\x03\x04xx"}),
    "a mapping with a colon in a label": Given(
        MAPPED, {"f.csv": WIDE, "m.yml": "outcomes:\n  a: {label: A: B}\n"}
    ),
    "a trial with a colon in its label": Given(
        "add-trial --from t.yml", {"t.yml": "trial:\n  label: A: B\n"}
    ),
    "a trial of one long line": Given("add-trial --from t.yml", {"t.yml": "[" * 3000}),
}
