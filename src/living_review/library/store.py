"""A review in a store that fsspec reads: objects of a bucket, a server, or memory.

A store swaps no folders and knows no locks of the system. So files are put there one after the
other, each whole, and what names others after what it names; and a review is held by a lease: an
object that only one can create, which says until when it stands, and which its holder renews.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep, time
from typing import Any, Self

from living_review.ground.errors import BadInput, Locked, SourceUnreachable
from living_review.library import parts
from living_review.library.addresses import file_system_at

LEASE = "data/versions/.lease.json"
LASTS = 120.0
"""Seconds for which a lease stands unless it is renewed, which its holder does three times."""
SKEW = 60.0
"""Seconds by which clocks of two machines may differ."""
STAMPS = ("size", "ETag", "etag", "LastModified", "mtime", "updated", "created", "generation")


class StoreFolder:
    """A review at an address of fsspec."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._fs: Any
        self._fs, root = file_system_at(self._address)
        self._root = root.rstrip("/")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left open."""

    def stamps(self, *, whole: bool) -> Mapping[str, str]:
        with self._told():
            self._fs.invalidate_cache()
            found = self._fs.find(self._root, detail=True) or {}
        files = {
            path.removeprefix(f"{self._root}/"): repr([about.get(each) for each in STAMPS])
            for path, about in found.items()
        }
        files.pop(LEASE, None)
        names = parts.without_half_version(parts.of_one_review(files, whole=whole))
        return {name: files[name] for name in names}

    def fetch(self, names: Mapping[str, str], into: Path) -> None:
        for name in names:
            target = into / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._told():
                target.write_bytes(self._fs.cat_file(self._at(name)))

    def reviews_below(self) -> tuple[str, ...]:
        """Give the address of every review below this one."""
        with self._told():
            found = self._fs.find(self._root) or []
        names = (each.removeprefix(f"{self._root}/") for each in found)
        return tuple(f"{self._address}/{each}" for each in parts.reviews_in(names))

    @contextmanager
    def alone(self, token: str) -> Iterator[None]:
        holder = token or secrets.token_hex(8)
        with self._told():
            self._take(holder)
        ended = threading.Event()
        renewing = threading.Thread(target=self._renew, args=(holder, ended), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()
            with suppress(Exception):
                if self._holder() == holder:
                    self._fs.rm_file(self._at(LEASE))

    def _take(self, holder: str) -> None:
        """Create the lease, or take over one of the same run or one that has run out."""
        try:
            self._fs.pipe_file(self._at(LEASE), _lease(holder), mode="create")
        except FileExistsError:
            other, until = self._lease()
            if other != holder and time() < until + SKEW:
                raise Locked(
                    f"Another run is at work on this review and holds {self._address}/{LEASE}; "
                    "wait for it to end."
                ) from None
            self._fs.pipe_file(self._at(LEASE), _lease(holder))
            if other != holder:
                # Of two that take it over at a time the last to write has it.
                sleep(1)
        if self._holder() != holder:
            raise Locked(
                "Another run has just begun to work on this review and holds "
                f"{self._address}/{LEASE}; wait for it to end."
            )

    def _renew(self, holder: str, ended: threading.Event) -> None:
        while not ended.wait(LASTS / 3):
            with suppress(Exception):
                self._fs.pipe_file(self._at(LEASE), _lease(holder))

    def _holder(self) -> str:
        return self._lease()[0]

    def _lease(self) -> tuple[str, float]:
        try:
            said = json.loads(self._fs.cat_file(self._at(LEASE)))
            return str(said["holder"]), float(said["until"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return "", 0.0

    def put(self, root: Path, changed: list[str], gone: list[str]) -> None:
        with self._told():
            for name in parts.in_order(changed):
                self._fs.pipe_file(self._at(name), (root / name).read_bytes())
            for name in gone:
                with suppress(FileNotFoundError):
                    self._fs.rm_file(self._at(name))

    def sha256(self, name: str) -> str:
        try:
            with self._told():
                return hashlib.sha256(self._fs.cat_file(self._at(name))).hexdigest()
        except FileNotFoundError:
            return ""

    def last_run(self) -> str:
        try:
            with self._told():
                said = bytes(self._fs.cat_file(self._at(parts.RUN)))
            return said.decode()
        except (FileNotFoundError, ValueError):
            return ""

    def begun_by(self, token: str) -> None:
        with self._told():
            self._fs.pipe_file(self._at(parts.RUN), token.encode())

    def ended(self) -> None:
        with suppress(FileNotFoundError), self._told():
            self._fs.rm_file(self._at(parts.RUN))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Say in one sentence what a store does not do; each package has errors of its own."""
        try:
            yield
        except (BadInput, Locked, FileNotFoundError):
            raise
        except Exception as error:
            said = str(error).partition("\n")[0] or type(error).__name__
            raise SourceUnreachable(
                f"{self._address} cannot be reached ({said}); check the address, your access and "
                "the network."
            ) from error


def _lease(holder: str) -> bytes:
    return json.dumps({"holder": holder, "until": time() + LASTS}).encode()
