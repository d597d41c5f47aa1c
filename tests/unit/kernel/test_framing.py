"""Messages are cut out of a stream as RFC 4271 §4.1 and §6.1 say."""

from __future__ import annotations

import pytest

from bgplib.errors import DecodeError
from bgplib.kernel.framing import MARKER, MessageBuffer, check_header

KEEPALIVE = MARKER + bytes.fromhex("001304")


def header(length: int, kind: int, marker: bytes = MARKER) -> bytes:
    """Make 19 octets."""
    return marker + length.to_bytes(2, "big") + bytes((kind,))


def test_a_message_is_handed_out_when_its_last_octet_is_there() -> None:
    """RFC 4271 §4.1: Length is the total length of the message, the header included."""
    buffer = MessageBuffer()
    buffer.feed(KEEPALIVE[:-1])
    assert buffer.next_message() is None
    assert len(buffer) == 18
    buffer.feed(KEEPALIVE[-1:] + KEEPALIVE)
    assert buffer.next_message() == KEEPALIVE
    assert buffer.next_message() == KEEPALIVE
    assert buffer.next_message() is None
    assert len(buffer) == 0


@pytest.mark.parametrize(
    ("octets", "maximum", "numbers"),
    [
        (header(19, 4, b"\xff" * 15 + b"\xfe"), 4096, (1, 1, b"")),
        (header(19, 4, bytes(16)), 4096, (1, 1, b"")),
        (header(23, 2, bytes(16)), 4096, (1, 1, b"")),
        (header(18, 4), 4096, (1, 2, b"\x00\x12")),
        (header(0, 4), 4096, (1, 2, b"\x00\x00")),
        (header(4097, 2), 4096, (1, 2, b"\x10\x01")),
        (header(20, 4), 4096, (1, 2, b"\x00\x14")),
        (header(28, 1), 4096, (1, 2, b"\x00\x1c")),
        (header(22, 2), 4096, (1, 2, b"\x00\x16")),
        (header(20, 3), 4096, (1, 2, b"\x00\x14")),
        (header(4097, 1), 65535, (1, 2, b"\x10\x01")),
        (header(4097, 4), 65535, (1, 2, b"\x10\x01")),
        (header(19, 0), 4096, (1, 3, b"\x00")),
        (header(19, 6), 4096, (1, 3, b"\x06")),
        (header(19, 255), 4096, (1, 3, b"\xff")),
    ],
)
def test_a_wrong_header_is_refused(
    octets: bytes, maximum: int, numbers: tuple[int, int, bytes]
) -> None:
    """RFC 4271 §6.1: error code 1, its subcode, and the erroneous field as data."""
    buffer = MessageBuffer(maximum)
    buffer.feed(octets)
    # The 19 octets suffice: no body is waited for. And it stays wrong when asked again.
    for _ in range(2):
        with pytest.raises(DecodeError) as caught:
            buffer.next_message()
        assert (caught.value.code, caught.value.subcode, caught.value.data) == numbers
    # With all that it announces, and more, it is as wrong.
    buffer = MessageBuffer(maximum)
    buffer.feed(octets + bytes(5000))
    with pytest.raises(DecodeError) as caught:
        buffer.next_message()
    assert (caught.value.code, caught.value.subcode, caught.value.data) == numbers


@pytest.mark.parametrize(
    ("octets", "maximum"),
    [
        (header(29, 1), 4096),
        (header(4096, 1), 65535),
        (header(23, 2), 4096),
        (header(4096, 2), 4096),
        (header(65535, 2), 65535),
        (header(21, 3), 4096),
        (header(65535, 3), 65535),
        (header(19, 4), 4096),
        (header(19, 5), 4096),
        (header(65535, 5), 65535),
    ],
)
def test_the_limits_themselves_are_allowed(octets: bytes, maximum: int) -> None:
    """RFC 4271 §4.2-§4.5 and RFC 8654 §4: shortest and longest message of each type."""
    assert check_header(octets, 0, maximum) == int.from_bytes(octets[16:18], "big")


def test_what_was_handed_out_is_let_go() -> None:
    """Of octets handed out, at most 64 KiB or as many as still wait are kept."""
    buffer = MessageBuffer()
    count = 10_000
    buffer.feed(KEEPALIVE * count + KEEPALIVE[:5])
    for left in reversed(range(count)):
        assert buffer.next_message() == KEEPALIVE
        assert len(buffer) == left * 19 + 5
        kept = len(buffer._whole) + len(buffer._buffer)
        assert kept <= len(buffer) + max(65536, len(buffer)) + 19


@pytest.mark.parametrize("before", [b"", MARKER])
def test_what_holds_no_octets_is_not_taken(before: bytes) -> None:
    """A number is a mistake of the caller, and not as many zeros from the peer."""
    buffer = MessageBuffer()
    buffer.feed(before)
    for wrong in (5, [255], "text", None):
        with pytest.raises(TypeError):
            buffer.feed(wrong)  # type: ignore[arg-type]  # that is what is tested
    assert len(buffer) == len(before)


def test_octets_stay_in_order_where_messages_wait() -> None:
    """Who does not ask for all messages before more octets come gets them in their order."""
    wanted = [header(19 + size, 2) + bytes((size,)) * size for size in (4, 5, 6, 7, 8)]
    stream = b"".join(wanted)
    for first in range(len(wanted[0]), len(stream)):
        for second in range(first, len(stream), 7):
            buffer = MessageBuffer()
            buffer.feed(stream[:first])
            found = [buffer.next_message()]
            buffer.feed(stream[first:second])
            found.append(buffer.next_message())
            buffer.feed(stream[second:])
            found += [buffer.next_message() for _ in wanted]
            assert [each for each in found if each] == wanted


def test_good_messages_before_a_wrong_one_are_handed_out_first() -> None:
    """However the octets came, and whatever `maximum` became in between."""
    long = header(5000, 2) + bytes(4981)
    octets = KEEPALIVE + long + KEEPALIVE + header(19, 6)
    for size in (1, 18, 19, 20, 4999, len(octets)):
        buffer = MessageBuffer()
        found: list[bytes] = []
        with pytest.raises(DecodeError) as caught:
            _feed_all(buffer, octets, size, found)
        assert caught.value.subcode == 3
        assert found == [KEEPALIVE, long, KEEPALIVE]


def _feed_all(buffer: MessageBuffer, octets: bytes, size: int, found: list[bytes]) -> None:
    for start in range(0, len(octets), size):
        buffer.feed(octets[start : start + size])
        while (message := buffer.next_message()) is not None:
            found.append(message)
            buffer.maximum = 65535
