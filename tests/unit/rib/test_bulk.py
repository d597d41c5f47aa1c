"""The switch for the garbage collector."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.rib import Rib, collector_paused
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source


def test_the_collector_rests_for_the_block_only() -> None:
    """It runs again afterwards, also when the block ends with an exception."""
    assert gc.isenabled()
    with collector_paused():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(LocalError), collector_paused():
        raise LocalError("of the program's own")
    assert gc.isenabled()


def test_a_collector_that_rested_before_rests_afterwards() -> None:
    """The switch puts back what it found, so that it can be nested."""
    with collector_paused():
        with collector_paused():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_rib_never_pauses_it() -> None:
    """The collector is the whole program's, so the RIB does not touch it: it runs meanwhile."""
    seen = []

    class Keys(list[bytes]):
        """Looks at the collector while the table goes through the keys."""

        def __iter__(self) -> Iterator[bytes]:
            for key in super().__iter__():
                seen.append(gc.isenabled())
                yield key

    keys = Keys([Prefix.parse("10.0.0.0/8").key, Prefix.parse("11.0.0.0/8").key])
    Rib().load(source(), Family.IPV4_UNICAST, keys, block("1"), b"\xc0\0\2\1")
    assert seen
    assert all(seen)
    assert gc.isenabled()


def test_a_rib_that_went_leaves_nothing_to_collect() -> None:
    """A RIB has no reference cycles, so that it can be filled with the collector paused."""
    gc.collect()
    with collector_paused():
        rib = Rib()
        rib.announce(Family.IPV4_UNICAST, "10.0.0.0/8", source(), block("1"), b"\xc0\0\2\1")
        assert rib.best("10.0.0.0/8") is not None
        del rib
        assert gc.collect() == 0
