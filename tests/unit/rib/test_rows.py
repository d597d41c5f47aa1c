"""Rows: what a table prints, before it is printed."""

from __future__ import annotations

from bgplib.attributes.origin import Origin
from bgplib.context import SessionType
from bgplib.decision import DecisionContext
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup, UnknownNlri
from bgplib.rib import Rib, rows
from tests.unit.decision.paths import block, source

V4 = Family.IPV4_UNICAST
EXTERNAL = source("192.0.2.1", 1, "1.1.1.1")
INTERNAL = source("192.0.2.2", 65000, "2.2.2.2", SessionType.INTERNAL)


def filled() -> Rib:
    """Fill a RIB with what differs in every column."""
    known = DecisionContext(resolve=lambda octets: 0 if octets[0] == 192 else None)
    rib = Rib(context=known)
    via = bytes((192, 0, 2, 9))
    rib.announce(V4, "10.1.0.0/16", EXTERNAL, block("1 {2,3}", med=5, origin=2), via, weight=7)
    rib.announce(V4, "10.0.0.0/8", EXTERNAL, block("1 2", origin=1), via)
    rib.announce(V4, "10.0.0.0/8", INTERNAL, block("", local_pref=200), via)
    rib.announce(V4, "9.0.0.0/8", EXTERNAL, block("1"), bytes((8, 8, 8, 8)), preference=150)
    rib.announce(Family.IPV6_UNICAST, "2001:db8::/32", EXTERNAL, block("1", origin=None), b"")
    return rib


def test_rows_by_address_best_first() -> None:
    """Prefixes by family, address and length; the best of each first."""
    found = [
        (
            row.status,
            row.first,
            row.network,
            row.next_hop,
            row.med,
            row.local_pref,
            row.weight,
            row.as_path,
            row.origin,
        )
        for row in rows(filled())
    ]
    assert found == [
        ("   ", True, "9.0.0.0/8", "8.8.8.8", None, 150, 0, "1", "i"),
        ("*>i", True, "10.0.0.0/8", "192.0.2.9", None, 200, 0, "", "i"),
        ("*  ", False, "10.0.0.0/8", "192.0.2.9", None, None, 0, "1 2", "e"),
        ("*> ", True, "10.1.0.0/16", "192.0.2.9", 5, None, 7, "1 {2,3}", "?"),
        ("*> ", True, "2001:db8::/32", "", None, None, 0, "1", "?"),
    ]


def test_rows_of_one_family() -> None:
    """One family at a time, if asked so."""
    rib = filled()
    assert [row.network for row in rows(rib, Family.IPV6_UNICAST)] == ["2001:db8::/32"]
    assert list(rows(rib, Family.IPV4_MULTICAST)) == []
    assert list(rows(Rib())) == []


def test_rows_of_other_families() -> None:
    """What is no prefix is printed as its NLRI is."""
    rib = Rib()
    group = NlriGroup(Family(4242, 42), None, nlri=(UnknownNlri(b"\x0a\x0b"),))
    rib.update(EXTERNAL, Update.build(attributes=[Origin(0)], announced=[group]))
    assert [(row.status, row.network) for row in rows(rib)] == [("*> ", "0x0a0b")]
