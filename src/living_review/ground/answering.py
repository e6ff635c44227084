"""The last word of a process that another one asked a single thing."""

from __future__ import annotations

import os
import pickle
import sys
from typing import NoReturn


def answer_and_end(answer: object) -> NoReturn:
    """Write a pickled answer to standard output, and end at once.

    Who asked waits for the end, and to clear away what was loaded takes up to a second. So what
    lies on a disk has to be cleared before; nothing that waits for the end of Python is called.
    """
    pickle.dump(answer, sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)
