"""The reader, the reviews it reads and the reviews made up elsewhere can be imported by name."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "verification")]
