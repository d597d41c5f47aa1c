"""BMP for all values and all octets: what is written is read, and nothing that is read is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from bgplib.errors import BGPError
from bgplib.formats import bmp
from bgplib.formats.json import bmp_to_json, schema
from bgplib.testing.strategies.bmp import bmp_messages

_VALIDATOR = Draft202012Validator(schema())


@given(bmp_messages())
def test_round_trip(message: bmp.BmpMessage) -> None:
    """RFC 7854 §4: a message of any type is read as the value that was written."""
    octets = message.encode()
    found = bmp.decode(octets)
    assert found == message
    assert found.encode() == octets


@given(st.lists(bmp_messages(), min_size=1, max_size=5))
def test_stream(messages: list[bmp.BmpMessage]) -> None:
    """RFC 7854 §4.1: messages follow each other; each is told by the length before it."""
    octets = b"".join(each.encode() for each in messages)
    found = list(bmp.read(octets))
    assert b"".join(each.encode() for each in found) == octets
    assert found == messages


# Nothing in the value looks like a header.
@given(st.integers(7, 255), st.lists(st.integers(5, 255), max_size=40).map(bytes))
def test_a_type_that_nobody_knows_is_doubted(kind: int, value: bytes) -> None:
    """It counts where a message or the end follows; before anything else it is passed over."""
    unknown = bmp.UnknownMessage(type_code=kind, octets=value)
    known = bmp.Initiation(tlvs=(bmp.Tlv(2, b"r1"),))
    assert list(bmp.read(unknown.encode() + known.encode())) == [unknown, known]
    stream = unknown.encode() + b"\xff" * 6 + known.encode()
    first, *_, last = bmp.read(stream)
    assert isinstance(first, bmp.ErrorRecord)
    assert "no message follows where it should end" in first.text
    assert last == known


@given(bmp_messages())
def test_json(message: bmp.BmpMessage) -> None:
    """Whatever a message holds, its JSON conforms to the schema."""
    assert next(_VALIDATOR.iter_errors(bmp_to_json(message)), None) is None


@given(st.lists(bmp_messages(), max_size=3), st.data())
def test_damage(messages: list[bmp.BmpMessage], data: st.DataObject) -> None:
    """Octets may be anything: no exception, no endless loop, and no octet is lost."""
    octets = bytearray(b"".join(each.encode() for each in messages))
    for _ in range(data.draw(st.integers(0, 4))):
        if octets:
            octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(octets)))
    stream = bytes(octets[:cut]) + data.draw(st.binary(max_size=8)) + bytes(octets[cut:])
    found = list(bmp.read(stream))
    assert b"".join(each.encode() for each in found) == stream
    for each in found:
        if isinstance(each, bmp.RouteMonitoring):
            try:
                each.message  # noqa: B018  # any other exception would be a defect
            except BGPError:
                continue
