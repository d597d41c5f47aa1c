"""BMP as it comes from a router that is connected (RFC 7854 §3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import Context, Family, UnicastNlri, Update
from bgplib.capabilities import AddPath, Multiprotocol
from bgplib.errors import LocalError
from bgplib.formats import bmp
from bgplib.testing.strategies.bmp import bmp_messages
from tests.unit.formats.test_bmp import monitoring, peer_up, update

Found = list[bmp.BmpMessage | bmp.ErrorRecord]


def fed(feed: bmp.Feed, pieces: Iterable[bytes]) -> Found:
    """Hand a feed some pieces, and then the end of the connection."""
    return [each for piece in (*pieces, b"") for each in feed.receive_data(piece)]


@given(st.lists(bmp_messages(), max_size=5), st.lists(st.integers(0, 2000)))
def test_pieces_of_any_size_say_what_a_file_says(
    messages: list[bmp.BmpMessage], places: list[int]
) -> None:
    octets = b"".join(each.encode() for each in messages)
    ends = sorted({min(place, len(octets)) for place in places} | {len(octets)})
    pieces = [octets[a:b] for a, b in zip([0, *ends], ends, strict=False) if a < b]
    feed = bmp.Feed()
    found = fed(feed, pieces)
    assert found == list(bmp.read(octets)) or not octets
    assert feed.offset == len(octets)


def test_a_message_comes_with_its_last_octet() -> None:
    octets = peer_up().encode()
    feed = bmp.Feed()
    assert feed.receive_data(octets[:-1]) == []
    assert (feed.peers, feed.offset) == (0, 0)
    (message,) = feed.receive_data(octets[-1:])
    assert isinstance(message, bmp.PeerUp)
    assert (feed.peers, feed.offset) == (1, len(octets))


def test_the_peer_up_says_how_updates_are_read() -> None:
    family = Family.IPV4_UNICAST
    up = peer_up(Multiprotocol(family), AddPath(((family, 3),)))
    told = monitoring(update(Context().with_add_path(family), path_id=7))
    _, route = fed(bmp.Feed(), [up.encode() + told.encode()])
    assert isinstance(route, bmp.RouteMonitoring)
    assert isinstance(route.message, Update)
    (nlri,) = route.message.announced[0].nlri
    assert isinstance(nlri, UnicastNlri)
    assert (nlri.path_id, route.is_assumed) == (7, False)


def test_connections_know_nothing_of_each_other() -> None:
    """RFC 7854 §3.3: a router begins anew on each connection."""
    route = monitoring(update()).encode()
    (_, known) = bmp.Feed().receive_data(peer_up().encode() + route)
    (unknown,) = bmp.Feed().receive_data(route)
    assert isinstance(known, bmp.RouteMonitoring)
    assert isinstance(unknown, bmp.RouteMonitoring)
    assert (known.is_assumed, unknown.is_assumed) == (False, True)


def test_the_end_within_a_message() -> None:
    octets = monitoring(update()).encode()
    (error,) = fed(bmp.Feed(), [octets, octets[:20]])[1:]
    assert isinstance(error, bmp.ErrorRecord)
    assert (error.offset, error.text) == (len(octets), "a message ends after 20 octets of it")


@pytest.mark.parametrize("size", [1, 7, 4096])
def test_damage_costs_what_stands_in_it(size: int) -> None:
    good = monitoring(update()).encode()
    octets = good + b"GET / HTTP/1.1\r\n\r\n" + good + good
    pieces = [octets[at : at + size] for at in range(0, len(octets), size)]
    first, error, *rest = fed(bmp.Feed(), pieces)
    assert isinstance(error, bmp.ErrorRecord)
    assert str(error) == (
        f"offset {len(good)}: version 71 is neither 3 nor 4; 18 octets are passed over"
        " (RFC 7854 §4.1)"
    )
    assert [each.encode() for each in (first, *rest)] == [good, good, good]


def test_a_message_that_cannot_be_read_is_handed_out_as_octets() -> None:
    good, bad = peer_up().encode(), peer_up().encode()[:70]
    bad = bad[:1] + len(bad).to_bytes(4, "big") + bad[5:]
    error, message = fed(bmp.Feed(), [bad + good])
    assert isinstance(error, bmp.ErrorRecord)
    assert (error.offset, error.octets) == (0, bad)
    assert isinstance(message, bmp.PeerUp)


@pytest.mark.parametrize("octets", ["", "00", None, 0])
def test_what_is_no_octets_is_refused(octets: Any) -> None:
    """Neither text nor nothing says that the router has closed the connection."""
    with pytest.raises(LocalError, match="which is not octets"):
        bmp.Feed().receive_data(octets)
