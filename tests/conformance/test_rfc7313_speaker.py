"""RFC 7313 §4: what a speaker sends around a refresh."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.messages.update import Update
from bgplib.session import GracefulRestartConfig
from bgplib.session.opening import open_of
from bgplib.speaker import Peer, Speaker
from tests.conformance.test_rfc4724_speaker import Returning
from tests.session_world import messages_of
from tests.unit.session.test_session import OURS
from tests.unit.speaker.world import World

RESTARTS = GracefulRestartConfig(notification=False)
V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST


def pair(**settings: object) -> tuple[World, Speaker, Peer, Peer]:
    """Make a speaker with some routes, and a peer of it.

    Args:
        settings: how the peer's end of the session is configured.
    """
    world = World()
    one, other = world.speaker(65001, 1), world.speaker(65002, 2)
    near, far = world.link(one, other, families=(V4, V6), right_side=settings)
    for number in range(300):
        one.originate(f"10.0.{number & 255}.{number >> 8 << 7}/25", world.now)
    return world, one, near, far


def said(world: World, peer: Peer) -> list[str]:
    """Name what was sent to a peer."""
    return words_of(messages_of(b"".join(world.sent[peer])))


def words_of(messages: Iterable[bytes]) -> list[str]:
    """Name messages, oldest first; UPDATEs that follow each other are one."""
    words: list[str] = []
    for octets in messages:
        message = decode(octets)
        if isinstance(message, RouteRefresh):
            words.append({BORR: "BoRR", EORR: "EoRR"}.get(message.subtype, "request"))
        elif isinstance(message, Update):
            word = "routes" if message.end_of_rib is None else f"EoR {message.end_of_rib}"
            if words[-1:] != [word]:
                words.append(word)
    return words


INITIAL = ["routes", f"EoR {V4}", f"EoR {V6}"]


def test_4_a_refresh_has_a_beginning_and_an_end() -> None:
    """§4: "the speaker MUST send a BoRR message", all routes, and then "it MUST send an EoRR"."""
    world, _, near, far = pair()
    world.start()
    world.sent.clear()
    far.request_refresh(V4, world.now)
    world.settle()
    assert said(world, near) == ["BoRR", "routes", "EoRR"]
    decoded = [decode(octets) for octets in messages_of(b"".join(world.sent[near]))]
    updates = [each for each in decoded if isinstance(each, Update)]
    assert sum(len(group) for update in updates for group in update.announced) == 300
    families = {each.family for each in decoded if isinstance(each, RouteRefresh)}
    assert families == {V4}


def test_4_a_family_without_routes_has_both_too() -> None:
    """§4: "the entire Adj-RIB-Out" may be empty."""
    world, _, near, far = pair()
    world.start()
    world.sent.clear()
    far.request_refresh(V6, world.now)
    world.settle()
    assert said(world, near) == ["BoRR", "EoRR"]


def test_4_without_the_capability_there_is_neither() -> None:
    """§4: "applicable only if a BGP speaker has received the" capability "from a peer"."""
    world, _, near, far = pair(enhanced_route_refresh=False)
    world.start()
    world.sent.clear()
    far.request_refresh(V4, world.now)
    world.settle()
    assert said(world, near) == ["routes"]


def test_4_no_borr_before_the_end_of_rib() -> None:
    """§4: "it MUST NOT send a BoRR ... before it sends the EoR for the <AFI, SAFI>".

    The peer asks in the same breath in which the session comes up, when nothing has been sent.
    """
    found = Returning()
    for number in range(300):
        found.speaker.originate(f"10.0.{number & 255}.{number >> 8 << 7}/25", 0.0)
    message = open_of(attrs.evolve(OURS, families=(V4, V6), graceful_restart=RESTARTS))
    connection = found.peer.connection_made(0.0, inbound=True)
    octets = message.encode() + Keepalive().encode() + RouteRefresh(V4).encode()
    connection.receive_data(octets, 0.0)
    assert found.peer.is_established
    list(found.speaker.events())
    sent = list(messages_of(connection.data_to_send()))
    words = words_of(sent)
    assert set(words) >= set(INITIAL)
    assert "BoRR" not in words[: words.index(f"EoR {V4}")]
    connection.receive_data(RouteRefresh(V4).encode(), 0.0)
    list(found.speaker.events())
    assert words_of(messages_of(connection.data_to_send())) == ["BoRR", "routes", "EoRR"]
