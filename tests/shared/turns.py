"""Which process runs which test, and when.

Groups come first, those that take longest before the others: begun last, one of them would keep
one process long after the rest. Of what is in no group a file is handed out as a whole, so that
what its tests share is made in one process. A whole run is thousands of tests: what is done is
forgotten, where xdist counts it again at every test.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController


class Turns(LoadGroupScheduling):
    """Hands out groups, and files of tests that are in none, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        group = super()._split_scope(nodeid)
        return nodeid.split("::", 1)[0] if group == nodeid else group

    @cached_property
    def _places(self) -> dict[str, int]:
        return {nodeid: place for place, nodeid in enumerate(self.collection or ())}

    def _assign_work_unit(self, node: WorkerController) -> None:
        scope, unit = self.workqueue.popitem(last=False)
        self.assigned_work[node][scope] = unit
        node.send_runtest_some([self._places[nodeid] for nodeid in unit])

    def mark_test_complete(
        self, node: WorkerController, item_index: int, duration: float = 0
    ) -> None:
        """Forget the test, and give its process more to do where it has little left."""
        nodeid = self.registered_collections[node][item_index]
        scope = self._split_scope(nodeid)
        unit = self.assigned_work[node][scope]
        del unit[nodeid]
        if not unit:
            del self.assigned_work[node][scope]
        self._reschedule(node)
