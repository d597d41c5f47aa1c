"""Archives that daemons write are read: tables and messages, with what we have told them.

Whoever writes a table makes its attributes anew, each in its own way: BIRD 2 without the flags of
some, FRR with lengths of two octets, and a next hop of 0.0.0.0 for routes of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import pytest

from bgplib import (
    AttributeBlock,
    Family,
    NlriGroup,
    Rib,
    Session,
    SessionConfig,
    Update,
)
from bgplib.attributes import (
    Aggregator,
    AsPath,
    AtomicAggregate,
    Communities,
    ExtendedCommunities,
    LargeCommunities,
    MultiExitDisc,
    Origin,
)
from bgplib.formats import mrt
from daemons import wait_until
from router_test.wire import Wire, pump
from tests.interop import free_port
from tests.interop.lab import KINDS, OUR_AS, OURS, UNICAST, Kind, Switches

#: how each is told to write its table, and every message; GoBGP writes tables once a minute at
#: most, and 3.10 begins without the archive of messages now and then
_TABLE: Final = {
    "BIRD": """
        protocol mrt four { table "master4"; filename "@DIR@/table-4"; period 1; }
        protocol mrt six { table "master6"; filename "@DIR@/table-6"; period 1; }""",
    "FRR": "dump bgp routes-mrt @DIR@/table 1",
    "OpenBGPD": 'dump table-v2 "@DIR@/table" 1',
}
_MESSAGES: Final = {
    "BIRD": 'mrtdump "@DIR@/messages"; mrtdump protocols all;',
    "FRR": "dump bgp all @DIR@/messages",
    "OpenBGPD": 'dump all in "@DIR@/messages"',
}
Row = tuple[Any, ...]
#: by peer and prefix
Rows = dict[tuple[str, str], Row]
_PLAIN: Final = (Origin(0), AsPath.parse(f"{OUR_AS} 65001 4200000001"))
_RICH: Final = (
    Origin(2),
    AsPath.parse(f"{OUR_AS} 65002 65002 {{65003,65004}}"),
    MultiExitDisc(77),
    AtomicAggregate(),
    Aggregator(4200000002, bytes((192, 0, 2, 77))),
    Communities.parse("64509:1 64509:2"),
    ExtendedCommunities.parse("rt:64509:3"),
    LargeCommunities.parse("64509:4:5"),
)
#: family, prefix, next hop and attributes of what we announce
_ANNOUNCED: Final = (
    (Family.IPV4_UNICAST, "198.51.100.0/24", "192.0.2.9", _PLAIN),
    (Family.IPV4_UNICAST, "203.0.113.128/25", "192.0.2.99", _RICH),
    (Family.IPV6_UNICAST, "2001:db8:900::/40", "2001:db8::9", _PLAIN),
    (Family.IPV6_UNICAST, "2001:db8:a00::/39", "2001:db8::99", _RICH),
)
_PLAIN_COLUMNS: Final = (f"{OUR_AS} 65001 4200000001", "IGP", None, None, False, None, None)
_RICH_COLUMNS: Final = (
    *(f"{OUR_AS} 65002 65002 {{65003,65004}}", "INCOMPLETE", 77),
    ("64509:1", "64509:2", "64509:4:5", "rt:64509:3"),
    *(True, 4200000002, "192.0.2.77"),
)


def _rows(path: Path) -> Rows:
    """Read what an archive says of each prefix of each peer at the end, but for the time."""
    if not path.exists():
        return {}
    with mrt.elements(path) as found:
        return {
            (each.peer_ip, each.prefix): (
                *(each.next_hop, each.as_path, each.origin, each.med, each.communities),
                *(each.atomic, each.aggr_asn, each.aggr_ip),
            )
            for each in found
            if each.elem_type == "A"
        }


def _without_targets(row: Row) -> Row:
    *before, marks, atomic, aggr_asn, aggr_ip = row
    rest = marks and tuple(each for each in marks if not each.startswith("rt:"))
    return (*before, rest, atomic, aggr_asn, aggr_ip)


def _expected() -> Rows:
    return {
        (OURS, prefix): (next_hop, *(_PLAIN_COLUMNS if values is _PLAIN else _RICH_COLUMNS))
        for _, prefix, next_hop, values in _ANNOUNCED
    }


@contextmanager
def _written(kind: Kind, more: str, *names: str) -> Iterator[list[Path]]:
    """Let a daemon write archives, until what we have announced is in them."""
    reason = kind.program.why_not()
    if reason is not None:
        pytest.skip(reason)
    switches = Switches(port=free_port(), more=more)
    config = SessionConfig(
        local_as=OUR_AS, local_identifier="192.0.2.9", peer_as=kind.asn, families=UNICAST
    )
    with (
        kind.make(switches) as daemon,
        closing(Wire.dial((kind.address, switches.port), OURS, Session(config))) as wire,
    ):
        paths = [daemon.directory / name for name in names]
        assert pump([wire], lambda: wire.is_up, 10)
        for family, prefix, next_hop, values in _ANNOUNCED:
            group = NlriGroup.of(family, [prefix], next_hop=next_hop)
            block = AttributeBlock.of(values)
            wire.announce(Update.build(attributes=block, announced=[group]))

        def is_there() -> bool:
            pump([wire], lambda: wire.ended, 0.2)
            return _expected().keys() <= {key for path in paths for key in _rows(path)}

        wait_until(is_there)
        # The session is still there: the daemon writes no table without its routes.
        daemon.stop()
        yield paths


def _read(paths: list[Path]) -> Rows:
    """Read archives in which nothing is at fault."""
    for path in paths:
        with mrt.elements(path) as found:
            assert list(found)
            assert found.errors == []
    return {key: row for path in paths for key, row in _rows(path).items()}


@pytest.mark.interop
@pytest.mark.parametrize("kind", [k for k in KINDS if k.name in _TABLE], ids=lambda k: k.name)
def test_a_table_that_a_daemon_writes_is_read(kind: Kind) -> None:
    """RFC 6396 §4.3: what we told it and its own routes are there, for rows and for a RIB."""
    names = ("table-4", "table-6") if kind.name == "BIRD" else ("table",)
    with _written(kind, _TABLE[kind.name], *names) as paths:
        rows = _read(paths)
        told = _expected()
        if kind.name == "FRR":  # 8.4 leaves EXTENDED COMMUNITIES out
            told = {key: _without_targets(row) for key, row in told.items()}
        assert rows.items() >= told.items()
        own = {prefix for peer, prefix in rows if peer != OURS}
        assert own == set(kind.prefixes)
        rib = Rib()
        for path in paths:
            assert mrt.load(path, rib).errors == []
        found = {str(route.prefix) for family in UNICAST for route in rib.loc_rib(family)}
        assert found == own | {prefix for _, prefix, _, _ in _ANNOUNCED}


@pytest.mark.interop
@pytest.mark.parametrize("kind", [k for k in KINDS if k.name in _MESSAGES], ids=lambda k: k.name)
def test_messages_that_a_daemon_writes_are_read(kind: Kind) -> None:
    """RFC 6396 §4.4.2: each UPDATE is there as we sent it, and nothing is at fault."""
    with _written(kind, _MESSAGES[kind.name], "messages") as paths:
        assert _read(paths).items() >= _expected().items()
