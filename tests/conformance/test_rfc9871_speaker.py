"""RFC 9871 §2.9 in a speaker: what of a CAR route is of its next hop alone goes no further."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.nlri.car import CarLabelIndex, CarLabels, CarNlri, CarSids, CarTlv
from bgplib.speaker import Speaker
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.tlv import Tlv
from tests.unit.speaker.world import World

CAR = Family.parse("ipv4-car")
OLD, NEW = CarLabels((Label.of(300),)), CarLabels((Label.of(7000),))
INDEX = CarLabelIndex(index=5)
SIDS = CarSids(bytes(15) + b"\1")
#: of types that nobody knows, with the T bit and without
STAYS, GOES = Tlv(0x40 | 30, b"x"), Tlv(31, b"y")


def came(labels: Any, *tlvs: CarTlv, **side: Any) -> tuple[Speaker, list[tuple[CarTlv, ...]]]:
    """Announce a route through a speaker to another AS; return that, and the TLVs behind it."""
    world = World()
    left, right = world.speaker(65001, 1), world.speaker(65003, 3)
    middle = world.speaker(65002, 2, labels=labels)
    world.link(left, middle, families=(CAR,))
    trusting = {"rules": Context(enforce_first_as=False)}
    world.link(middle, right, families=(CAR,), left_side=side, right_side=trusting)
    world.start()
    nlri = CarNlri(prefix=Prefix.parse("10.0.0.1/32"), color=100, tlvs=tlvs)
    left.originate(nlri, world.now, family=CAR)
    world.settle()
    found = []
    for route in right.adj_rib_in("192.0.2.2"):
        assert isinstance(route.nlri, CarNlri)
        found.append(route.nlri.tlvs)
    return middle, found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((OLD,), (NEW,)),
        ((OLD, INDEX), (NEW, INDEX)),
        ((INDEX, OLD, SIDS), (INDEX, NEW)),
        ((SIDS,), (NEW,)),
        ((OLD, GOES, STAYS), (NEW, STAYS)),
        ((INDEX,), (INDEX,)),
        ((INDEX, GOES), (INDEX,)),
    ],
)
def test_2_9_the_t_bit_says_what_goes_on_with_another_next_hop(
    before: tuple[CarTlv, ...], after: tuple[CarTlv, ...]
) -> None:
    """§2.9.2: without the T bit a TLV is of the next hop; labels are those of the new one."""
    _, found = came(lambda path: [Label.of(7000)], *before)
    assert found == [after]


@pytest.mark.parametrize("before", [(OLD,), (OLD, INDEX), (SIDS,)])
def test_2_9_without_labels_of_ours_it_is_not_passed_on(before: tuple[CarTlv, ...]) -> None:
    """§2.9.2.1: as of other labeled routes, those of the former next hop lead nowhere."""
    middle, found = came(None, *before)
    assert found == []
    nlri = CarNlri(prefix=Prefix.parse("10.0.0.1/32"), color=100)
    assert "no labels are bound to it at its new next hop (RFC 9871 §2.9.2)" in str(
        middle.explain(nlri, CAR)
    )


def test_2_9_an_unchanged_next_hop_changes_nothing() -> None:
    """§2.9.2: all TLVs stay with it."""
    _, found = came(None, OLD, GOES, SIDS, route_server_client=True)
    assert found == [(OLD, GOES, SIDS)]
