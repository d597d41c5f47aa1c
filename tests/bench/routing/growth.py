"""One point of W9, and of what cannot grow less: a dict that is given the same keys."""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from tests.bench.routing import tables
from tests.bench.routing.speaker import Router, measured

__all__ = ["floor", "growth"]

Row = dict[str, Any]
#: A thousand paths are read in two milliseconds, and lie within a few pages: a point is done as
#: often as makes so many paths.
_ENOUGH: Final = 300_000


def growth(prefixes: int, peers: int, enough: int = _ENOUGH) -> Row:
    """Measure one point: some peers that announce some prefixes each.

    Where that is little it is done several times, each time with a router of its own. All of them
    stay, so that each has to ask for its memory; the collector does not look at the earlier ones.

    Args:
        prefixes: what each peer announces.
        peers: how many announce.
        enough: how many paths make a point that can be measured.
    """
    keys = tables.prefixes(prefixes)
    # What is only done once is not of this point: imports, caches, adaption of the interpreter.
    kept = [Router(1)]
    for _ in _loaded(kept[0], keys[:1000], 1):
        pass
    row: Row = dict.fromkeys(("seconds", "octets", "paths", "system", "collector"), 0.0)
    repeats = max(1, enough // (prefixes * peers))
    for number in range(repeats):
        router = Router(peers)
        kept.append(router)
        gc.collect()
        for result in _loaded(router, keys, peers):
            for name in result:
                row[name] += result[name]
        row["paths"] += router.speaker.rib.path_count
        if number < repeats - 1:
            gc.freeze()
    gc.unfreeze()
    row = {name: value / repeats for name, value in row.items()}
    return row | {"count": row["paths"], "repeats": repeats}


def _loaded(router: Router, keys: list[bytes], peers: int) -> Iterator[dict[str, float]]:
    """Let peers announce prefixes, peer after peer, and yield what each of them cost."""
    for number in range(peers):
        # All at once, but made before the clock runs and thrown away behind it.
        hop = bytes((192, 0, 2, 1 + number % 250))
        made = tables.announcements(keys, Router.peer_as(number), hop, number)
        stream = b"".join(made)
        pieces = [stream[at : at + 65536] for at in range(0, len(stream), 65536)]
        del stream
        with _collector_timed() as collecting, measured(collect=False) as result:
            system = resource.getrusage(resource.RUSAGE_SELF).ru_stime
            for piece in pieces:
                router.feed(number, piece)
            system = resource.getrusage(resource.RUSAGE_SELF).ru_stime - system
        yield result | {"system": system, "collector": collecting[0]}


@contextmanager
def _collector_timed() -> Iterator[list[float]]:
    """Measure what Python's collector takes of the time."""
    total, start = [0.0], 0.0

    def note(phase: str, _: dict[str, int]) -> None:
        nonlocal start
        if phase == "start":
            start = time.thread_time()
        else:
            total[0] += time.thread_time() - start

    gc.callbacks.append(note)
    try:
        yield total
    finally:
        gc.callbacks.remove(note)


def floor(prefixes: int, _: int = 1, enough: int = _ENOUGH) -> Row:
    """Measure what a dict takes for as many prefixes: cut of octets, and inserted with one value.

    It is what nothing that is written in Python around a dict can stay below. It grows by itself,
    since places in memory that no cache holds take longer to get at.
    """
    octets = b"".join(tables.prefixes(prefixes))
    seconds = room = 0.0
    repeats = max(1, enough // prefixes)
    kept = []
    for _ in range(repeats):
        nodes: dict[bytes, object] = {}
        kept.append(nodes)
        with measured() as result:
            position = 0
            while position < len(octets):
                after = position + 1 + (octets[position] + 7 >> 3)
                nodes[octets[position:after]] = None
                position = after
        seconds += result["seconds"]
        room += result["octets"]
    row: Row = {"seconds": seconds / repeats, "octets": room / repeats}
    return row | {"count": prefixes, "paths": prefixes, "repeats": repeats}
