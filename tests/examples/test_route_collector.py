"""What the collector writes of what came together, and for whom two octets are too few."""

from __future__ import annotations

import io
from typing import Any

import pytest

from asyncio_speaker import Peer
from bgplib import AsPath, Origin, Update
from bgplib.formats import mrt
from bgplib.iana.families import Family
from bgplib.messages.header import frame
from bgplib.session import Event, Session, SessionConfig
from bgplib.testing.network import Network
from bgplib.testing.nodes import Node
from route_collector import Collector


def collecting(asn: int, **theirs: Any) -> tuple[Network, Node, Node, io.BytesIO]:
    """Return a collector's end of a session that is up, the other, and the collector's file.

    Args:
        asn: the AS of the collector.
        theirs: how the other is configured.
    """
    network, file = Network(seed=1), io.BytesIO()
    collector = Collector(file, asn, "192.0.2.254", "192.0.2.254", lambda: 1_700_000_000.5)
    ours = network.add(
        Session(
            SessionConfig(
                local_as=asn,
                local_identifier="192.0.2.254",
                add_path_receive=frozenset([Family.IPV4_UNICAST]),
            )
        )
    )
    config = SessionConfig(local_as=64501, local_identifier="192.0.2.1", **theirs)
    router = network.add(Session(config))
    peer: Any = Peer(ours.session, "192.0.2.1")

    def on_event(event: Event) -> None:
        collector.record(peer, event)

    ours.on_event = on_event
    network.link(router, ours)
    network.start()
    assert network.run_until(network.established)
    return network, ours, router, file


@pytest.mark.parametrize("asn", [64500, 400000])
@pytest.mark.parametrize("wide", [True, False])
def test_what_a_peer_said_last_is_kept(asn: int, wide: bool) -> None:
    """An UPDATE that came with the end of the session is in the file, and the end has the AS.

    RFC 6396 §4.4.2: records whose AS numbers have two octets have no place for a larger one.
    """
    network, ours, theirs, file = collecting(asn, four_octet_as=wide)
    attributes = [Origin(0), AsPath.of([64501, 200000])]
    far, near = theirs.session.connection, ours.session.connection
    assert far is not None
    assert near is not None
    far.send(Update.announce(["198.51.100.0/24"], next_hop="192.0.2.1", attributes=attributes))
    octets = far.data_to_send()
    theirs.session.stop(network.now, "maintenance")
    near.receive_data(octets + far.data_to_send(), network.now)
    network.settle(ours)
    records = list(mrt.read(file.getvalue()))
    assert not any(isinstance(record, mrt.ErrorRecord) for record in records)
    (element,) = mrt.elements(file.getvalue())
    assert (element.prefix, element.as_path) == ("198.51.100.0/24", "64501 200000")
    *_, last = records
    assert isinstance(last, mrt.Bgp4mpStateChange)
    assert (last.old_state, last.new_state, last.peer_as) == (6, 1, 64501)


def test_what_has_to_be_wider_may_be_of_several_groups() -> None:
    """RFC 4271 §4.3: one UPDATE withdraws and announces; RFC 7911 §3: with path identifiers."""
    families = frozenset([Family.IPV4_UNICAST])
    network, ours, _, file = collecting(400000, four_octet_as=False, add_path_send=families)
    near = ours.session.connection
    assert near is not None
    attributes = bytes.fromhex("40010100 4002040201fbf5 400304c0000201")
    withdrawn, announced = bytes.fromhex("00000007 080a"), bytes.fromhex("00000008 080b")
    near.receive_data(frame(2, _sized(withdrawn) + _sized(attributes) + announced), network.now)
    network.settle(ours)
    assert [
        (element.elem_type, element.prefix, element.path_id)
        for element in mrt.elements(file.getvalue())
    ] == [("W", "10.0.0.0/8", 7), ("A", "11.0.0.0/8", 8)]


def _sized(octets: bytes) -> bytes:
    return len(octets).to_bytes(2, "big") + octets
