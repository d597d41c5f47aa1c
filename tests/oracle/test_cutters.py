"""Cutters find the messages that a slow twin finds, and look at each octet a few times at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.errors import DecodeError
from bgplib.formats.bmp import cutter as bmp_cutter
from bgplib.formats.bmp import framing
from bgplib.formats.bmp.cutter import BmpCutter
from bgplib.formats.bmp.framing import MAXIMUM_LENGTH, Framer
from bgplib.formats.bmp.message import HEADER
from bgplib.formats.compression import OctetStream
from bgplib.formats.cutter import Cutter
from bgplib.kernel.framing import HEADER_LENGTH, MARKER
from tests.unit.cli import recorded

STREAM = recorded.stream()
LONGEST = 1 << 16  # the longest BMP message that is found by its header alone
PLAUSIBLE = re.compile(rb"[\3\4]\0[\0-\x0f]..[\0-\6]", re.DOTALL)

#: What is done to a cutter: octets that it is fed, a number of them that is lost, or the end.
Step = bytes | int | None


class SlowBmpCutter(BmpCutter):
    """Looks at all that is kept, each time that it is asked."""

    __slots__ = ()

    def _search(self, position: int) -> int:
        last = max(position, len(self._buffer) - HEADER.size + 1)
        judged = [(at, self._leads_on(at)) for at in range(position, last)]
        for wanted in (True, None):
            for at, verdict in judged:
                if verdict is wanted:
                    return at
        return last

    def _leads_on(self, position: int) -> bool | None:
        """Say whether a header has another one where its length says; None if that is to come."""
        if not PLAUSIBLE.match(self._buffer, position):
            return False
        _, length, _ = HEADER.unpack_from(self._buffer, position)
        if not HEADER.size <= length <= LONGEST:
            return False
        if position + length + HEADER.size > len(self._buffer):
            return None
        return PLAUSIBLE.match(self._buffer, position + length) is not None


class CountingPattern:
    """Counts the octets that a pattern looks at."""

    def __init__(self) -> None:
        self.looks = 0

    def search(self, octets: bytearray, position: int) -> re.Match[bytes] | None:
        match = PLAUSIBLE.search(octets, position)
        self.looks += (match.end() if match else len(octets)) - position
        return match

    def match(self, octets: bytearray, position: int) -> re.Match[bytes] | None:
        self.looks += HEADER.size
        return PLAUSIBLE.match(octets, position)


def cut(octets: bytes, places: Iterable[int]) -> Iterator[bytes]:
    at = sorted({0, *(place % (len(octets) + 1) for place in places), len(octets)})
    return (octets[start:stop] for start, stop in pairwise(at))


def done(cutter: Cutter, step: Step) -> list[bytes | str]:
    """Return what a step yields."""
    found: Iterator[bytes | DecodeError]
    if step is None:
        found = cutter.end()
    else:
        found = cutter.lose(step) if isinstance(step, int) else cutter.feed(step)
    return [each if isinstance(each, bytes) else str(each) for each in found]


def everything(cutter: Cutter, segments: Iterable[bytes]) -> list[bytes | str]:
    return [each for step in (*segments, None) for each in done(cutter, step)]


def header(version: int, length: int, kind: int) -> bytes:
    return HEADER.pack(version, length, kind)


LENGTHS = st.one_of(
    st.integers(5, 40), st.sampled_from((0, 300, LONGEST - 1, LONGEST, LONGEST + 1))
)
HEADERS = st.builds(header, st.integers(3, 4), LENGTHS, st.integers(0, 7))
#: Octets in which headers abound, lead to one another, to nothing, and into one another.
OTHERS = st.binary(max_size=12) | st.sampled_from((b"\3\0\0", b"\4\0\0\0"))
HOSTILE = st.lists(
    st.booleans().flatmap(lambda is_header: HEADERS if is_header else OTHERS), max_size=25
).map(b"".join)
STEPS = st.one_of(st.binary(max_size=3), HEADERS, HOSTILE, st.integers(1, 9), st.none())


@given(st.sampled_from(("", "a test")), st.lists(STEPS, max_size=6), st.data())
def test_bmp_as_the_twin(reason: str, steps: list[Step], data: st.DataObject) -> None:
    """Messages, errors and what is kept are those of the twin, after each segment, gap and end."""
    cutter, twin = BmpCutter(reason), SlowBmpCutter(reason)
    for step in steps:
        parts: Iterable[Step] = (step,)
        if isinstance(step, bytes):
            most = data.draw(st.sampled_from((1, 4, 20, 400)))
            places = data.draw(st.lists(st.integers(0, 400), max_size=30))
            parts = cut(step, range(0, len(step), most) if most < 20 else places)
        for part in parts:
            assert done(cutter, part) == done(twin, part)
            assert cutter._buffer == twin._buffer
            assert len(cutter._ends) <= len(cutter._buffer) + LONGEST


INNER = header(4, 8, 1) + b"\7\7" + header(3, 7, 2) + b"\7"


@pytest.mark.parametrize(
    ("octets", "matters"),
    [
        (b"\7" + header(3, 10, 0) + b"\7\7\7\7" + header(3, 6, 0) * 2, False),
        # What is complete first is taken, so that segments do matter with messages in messages.
        (b"\7" + header(3, 6 + len(INNER), 0) + INNER + header(3, 9, 4) + b"\7\7\7", True),
    ],
)
def test_bmp_cut_in_any_two_places(octets: bytes, matters: bool) -> None:
    """Wherever two cuts are, what is found is what the twin finds."""
    found = set()
    for first, second in combinations(range(len(octets) + 1), 2):
        segments = list(cut(octets, (first, second)))
        expected = everything(SlowBmpCutter("a test"), segments)
        assert everything(BmpCutter("a test"), segments) == expected
        found.add(tuple(expected))
    assert (len(found) > 1) is matters


@pytest.mark.parametrize("length", [LONGEST, LONGEST + 1])
def test_the_longest_that_is_found(length: int) -> None:
    """A header leads to another over 65,536 octets at most, whatever the segments."""
    octets = header(3, length, 0) + bytes(length - HEADER.size) + header(3, 6, 0) * 2
    for size in (1448, len(octets)):
        segments = [octets[at : at + size] for at in range(0, len(octets), size)]
        found = everything(BmpCutter("a test"), segments)
        assert found == everything(SlowBmpCutter("a test"), segments)
        assert (octets[:length] in found) is (length == LONGEST)


@given(st.integers(0, len(STREAM)), st.lists(st.integers(0, len(STREAM)), max_size=40))
@example(1, list(range(len(STREAM))))
def test_bmp_in_any_segments(start: int, places: list[int]) -> None:
    """RFC 9293 §3.4: from anywhere in a router's stream on, segments make no difference."""
    octets = STREAM[start:]
    whole = everything(BmpCutter("a test"), [octets])
    assert everything(BmpCutter("a test"), cut(octets, places)) == whole


PATTERNS = {
    "messages that end too late": header(3, 0xFFFF, 0),
    "messages that end nowhere": header(3, 0x100, 0),
    "messages within messages": b"\3\0\0",
    "messages of all lengths": b"".join(header(4, 7 + 8 * step, 5) + b"\7" for step in range(64)),
    "lengths that cannot be believed": header(3, 0x0F_FFFF, 0),
    "versions": b"\3",
    "nothing": bytes(1),
}


def looks(cutter: Cutter, octets: bytes, size: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many octets are looked at for headers, in segments of some size."""
    pattern = CountingPattern()
    monkeypatch.setattr(bmp_cutter, "_PLAUSIBLE", pattern)
    everything(cutter, (octets[at : at + size] for at in range(0, len(octets), size)))
    return pattern.looks


@pytest.mark.parametrize("name", sorted(PATTERNS))
@pytest.mark.parametrize("size", [1, 5, 1448])
def test_bmp_looks(name: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each octet is looked at a bounded number of times, however many messages may still end."""
    pattern = PATTERNS[name]
    for count in (2_000, 20_000, 140_000):  # the last is more than two messages of the longest
        octets = (pattern * (count // len(pattern) + 1))[:count]
        assert looks(BmpCutter("a test"), octets, size, monkeypatch) <= 5 * HEADER.size * count


class _Again(BmpCutter):
    """Remembers nothing between segments."""

    __slots__ = ()

    def _search(self, position: int) -> int:
        self._forget()
        return super()._search(position)


def test_looks_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The count above tells a cutter that looks at everything again."""
    octets = header(3, 0xFFFF, 0) * 400
    assert looks(_Again("a test"), octets, 1, monkeypatch) > 100 * HEADER.size * len(octets)


class _Pieces(OctetStream):
    """Delivers little at a time, and counts what the framer copies within its buffer meanwhile."""

    __slots__ = ("_at", "_buffer", "_octets", "_room", "_size", "copied", "framer")

    def __init__(self, octets: bytes, size: int) -> None:
        super().__init__(octets)
        self._octets, self._size, self._at = octets, size, 0
        self._buffer: object = None
        self._room = 0
        self.copied = 0
        self.framer: Framer | None = None

    def read(self) -> bytes:
        self.count()
        self._at += self._size
        return self._octets[self._at - self._size : self._at]

    def count(self) -> None:
        """Count the whole buffer if it is another one, or had to be given another place."""
        assert self.framer is not None
        buffer = self.framer._buffer
        room = buffer.__alloc__()
        if buffer is not self._buffer or room != self._room:
            self.copied += len(buffer)
        self._buffer, self._room = buffer, room


def framed(octets: bytes, size: int) -> tuple[list[bytes | str], int]:
    """Return what a framer finds when each message is rejected, and how much it copies."""
    pieces = _Pieces(octets, size)
    framer = pieces.framer = Framer(pieces)
    found: list[bytes | str] = []
    while (each := framer.next()) is not None:
        record = framer.reject("a test") if isinstance(each, bytes) else each
        found += [record.text, record.octets]
    pieces.count()
    return found, pieces.copied


@pytest.mark.parametrize("name", sorted(PATTERNS))
@pytest.mark.parametrize(
    ("size", "counts"),
    # The last is more than is passed over at once.
    [(1, (2_000, 140_000)), (5, (2_000, 140_000)), (1448, (20_000, MAXIMUM_LENGTH + 1449))],
)
def test_bmp_files_that_come_in_pieces(
    name: str, size: int, counts: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Octets that are passed over are looked at and copied so many times, however little comes."""
    for count in counts:
        octets = (PATTERNS[name] * (count // len(PATTERNS[name]) + 1))[:count]
        counting = CountingPattern()
        with monkeypatch.context() as patched:
            patched.setattr(framing, "_PLAUSIBLE", counting)
            found, copied = framed(octets, size)
        assert b"".join(each for each in found if isinstance(each, bytes)) == octets
        # Buffers of Python grow by an eighth.
        assert copied <= 12 * count
        assert counting.looks <= 5 * HEADER.size * count
        if count < MAXIMUM_LENGTH:
            assert found == framed(octets, count)[0]


BGP_PARTS = st.one_of(
    st.builds(
        lambda ones, length, kind: b"\xff" * ones + length.to_bytes(2, "big") + bytes([kind]),
        st.integers(13, 18),
        st.one_of(st.integers(18, 40), st.just(0xFFFF)),
        st.integers(0, 6),
    ),
    st.binary(max_size=6),
    st.integers(1, 40).map(lambda count: b"\xff" * count),
)


@given(
    st.sampled_from(("", "a test")),
    st.lists(BGP_PARTS, max_size=20).map(b"".join),
    st.lists(st.integers(0, 400), max_size=40),
)
def test_bgp_in_any_segments(reason: str, octets: bytes, places: list[int]) -> None:
    """RFC 4271 §4.1: segments make no difference, and a search keeps less than a header."""
    whole = everything(Cutter(reason), [octets])
    for segments in (cut(octets, places), cut(octets, range(len(octets)))):
        cutter = Cutter(reason)
        found = []
        for segment in segments:
            found += done(cutter, segment)
            # So each segment has but that much looked at again.
            assert not cutter._reason or len(cutter._buffer) < HEADER_LENGTH
        assert found + done(cutter, None) == whole


def test_bgp_ones() -> None:
    """A run of ones, in which a marker may start anywhere, is kept no longer than a header."""
    cutter = Cutter("a test")
    for _ in range(100_000):
        assert done(cutter, b"\xff") == []
        assert len(cutter._buffer) < HEADER_LENGTH
    keepalive = MARKER + b"\0\x13\4"
    assert done(cutter, keepalive[16:]) == ["a test; 99984 octets are passed over", keepalive]
