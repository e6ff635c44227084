"""Reading a registry: raw tables in, a snapshot out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from living_review.ground.measures import RATES
from living_review.ground.number_style import ENGLISH, writing
from living_review.registry.columns import TABLES
from living_review.registry.content import as_of as tables_as_of
from living_review.registry.content import content_hash
from living_review.registry.headers import check_headers
from living_review.registry.seen import with_seen
from living_review.registry.snapshot import IMPORT, Query, Snapshot

if TYPE_CHECKING:
    from living_review.protocol import Protocol
    from living_review.registry.corrections import Corrected
    from living_review.registry.signed_rows import SignedRow
    from living_review.sources import FileRemark, RawTables


@writing(lambda: ENGLISH)
def read(
    raw: RawTables,
    protocol: Protocol,
    *,
    as_of: dt.date | None = None,
    corrections: Corrected | None = None,
    seen: Sequence[SignedRow] = (),
) -> Snapshot:
    """Check and type a registry.

    `as_of` keeps only what had entered by that date, and the hash is of what was kept.
    `corrections` says how `raw` was corrected, and is only written down; `seen` are the queries
    that people have looked at. What is told of a row is for teams: English, its numbers too. Raises
    RegistryError for a missing table, a wrong header or a repeated key, and ProtocolError when the
    protocol names a column of trials that is not there; a wrong row is set aside and never raises.
    """
    check_headers(raw, protocol)
    if as_of is not None:
        raw = tables_as_of(raw, as_of)
    # pandas takes half a second to import, and a run that finds nothing new never gets here.
    from living_review.registry.checks import run
    from living_review.registry.frames import Mark, remarks, typed

    registry = typed(raw, [each.id for each in protocol.outcomes if each.measure in RATES])
    registry.queries += [
        Mark(name, *each) for name in TABLES if name in raw for each in raw[name].remarks
    ]
    run(registry, protocol)
    quarantine, queries = remarks(registry)
    queries = (*_of_the_file(raw.remarks), *queries)
    if corrections is not None:
        quarantine, queries = quarantine + corrections.refused, queries + corrections.needless
    return Snapshot(
        registry.whole,
        quarantine=quarantine,
        queries=with_seen(queries, seen, raw.pulled_at.date(), raw),
        hash=content_hash(raw),
        pulled_at=raw.pulled_at,
        corrections=() if corrections is None else corrections.applied,
        left_out=tuple(each for each in raw.remarks if each.left_out),
    )


def _of_the_file(remarks: Sequence[FileRemark]) -> Iterator[Query]:
    """Give what is used of a file of another program, and should be looked at by a person."""
    for each in remarks:
        if not each.left_out:
            times = f" ({each.count} times)" if each.count > 1 else ""
            reason = f"{each.reason.removesuffix('.')}{times}."
            yield Query(IMPORT, each.file, 0, "", each.where, each.found, "import-look", reason)
