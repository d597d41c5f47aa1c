"""What the collector writes of what came together, and for whom two octets are too few."""

from __future__ import annotations

import io
from typing import Any

import pytest

from asyncio_speaker import Peer
from bgplib import AsPath, Origin, Update
from bgplib.formats import mrt
from bgplib.session import Event, Session, SessionConfig
from bgplib.testing.network import Network
from route_collector import Collector


@pytest.mark.parametrize("asn", [64500, 400000])
@pytest.mark.parametrize("wide", [True, False])
def test_what_a_peer_said_last_is_kept(asn: int, wide: bool) -> None:
    """An UPDATE that came with the end of the session is in the file, and the end has the AS.

    RFC 6396 §4.4.2: records whose AS numbers have two octets have no place for a larger one.
    """
    network, file = Network(seed=1), io.BytesIO()
    collector = Collector(file, asn, "192.0.2.254", "192.0.2.254", lambda: 1_700_000_000.5)
    ours = network.add(Session(SessionConfig(local_as=asn, local_identifier="192.0.2.254")))
    config = SessionConfig(local_as=64501, local_identifier="192.0.2.1", four_octet_as=wide)
    theirs = network.add(Session(config))
    peer: Any = Peer(ours.session, "192.0.2.1")

    def on_event(event: Event) -> None:
        collector.record(peer, event)

    ours.on_event = on_event
    network.link(theirs, ours)
    network.start()
    assert network.run_until(network.established)
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
