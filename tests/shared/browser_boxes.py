"""Where texts stand in a browser, as scripts/look-at-boxes looks at them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

_FILE = Path(__file__).parents[2] / "benchmarks" / "boxes.py"
_spec = importlib.util.spec_from_file_location("boxes", _FILE)
assert _spec is not None
assert _spec.loader is not None
boxes = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(boxes)
