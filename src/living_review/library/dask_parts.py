"""Dask, as far as the library relies on it; no other module imports it, but for who it runs.

What is relied on: `Client` with `submit`, `run`, `nthreads`, `close` and futures with `status`,
`result`, `exception`, `cancel` and `add_done_callback`; that a future whose scheduler is gone is
`cancelled`; that `KilledWorker` says that a job ended one worker after the other; `LocalCluster`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from time import sleep
from typing import Any

from living_review.ground.errors import BadInput, EnvironmentFailure

LOCAL = "local"
CONNECTS_IN = 15
"""Seconds in which a scheduler has to answer."""
_WAYS = ("tcp://", "tls://", "ucx://", "ws://", "wss://")


class Connection:
    """A client of one scheduler, made again when that was started again."""

    def __init__(self, address: str, workers: int = 0) -> None:
        self._distributed = _distributed()
        self.name = address
        self._own: Any = None
        if address == LOCAL:
            self._own = _local_cluster(workers)
        elif not address.startswith(_WAYS):
            raise BadInput(
                f"--dask is '{address}'; allowed are 'local' and the address of a scheduler, "
                "tcp://HOST:PORT."
            )
        self._address = self._own.scheduler_address if self._own else address
        try:
            self._client: Any = self._connected()
        except OSError as gone:
            raise EnvironmentFailure(
                f"The Dask scheduler at {address} does not answer; start it (dask scheduler), or "
                "correct --dask."
            ) from gone

    def submit(
        self, function: Callable[..., object], *given: object, key: str, workers: frozenset[str]
    ) -> Any:
        """Hand a call to one of these workers, to any where none is named; gives its future."""
        return self._running().submit(
            function, *given, key=key, pure=False, workers=sorted(workers) or None
        )

    def workers(self) -> set[str]:
        """Give the addresses of the workers that there are; none while the scheduler is away."""
        with suppress(Exception):
            return set(self._running().nthreads())
        return set()

    def asked(self, function: Callable[[], object], workers: set[str]) -> Mapping[str, object]:
        """Call a function on each of these workers; an error is its answer."""
        if not workers:
            return {}
        with suppress(Exception):
            found: Mapping[str, object] = self._running().run(
                function, workers=sorted(workers), on_error="return"
            )
            return found
        return {}

    def ended_workers(self, error: BaseException) -> bool:
        """Whether a job failed because each worker that took it was ended."""
        return isinstance(error, self._distributed.KilledWorker)

    def is_lost(self, error: BaseException) -> bool:
        """Whether a job failed by what became of the cluster, and not by itself."""
        lost = (OSError, TimeoutError, ImportError, self._distributed.CancelledError)
        return isinstance(error, lost)

    def wait(self, seconds: float) -> None:
        """Let some time pass."""
        sleep(seconds)

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        for each in (self._client, self._own):
            if each is not None:
                with suppress(Exception):
                    each.close()

    def _running(self) -> Any:
        if self._client.status != "running":
            with suppress(Exception):
                self._client.close(timeout=1)
            self._client = self._connected()
        return self._client

    def _connected(self) -> Any:
        return self._distributed.Client(
            self._address, timeout=CONNECTS_IN, set_as_default=False, name="living-review"
        )


def _local_cluster(workers: int) -> Any:
    import dask

    # A worker starts the programs that print and compute again; a daemon may start none.
    # And none is asked a hundred times a second what it is doing, nor ten times how much memory it
    # has; nor does each loop, while it has nothing to do, look fifty times a second whether it is
    # late. No result is held twice, so nothing looks for such.
    dask.config.set(
        {
            "distributed.worker.daemon": False,
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "500ms",
            "distributed.admin.system-monitor.interval": "5s",
            "distributed.worker.memory.monitor-interval": "500ms",
            "distributed.scheduler.active-memory-manager.start": False,
        }
    )
    return _distributed().LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,  # what becomes of workers is told by the engine
    )


def _distributed() -> Any:
    from importlib import import_module

    try:
        return import_module("distributed")
    except ModuleNotFoundError as missing:
        raise EnvironmentFailure(
            "--dask needs the Python package distributed, which is not installed; install it: pip "
            "install 'living-review[dask]'"
        ) from missing
