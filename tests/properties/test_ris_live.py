"""RIS Live for all UPDATEs and all JSON: routes are those of archives, and nothing breaks it."""

from __future__ import annotations

import copy
import json
from typing import Any, Final

from hypothesis import assume, given
from hypothesis import strategies as st

from bgplib import BGPError, Context, Update
from bgplib.formats import mrt, ris_live
from bgplib.formats._archive import archive_context
from bgplib.formats.error_record import ErrorRecord
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies.update import mutated_updates, update_octets
from tests.unit.formats.ris_live_samples import (
    HEAD,
    SHOWN,
    as_the_json_has_it,
    line,
    projected,
    said,
)

CONTEXT: Final = archive_context(DEFAULT_REGISTRY, four_octet_as=True)


def archived(update: Update) -> list[mrt.Element]:
    """Return the rows that an archive of the same UPDATE has."""
    record = mrt.Bgp4mpMessage.of(
        update,
        timestamp=1_700_000_000,
        microseconds=250_000,
        peer_as=64496,
        peer_address="192.0.2.1",
        local_as=0,
        local_address="0.0.0.0",
    )
    return list(mrt.elements(record.encode()))


def decoded(octets: bytes) -> Update:
    update = ris_live.parse(said(raw=octets.hex()))
    assert isinstance(update, ris_live.PeerMessage)
    message = update.decode(CONTEXT)
    assert isinstance(message, Update)
    return message


@given(update_octets(CONTEXT))
def test_the_json_has_the_rows_of_an_archive(octets: bytes) -> None:
    """Of what the service shows, and but for what it leaves out."""
    update = decoded(octets)
    assume(all(kind in (1, 2) for kind, _ in update.attributes.as_path))
    groups = (*update.announced, *update.withdrawn)
    assume(all(str(group.family) in SHOWN for group in groups))
    hops = [group.next_hop_octets for group in update.announced]
    assume(all(len(hop) in (4, 16, 32) and hop[0] != 0xFE for hop in hops))
    found = ris_live.elements(ris_live.parse(line(projected(update))))
    assert found == [as_the_json_has_it(row) for row in archived(update)]


@given(update_octets(CONTEXT) | mutated_updates(CONTEXT))
def test_the_octets_have_the_rows_of_an_archive(octets: bytes) -> None:
    """Whatever they say, and whatever is wrong with them."""
    message = ris_live.parse(said(raw=octets.hex()))
    assert isinstance(message, ris_live.PeerMessage)
    try:
        found = ris_live.elements(message, CONTEXT)
    except BGPError:
        found = []
    kind = "BGP4MP_ET/BGP4MP_MESSAGE_AS4"
    archive = message.record().encode()
    assert [row._replace(kind=kind) for row in found] == list(mrt.elements(archive))


SCALARS: Final = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(0, 70_000)
    | st.floats()
    | st.text(st.characters(exclude_categories=[]))
    | st.sampled_from(["192.0.2.1", "::/0", "10.0.0.0/8", "fe80::1,::1", "eor", "igp", "1:1.2.3.4"])
    | st.sampled_from(["ris_message", "ris_error", "UPDATE", "STATE", "down", "FF", "64496"])
)
KEYS: Final = (
    st.sampled_from(["type", "data", "message", "state", "direction", "next_hop", "prefixes"])
    | st.sampled_from(["path", "community", "origin", "med", "aggregator", "raw", *HEAD])
    | st.sampled_from(["announcements", "withdrawals"])
    | st.text(max_size=3)
)
JSON: Final = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30
)


def read(message: Any) -> None:
    """Read all that there is to read; nothing but `BGPError` comes out of it."""
    try:
        found = ris_live.parse(message)
    except BGPError:
        return
    assert isinstance(found.error, str | None)
    repr(found)
    assert copy.deepcopy(found) == found
    if not isinstance(found, ris_live.PeerMessage):
        return
    for call in (
        lambda: ris_live.elements(found),
        lambda: ris_live.elements(found, Context()),
        found.decode,
        lambda: found.record().encode(),
    ):
        try:
            call()
        except BGPError as error:
            assert str(error)


@given(JSON, st.dictionaries(KEYS, JSON))
def test_any_json_is_a_message_or_a_bgp_error(value: Any, fields: dict[str, Any]) -> None:
    read(value)
    read({"type": "ris_message", "data": value})
    read({"type": "ris_message", "data": {**HEAD, "type": "UPDATE", **fields}})
    read(json.dumps(value))


@given(st.binary() | st.text(st.characters(exclude_categories=[])))
def test_any_text_is_a_message_or_a_bgp_error(value: bytes | str) -> None:
    read(value)


@given(
    st.lists(st.binary() | st.sampled_from([line(said()), b"\n", b"\r\n", line(said())[:-1]])),
    st.lists(st.integers(0, 2000)),
)
def test_pieces_of_any_size_are_the_same_lines(pieces: list[bytes], places: list[int]) -> None:
    octets = b"".join(pieces)
    whole = ris_live.Feed()
    expected = [*(whole.receive_data(octets) if octets else ()), *whole.receive_data(b"")]
    feed = ris_live.Feed()
    ends = sorted({min(place, len(octets)) for place in places} | {len(octets)})
    cut = [octets[a:b] for a, b in zip([0, *ends], ends, strict=False) if a < b]
    assert [each for piece in (*cut, b"") for each in feed.receive_data(piece)] == expected
    assert feed.offset == whole.offset == len(octets)
    # Each octet is in a message, in an error, or blank.
    errors = [each for each in expected if isinstance(each, ErrorRecord)]
    assert all(octets[each.offset :].startswith(each.octets) for each in errors)
