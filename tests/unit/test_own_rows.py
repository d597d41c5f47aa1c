"""Attributes and families that a program adds: messages and routes are made of them, too."""

from __future__ import annotations

from typing import ClassVar, Final

import attrs
import pytest

from bgplib import AsPath, AttributeBlock, Context, MultiExitDisc, NlriGroup, Origin, Update, decode
from bgplib.attributes import AttributeCodec, LengthRule
from bgplib.errors import LocalError
from bgplib.findings import Treatment
from bgplib.iana.attributes import OPTIONAL, TRANSITIVE
from bgplib.iana.families import Family
from bgplib.nlri import Nlri, NlriCodec
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.speaker import DampeningConfig
from bgplib.values.record import Record
from tests.unit.speaker.world import World

PLACES: Final = Family(16397, 241)


@attrs.frozen
class Mood(Record):
    """An attribute of one octet."""

    BARE: ClassVar[tuple[str, ...]] = ("value",)

    value: int


@attrs.frozen(kw_only=True)
class Place(Nlri):
    """NLRI of four octets."""

    BARE: ClassVar[tuple[str, ...]] = ("number",)

    number: int


REGISTRY: Final = DEFAULT_REGISTRY.with_attribute(
    AttributeCodec(
        code=250,
        name="MOOD",
        flags=OPTIONAL | TRANSITIVE,
        value=Mood,
        rfc="none",
        malformed=Treatment.ATTRIBUTE_DISCARD,
        malformed_rfc="none",
        length=LengthRule(1, 1),
        decode=lambda octets, _: Mood(octets[0]),
        encode=lambda mood, _: bytes((mood.value,)),
    )
).with_nlri(
    NlriCodec(
        name="place",
        families=(PLACES,),
        rfc="none",
        next_hop_lengths=lambda _: (4, 16),
        decode=lambda reader, family, context: Place(number=reader.u32()),
        encode=lambda nlri, family, context: nlri.number.to_bytes(4, "big"),
        values=(Place,),
    )
)
VALUES: Final = (Origin(0), AsPath.parse("65001"), Mood(7))


def test_updates_are_made_of_them() -> None:
    """What is announced and withdrawn by a registry is read by it."""
    made = Update.announce(
        [Place(number=7)], family=PLACES, next_hop="192.0.2.1", attributes=VALUES, registry=REGISTRY
    )
    read = decode(made.encode(), registry=REGISTRY)
    assert isinstance(read, Update)
    assert read == made
    assert read.attributes.get(Mood) == Mood(7)
    assert read.announced[0].nlri == (Place(number=7),)
    gone = Update.withdraw([Place(number=7)], family=PLACES, registry=REGISTRY)
    read = decode(gone.encode(), registry=REGISTRY)
    assert isinstance(read, Update)
    assert read.withdrawn[0].nlri == (Place(number=7),)


def test_parts_of_updates_are_made_of_them() -> None:
    """A block and a group take the registry as the whole message does."""
    block = AttributeBlock.of(VALUES, registry=REGISTRY)
    group = NlriGroup.of(PLACES, [Place(number=7)], next_hop="192.0.2.1", registry=REGISTRY)
    made = Update.build(attributes=VALUES, announced=[group], registry=REGISTRY)
    assert made == Update.build(attributes=block, announced=[group])
    read = decode(made.encode(), registry=REGISTRY)
    assert isinstance(read, Update)
    assert read.announced == (group,)


def test_usual_routes_are_the_same_by_any_registry() -> None:
    """Rows more change nothing of what has a row already."""
    usual = (Origin(0), AsPath.parse("65001 65002"), MultiExitDisc(5))
    octets = [
        Update.announce(
            ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=usual, registry=registry
        ).encode()
        for registry in (DEFAULT_REGISTRY, REGISTRY)
    ]
    assert octets[0] == octets[1]


def test_without_their_rows_nothing_is_made_of_them() -> None:
    """A registry that does not describe them is the program's mistake."""
    with pytest.raises(LocalError, match="no path attribute has values of class Mood"):
        Update.build(attributes=VALUES)
    with pytest.raises(LocalError, match="no row describes"):
        NlriGroup.of(PLACES, [Place(number=7)])
    with pytest.raises(LocalError, match="no row describes"):
        NlriGroup.of(Family(16397, 242), [Place(number=7)], registry=REGISTRY)
    with pytest.raises(LocalError, match="is no NLRI of"):
        NlriGroup.of(Family.L2VPN_EVPN, [Place(number=7)], registry=REGISTRY)


@pytest.mark.parametrize("add_path", [False, True])
def test_a_row_that_reads_nothing_is_a_mistake(add_path: bool) -> None:
    """NLRI without octets would be found at the same place for ever."""
    (row,) = (row for row in REGISTRY.nlri if row.name == "place")
    hungry = attrs.evolve(row, decode=lambda reader, family, context: Place(number=0))
    registry = DEFAULT_REGISTRY.with_nlri(hungry)
    made = Update.withdraw([Place(number=7)], family=PLACES, registry=REGISTRY)
    context = Context(add_path_receive=frozenset({PLACES} if add_path else ()))
    with pytest.raises(LocalError, match="the row place reads no octets"):
        decode(made.encode(), context, registry)


def test_speakers_pass_them_on() -> None:
    """A route of a program's own family and attribute goes from speaker to speaker, and leaves.

    RFC 2439: it comes back, too, when it has rested for its flaps.
    """
    world = World()
    first, second, third = (world.speaker(65001 + at, 1 + at) for at in range(3))
    for left, right in ((first, second), (second, third)):
        world.link(
            left,
            right,
            families=[PLACES],
            registry=REGISTRY,
            dampening=DampeningConfig(suppress=1500.0, reuse=1000.0, half_life=10.0),
        )
    world.start()
    for _ in range(3):
        first.originate(
            Place(number=7), world.now, family=PLACES, attributes=[Mood(7)], registry=REGISTRY
        )
        world.settle()
        assert first.withdraw(Place(number=7), world.now, family=PLACES, registry=REGISTRY)
        world.settle()
        assert list(third.loc_rib.routes(PLACES)) == []
    first.originate(
        Place(number=7), world.now, family=PLACES, attributes=[Mood(7)], registry=REGISTRY
    )
    world.settle()
    assert len(second.adj_rib_in("192.0.2.1", PLACES)) == 1
    assert second.adj_rib_in("192.0.2.1", PLACES, after_policy=True) == []
    world.wait(60)
    (route,) = third.loc_rib.routes(PLACES)
    assert route.nlri == Place(number=7)
    assert route.attributes.get(Mood) == Mood(7)
    assert route.attributes.as_path_text == "65002 65001"
