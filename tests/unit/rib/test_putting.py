"""`put_untold`, what `put` does where nobody is to know of it."""

from __future__ import annotations

import pytest

from bgplib.decision import RFC4271, DecisionContext, KeyStep
from bgplib.errors import LocalError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.rib import Rib
from bgplib.rib.putting import put_untold
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.route import Path
from bgplib.values.prefix import Prefix
from tests.unit.decision.paths import block, source

V4 = Family.IPV4_UNICAST
FIRST, SECOND = source("192.0.2.1", 65001, 1), source("192.0.2.2", 65002, 2)
KEY, OTHER = Prefix.parse("10.0.0.0/24").key, Prefix.parse("10.0.1.0/24").key
HOP = bytes((192, 0, 2, 9))


def filled(rib: Rib) -> tuple[Table, PathStore]:
    """Let both sources announce the first destination, and return the table, and the second's."""
    for each in (FIRST, SECOND):
        attributes = block(str(each.asn))
        rib.update(
            each, Update.announce(["10.0.0.0/24"], next_hop="192.0.2.9", attributes=attributes)
        )
    ((table, store),) = rib._of(SECOND, V4)
    return table, store


def test_what_is_seldom_is_put_in_too() -> None:
    """A path in place of one that ties with the best, and a new one, are where `put` has them."""
    rib = Rib()
    table, store = filled(rib)
    path = store.path(block("65009"), HOP)
    put_untold(table, store, [KEY, OTHER], path)
    assert path in table.arrived(KEY)
    assert table.arrived(OTHER) == [path]
    assert store.count == 2
    assert len(store) == 1


def test_a_path_that_stands_nowhere_is_let_go_of() -> None:
    """A step of a program's own may fail: the table is as it was, and so is the store."""
    fails = False

    def key(path: Path, context: DecisionContext) -> int:
        if fails:
            raise LocalError("of the program's own")
        return 0

    step = KeyStep(name="own", rfc="", key=key, bits=1)
    rib = Rib(RFC4271.inserting(step, before="shortest AS_PATH"))
    table, store = filled(rib)
    fails = True
    with pytest.raises(LocalError, match="of the program's own"):
        put_untold(table, store, [KEY, OTHER], store.path(block("65009"), HOP))
    assert table.arrived(OTHER) == []
    assert (store.count, len(store)) == (1, 1)
