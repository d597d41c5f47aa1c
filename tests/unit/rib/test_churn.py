"""Routes that come with attributes never seen before, and go: nothing of them stays.

The gate tries some thousand. `BGPLIB_CHURN=1000000 pytest -s tests/unit/rib/test_churn.py` tries a
million and prints time and memory.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Final

import pytest

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.rib import ChangeNotes, Rib
from bgplib.route import Path
from tests.unit.rib.test_rib import ONE, TWO, assert_empty

PAIRS: Final = int(os.environ.get("BGPLIB_CHURN", "4000"))
#: fills what is bounded: the blocks that the decoder has seen lately
WARM_UP: Final = 9000
HEADER: Final = b"\xff" * 16


def _message(body: bytes) -> bytes:
    return HEADER + (19 + len(body)).to_bytes(2, "big") + b"\2" + body


def pairs(count: int) -> Iterator[tuple[bytes, bytes]]:
    """Make UPDATEs, put together by hand: an announcement no two of which are alike, its end."""
    for number in range(count):
        octets = number.to_bytes(4, "big")
        attributes = b"\x40\1\1\0" + b"\x40\2\x0a\2\2\0\0\xfd\xe9" + octets[:1] + b"\1\0\1"
        attributes += b"\x40\3\4\xc0\0\2\1" + b"\xc0\x08\4" + octets
        prefix = b"\x20\x0a" + octets[1:]
        announced = b"\0\0" + len(attributes).to_bytes(2, "big") + attributes + prefix
        yield _message(announced), _message(b"\0\5" + prefix + b"\0\0")


def resident() -> int:
    """Return the octets of memory that the process has; 0 where that cannot be known."""
    status = FilePath("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4096 if status.exists() else 0


@pytest.mark.parametrize("judged", [False, True])
def test_distinct_attributes_leave_nothing(judged: bool) -> None:
    """Stores are empty, and as many objects are there as before, whatever came between."""
    # What the decoder remembers is bounded too, but is not what is counted here.
    rib, decoder, notes = Rib(), Decoder(Context(), kept=1), ChangeNotes()

    def judge(path: Path, family: Family, keys: object) -> Path:
        return path.replace(weight=1)

    def run(count: int) -> None:
        for announcement, withdrawal in pairs(count):
            for octets in (announcement, withdrawal):
                update = decoder.decode(octets)
                assert isinstance(update, Update)
                assert not update.findings
                rib.update(ONE, update, judge if judged else None, notes=notes)
            # Another peer stays: the table, and the source that comes and goes, are not alone.
            notes.take()

    rib.update(TWO, _decoded(decoder, next(pairs(1))[0]))
    run(WARM_UP)
    gc.collect()
    blocks, memory, started = sys.getallocatedblocks(), resident(), time.process_time()
    run(PAIRS)
    spent = time.process_time() - started
    gc.collect()
    # One object that stays of each pair would be more.
    assert sys.getallocatedblocks() - blocks < PAIRS // 2
    if "BGPLIB_CHURN" in os.environ:
        grown = (resident() - memory) / 1e6
        print(f"{PAIRS} pairs: {spent / PAIRS * 1e6:.1f} us of CPU a pair, {grown:+.1f} MB")
    assert (rib.path_count, rib.sources) == (1, (TWO,))
    (table,) = rib._tables.values()
    assert list(table.stores) == [TWO]
    assert sum(map(len, table.stores.values())) == 1
    assert len(rib._layouts) < 10
    rib.drop_source(TWO)
    assert_empty(rib)


def _decoded(decoder: Decoder, octets: bytes) -> Update:
    update = decoder.decode(octets)
    assert isinstance(update, Update)
    return update
