"""Recordings: the JSON Lines that `bgplib demo` replays, read and written."""

from __future__ import annotations

import json
import math
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import LocalError, ParseError
from bgplib.messages.header import frame
from bgplib.testing.recording import (
    ConnectionEvent,
    Direction,
    RecordedEvent,
    RecordedMessage,
    RecordedPeer,
    Recording,
    read_recording,
    write_recording,
)

_ASNS = st.integers(0, 0xFFFFFFFF)
_ADDRESSES = st.ip_addresses().map(str)
_MESSAGES = st.builds(frame, st.integers(0, 255), st.binary(max_size=80))


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Draw recordings of up to four peers, any text in their names."""
    names = draw(st.lists(st.text(), min_size=1, max_size=4, unique=True))
    peers = tuple(
        RecordedPeer(
            name=name,
            address=draw(_ADDRESSES),
            asn=draw(_ASNS),
            local_address=draw(_ADDRESSES),
            local_asn=draw(_ASNS),
        )
        for name in names
    )
    times = sorted(draw(st.lists(st.floats(0, 1e9), max_size=12)))
    peer = st.sampled_from(names)
    entries = tuple(
        draw(
            st.builds(
                RecordedMessage,
                time=st.just(time),
                peer=peer,
                direction=st.sampled_from(Direction),
                octets=_MESSAGES,
            )
            | st.builds(
                RecordedEvent,
                time=st.just(time),
                peer=peer,
                event=st.sampled_from(ConnectionEvent),
            )
        )
        for time in times
    )
    programs = draw(st.dictionaries(st.text(), st.text(), max_size=3))
    return Recording(made_with=tuple(programs.items()), peers=peers, entries=entries)


@given(recordings())
def test_what_was_written_reads_as_it_was(recording: Recording) -> None:
    """A recording survives being written and read; its lines survive being read and written."""
    lines = list(write_recording(recording))
    assert len(lines) == 1 + len(recording.entries)
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in lines)
    assert read_recording(lines) == recording
    assert list(write_recording(read_recording(lines))) == lines


def test_lines_are_as_documented() -> None:
    """The header comes first; an entry is one object, a message in hexadecimal."""
    peer = RecordedPeer(
        name="bird",
        address="127.0.0.2",
        asn=64496,
        local_address="127.0.0.9",
        local_asn=64500,
    )
    recording = Recording(
        made_with=(("bird", "2.0.12"),),
        peers=(peer,),
        entries=(
            RecordedEvent(time=0.0, peer="bird", event=ConnectionEvent.CONNECTED),
            RecordedMessage(
                time=0.012, peer="bird", direction=Direction.SENT, octets=frame(4, b"")
            ),
        ),
    )
    assert [json.loads(line) for line in write_recording(recording)] == [
        _header(),
        {"time": 0.0, "peer": "bird", "event": "connected"},
        _message(time=0.012, direction="sent"),
    ]


def test_messages_are_the_entries_with_octets() -> None:
    """`messages` leaves out what happened to connections."""
    lines = [_header(), {"time": 0, "peer": "bird", "event": "closed"}, _message(time=1)]
    recording = read_recording(map(json.dumps, lines))
    assert [message.time for message in recording.messages()] == [1.0]


def _header(**changes: Any) -> dict[str, Any]:
    peer = {
        "name": "bird",
        "address": "127.0.0.2",
        "asn": 64496,
        "local_address": "127.0.0.9",
        "local_asn": 64500,
    }
    fields = {"format": "bgplib-recording/1", "made_with": {"bird": "2.0.12"}, "peers": [peer]}
    return fields | changes


def _peer(**changes: Any) -> dict[str, Any]:
    peer: dict[str, Any] = _header()["peers"][0] | changes
    return _header(peers=[peer])


def _message(**changes: Any) -> dict[str, Any]:
    octets = "ff" * 16 + "001304"
    fields = {"time": 0.5, "peer": "bird", "direction": "received", "octets": octets}
    return fields | changes


@pytest.mark.parametrize(
    "header",
    [
        [],
        "bgplib-recording/1",
        _header(format="bgplib-recording/2"),
        {"made_with": {}, "peers": []},
        {"format": "bgplib-recording/1", "peers": []},
        {"format": "bgplib-recording/1", "made_with": {}},
        _header(made_with=["bird"]),
        _header(made_with={"bird": 2}),
        _header(peers={}),
        _header(peers=["bird"]),
        _header(peers=_header()["peers"] * 2),
        _peer(name=1),
        _peer(address="127.0.0"),
        _peer(local_address=2130706441),
        _peer(asn=-1),
        _peer(asn=1 << 32),
        _peer(asn=True),
        _peer(local_asn="64500"),
    ],
)
def test_a_header_that_is_wrong_is_refused(header: object) -> None:
    """Each field of the header is judged, and the error names the line."""
    with pytest.raises(ParseError, match="line 1: "):
        read_recording([json.dumps(header)])


@pytest.mark.parametrize(
    "entry",
    [
        [],
        7,
        {},
        _message(time=None),
        _message(time="0.5"),
        _message(time=True),
        _message(time=-0.1),
        _message(time=float("nan")),
        _message(time=float("inf")),
        _message(time=10**400),
        _message(time=0.24),
        _message(peer="frr"),
        _message(peer=["bird"]),
        _message(direction="both"),
        _message(direction=None),
        _message(octets=None),
        _message(octets="ff" * 16 + "00130"),
        _message(octets="zz" * 19),
        _message(octets=""),
        _message(octets="ff" * 16 + "0012"),
        _message(octets="ff" * 16 + "001404"),
        _message(octets="ff" * 16 + "00130400"),
        {"time": 0.5, "peer": "bird"},
        {"time": 0.5, "peer": "bird", "event": "refused"},
        {"time": 0.5, "peer": "bird", "event": 1},
    ],
)
def test_an_entry_that_is_wrong_is_refused(entry: object) -> None:
    """Each field of an entry is judged, also against the line before."""
    with pytest.raises(ParseError, match="line 3: "):
        read_recording(map(json.dumps, (_header(), _message(time=0.25), entry)))


@pytest.mark.parametrize("line", ["", "\n", "{", "null", "nan", "[" * 100_000, "\ufeff{}"])
def test_a_line_that_is_not_an_object_is_refused(line: str) -> None:
    """Text that is no JSON, or not an object, is an error of the line and nothing else."""
    with pytest.raises(ParseError, match="line 2: "):
        read_recording([json.dumps(_header()), line])


def test_no_line_at_all_is_refused() -> None:
    """An empty file is not a recording."""
    with pytest.raises(ParseError, match="header"):
        read_recording([])


_FIELDS = st.sampled_from(["time", "peer", "direction", "octets", "event"])
_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("bird")
_LINES = st.text() | (_VALUES | st.dictionaries(_FIELDS, _VALUES)).map(json.dumps)


@given(st.lists(_LINES, min_size=1))
def test_only_parse_errors_leave_the_reader(lines: list[str]) -> None:
    """Whatever the lines say, the outcome is an entry for each, or a ParseError."""
    try:
        outcome = len(read_recording([json.dumps(_header()), *lines]).entries)
    except ParseError:
        return
    assert outcome == len(lines)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"time": -1.0}, "not a number of seconds"),
        ({"time": math.nan}, "not a number of seconds"),
        ({"peer": "nobody"}, "has no peer 'nobody'"),
        ({"octets": b"\xff" * 19}, "not one whole message"),
    ],
)
def test_what_could_not_be_read_is_not_written(change: dict[str, Any], text: str) -> None:
    """Whoever finds that a recording cannot be read has lost it."""
    peer = RecordedPeer(
        name="a", address="192.0.2.1", asn=64496, local_address="192.0.2.2", local_asn=64497
    )
    entry = RecordedMessage(time=1.0, peer="a", direction=Direction.SENT, octets=frame(4, b""))
    recording = Recording(peers=(peer,), entries=(entry,))
    assert read_recording(write_recording(recording)) == recording
    with pytest.raises(LocalError, match=text):
        list(write_recording(attrs.evolve(recording, entries=(attrs.evolve(entry, **change),))))
    earlier = attrs.evolve(entry, time=0.5)
    with pytest.raises(LocalError, match="lies before that of the line above"):
        list(write_recording(attrs.evolve(recording, entries=(entry, earlier))))
    with pytest.raises(LocalError, match="two peers have the same name"):
        list(write_recording(attrs.evolve(recording, peers=(peer, peer))))
    with pytest.raises(LocalError, match="two programs have the same name"):
        list(write_recording(attrs.evolve(recording, made_with=(("a", "1"), ("a", "2")))))
