"""A RIB of what a router monitors (RFC 7854, RFC 8671, RFC 9069)."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from bgplib import AsPath, Origin, Rib, Update
from bgplib.context import SessionType
from bgplib.errors import LocalError
from bgplib.formats import bmp
from tests.unit.formats.test_bmp import PEER, an_open, monitoring, peer_up

OTHER = attrs.evolve(PEER, address=bytes(12) + bytes((192, 0, 2, 2)), asn=64497, identifier=2)


def route(prefix: str, path: str) -> bytes:
    """Return an UPDATE that announces a prefix."""
    attributes = [Origin(0), AsPath.parse(path)]
    return Update.announce([prefix], next_hop="192.0.2.9", attributes=attributes).encode()


def test_routes_come_and_go() -> None:
    """RFC 7854 §5: the RIB is as the router's; §4.9: with a peer its routes go."""
    rib = Rib()
    loader = bmp.Loader(rib)
    assert loader.add(peer_up()) == []
    (came,) = loader.add(monitoring(route("10.0.0.0/8", "64496 64510")))
    assert repr(came) == "<Change 10.0.0.0/8: nothing to 192.0.2.1 AS64496>"
    (shorter,) = loader.add(monitoring(route("10.0.0.0/8", "64497"), OTHER))
    assert shorter.best_changed
    assert [str(source) for source in loader.sources] == ["192.0.2.1 AS64496", "192.0.2.2 AS64497"]
    (gone,) = loader.add(bmp.PeerDown(peer=OTHER, reason=4))
    assert repr(gone) == "<Change 10.0.0.0/8: 192.0.2.2 AS64497 to 192.0.2.1 AS64496>"
    (withdrawn,) = loader.add(monitoring(Update.withdraw(["10.0.0.0/8"]).encode()))
    assert withdrawn.new is None
    assert len(rib) == 0
    assert loader.errors == []


def test_a_peer_that_comes_up_again_has_nothing() -> None:
    """Whoever lost the Peer Down does not keep what was before."""
    rib = Rib()
    loader = bmp.Loader(rib)
    loader.add(peer_up())
    loader.add(monitoring(route("10.0.0.0/8", "64496")))
    assert len(loader.add(peer_up())) == 1
    assert len(rib) == 0


def test_the_connection_ends() -> None:
    """RFC 7854 §3.3: on the next one all is said anew."""
    rib = Rib()
    loader = bmp.Loader(rib)
    loader.add(monitoring(route("10.0.0.0/8", "64496")))
    loader.add(monitoring(route("11.0.0.0/8", "64497"), OTHER))
    assert len(loader.close()) == 2
    assert (len(rib), loader.sources, loader.close()) == (0, (), [])


@pytest.mark.parametrize(
    ("of", "kind", "flags"),
    [
        ("adj-rib-in-pre", 0, 0x00),
        ("adj-rib-in-post", 0, 0x40),
        ("adj-rib-out-pre", 0, 0x10),
        ("adj-rib-out-post", 0, 0x50),
        ("loc-rib", 3, 0x00),
    ],
)
def test_one_rib_of_the_router(of: str, kind: int, flags: int) -> None:
    """RFC 8671 §4, RFC 9069 §4: of all that are told, the one that was asked for."""
    rib = Rib()
    loader = bmp.Loader(rib, of=of)
    for each in range(5):
        told = [(0, 0x00), (0, 0x40), (0, 0x10), (0, 0x50), (3, 0x00)][each]
        peer = attrs.evolve(PEER, type=told[0], flags=told[1])
        loader.add(monitoring(route(f"{each + 1}.0.0.0/8", "64496"), peer))
    wanted = [(0, 0x00), (0, 0x40), (0, 0x10), (0, 0x50), (3, 0x00)].index((kind, flags)) + 1
    assert [str(r.prefix) for r in rib.loc_rib("ipv4-unicast")] == [f"{wanted}.0.0.0/8"]


def test_peers_of_instances_are_told_apart() -> None:
    """RFC 7854 §4.2: a Peer Distinguisher is that of a VRF, where addresses may repeat."""
    rib = Rib()
    loader = bmp.Loader(rib)
    within = attrs.evolve(PEER, type=1, distinguisher=bytes.fromhex("0000fde800000001"))
    loader.add(monitoring(route("10.0.0.0/8", "64496")))
    loader.add(monitoring(route("10.0.0.0/8", "64496 64510"), within))
    assert [source.name for source in loader.sources] == ["", "65000:1"]
    assert len(rib.routes("10.0.0.0/8")) == 2


@pytest.mark.parametrize(
    ("asn", "session"), [(64496, SessionType.INTERNAL), (64497, SessionType.EXTERNAL)]
)
def test_the_opens_say_how_the_peer_stands(asn: int, session: SessionType) -> None:
    """RFC 4271 §1.1: a peer of the router's own AS is an internal one."""
    loader = bmp.Loader(Rib())
    loader.add(attrs.evolve(peer_up(), sent_octets=an_open(asn)))
    assert loader.sources[0].session is session
    # RFC 9069 §5.2: of the router's own RIB they are made up.
    own = bmp.Loader(Rib(), of="loc-rib")
    own.add(peer_up(peer=attrs.evolve(PEER, type=3)))
    assert own.sources[0].session is None
    loader.add(attrs.evolve(peer_up(), sent_octets=b""))
    assert loader.sources[0].session is None


def test_what_cannot_be_used_is_said() -> None:
    """RFC 7606 §2: malformed routes are withdrawn; and nothing stops the rest."""
    rib = Rib()
    loader = bmp.Loader(rib)
    good = route("10.0.0.0/8", "64496")
    loader.add(monitoring(good))
    loader.add(monitoring(good.replace(bytes.fromhex("40010100"), bytes.fromhex("40010107"))))
    assert len(rib) == 0
    loader.add(monitoring(good[:-1]))
    loader.add(monitoring(an_open(64496)))
    loader.add(bmp.ErrorRecord(offset=7, octets=b"", text="nothing to read"))
    assert loader.add(bmp.Initiation.of(system_name="r", system_description="s")) == []
    malformed, cut, hello, damaged = loader.errors
    assert malformed.startswith("an UPDATE of 192.0.2.1 AS64496: treat-as-withdraw: ORIGIN 7")
    assert cut.startswith("a message of 192.0.2.1 AS64496: ")
    assert hello.startswith("a message of 192.0.2.1 AS64496 is no UPDATE, but OPEN 64496 ")
    assert damaged == "offset 7: nothing to read"


def test_what_a_program_gets_wrong() -> None:
    """It is told at once, and not by a RIB that stays empty."""
    rib: Any = object()
    with pytest.raises(LocalError, match="is no Rib to load into"):
        bmp.Loader(rib)
    with pytest.raises(LocalError, match="'adj-rib-in' is none of the RIBs of a router"):
        bmp.Loader(Rib(), of="adj-rib-in")
