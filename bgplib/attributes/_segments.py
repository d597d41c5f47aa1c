"""Path segments, which AS_PATH and AS4_PATH share (RFC 4271 §4.3, RFC 5065 §3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bgplib._checks import check_text
from bgplib._frozen import frozen
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.kernel import as_path as kernel
from bgplib.octets import Reader

__all__ = [
    "AS_CONFED_SEQUENCE",
    "AS_CONFED_SET",
    "AS_SEQUENCE",
    "AS_SET",
    "AS_TRANS",
    "Segment",
    "decode_segments",
    "encode_segments",
    "parse_asn",
    "parse_segments",
    "segments_text",
]

AS_SET: Final = 1
AS_SEQUENCE: Final = 2
AS_CONFED_SEQUENCE: Final = 3
AS_CONFED_SET: Final = 4
TYPE_NAMES: Final = {
    AS_SET: "AS_SET",
    AS_SEQUENCE: "AS_SEQUENCE",
    AS_CONFED_SEQUENCE: "AS_CONFED_SEQUENCE",
    AS_CONFED_SET: "AS_CONFED_SET",
}
# RFC 6793 §9: the 2-octet number that stands for any AS number that does not fit in two octets.
AS_TRANS: Final = 23456
# RFC 4271 §4.3: the number of AS numbers in a segment has one octet.
_FULL: Final = 255

_BRACKETS: Final = {"{": (AS_SET, "}"), "(": (AS_CONFED_SEQUENCE, ")"), "[": (AS_CONFED_SET, "]")}
_WORD: Final = re.compile(r"[{}()\[\]|]|[^\s,{}()\[\]|]+")


@frozen
class Segment:
    """One path segment."""

    type: int  #: 1 AS_SET, 2 AS_SEQUENCE, 3 AS_CONFED_SEQUENCE, 4 AS_CONFED_SET
    asns: tuple[int, ...]  #: its AS numbers in the order of the wire

    @property
    def type_name(self) -> str:
        """The name of the type: `AS_SEQUENCE`."""
        return TYPE_NAMES[self.type]


def decode_segments(octets: bytes, size: int, rfc: str) -> tuple[Segment, ...]:
    """Read all segments of a value, with AS numbers of `size` octets.

    Raises:
        DecodeError: citing `rfc`, which lists what is malformed.
    """
    reader = Reader(octets)
    segments = []
    while reader.remaining:
        # RFC 7606 §7.2: "after the last successfully parsed segment there is only a single octet
        # remaining"
        if reader.remaining == 1:
            raise DecodeError("one octet is left over behind the last segment", rfc=rfc)
        kind = reader.u8()
        count = reader.u8()
        if kind not in TYPE_NAMES:
            raise DecodeError(f"segment type {kind} is not defined", rfc=rfc)
        if count == 0:
            raise DecodeError("a segment has no AS numbers", rfc=rfc)
        if count * size > reader.remaining:
            raise DecodeError(f"a segment of {count} AS numbers runs past the end", rfc=rfc)
        asns = tuple(reader.unsigned(size) for _ in range(count))
        # RFC 7607 §2: "An UPDATE message that contains the AS number of zero in the AS_PATH or
        # AGGREGATOR attribute MUST be considered as malformed"
        if 0 in asns:
            raise DecodeError("the path holds AS 0", rfc="RFC 7607 §2")
        segments.append(Segment(kind, asns))
    return tuple(segments)


def encode_segments(segments: Iterable[Segment], size: int) -> bytes:
    """Write segments, with AS numbers of `size` octets.

    RFC 6793 §4.2.2: a number that does not fit in two octets is written as AS_TRANS.

    Raises:
        EncodeError: a type, a count or an AS number is out of range.
    """
    parts = []
    for segment in segments:
        if segment.type not in TYPE_NAMES:
            raise EncodeError(f"segment type {segment.type} is not defined")
        if not 1 <= len(segment.asns) <= 255:
            raise EncodeError(f"a segment holds 1 to 255 AS numbers, not {len(segment.asns)}")
        parts.append(bytes((segment.type, len(segment.asns))))
        for asn in segment.asns:
            if not 0 < asn <= 0xFFFFFFFF:
                raise EncodeError(f"{asn} is not an AS number")
            parts.append((asn if asn < 1 << 8 * size else AS_TRANS).to_bytes(size, "big"))
    return b"".join(parts)


def segments_text(segments: Sequence[Segment]) -> str:
    """Print segments as routers do, with a bar between sequences that `parse_segments` joins."""
    parts: list[str] = []
    full = True
    for segment in segments:
        if segment.type == AS_SEQUENCE:
            if not full:
                parts.append("|")
            full = len(segment.asns) == _FULL
        else:
            full = True
        parts.append(kernel.text(((segment.type, segment.asns),)))
    return " ".join(parts)


def parse_asn(text: str) -> int:
    """Read an AS number, plain or in asdot notation (RFC 5396 §2).

    Raises:
        ParseError: it is neither, or does not fit in four octets.
    """
    high, dot, low = text.removeprefix("AS").partition(".")
    digits = (high, low) if dot else (high,)
    # Ten digits hold any AS number; `int` refuses text of many thousands with an error of its own.
    if all(part.isascii() and part.isdigit() and len(part) <= 10 for part in digits):
        value = int(high)
        if dot and value <= 0xFFFF and int(low) <= 0xFFFF:
            return value << 16 | int(low)
        if not dot and value <= 0xFFFFFFFF:
            return value
    raise ParseError(f"{text!r} is not an AS number")


def parse_segments(text: str) -> tuple[Segment, ...]:
    """Read `10 20 {30,40} (65001 65002) [65003,65004]`.

    AS numbers that follow one another are one sequence, as long as it has room for them, unless a
    bar stands between them: `10 | 20`.

    Raises:
        ParseError: a bracket has no partner or is empty, or a word is not an AS number.
    """
    check_text(text, "a path of AS numbers")
    segments: list[Segment] = []
    asns: list[int] = []
    kind, closing = AS_SEQUENCE, ""
    for word in _WORD.findall(text):
        if word in _BRACKETS and not closing:
            _close(segments, kind, asns, empty=True)
            kind, closing = _BRACKETS[word]
            asns = []
        elif word == closing:
            _close(segments, kind, asns, empty=False)
            kind, closing, asns = AS_SEQUENCE, "", []
        elif word == "|" and not closing:
            _close(segments, kind, asns, empty=True)
            asns = []
        elif word in "{}()[]|":
            raise ParseError(f"{text!r} has a {word!r} out of place")
        else:
            asns.append(parse_asn(word))
    if closing:
        raise ParseError(f"{text!r} lacks a {closing!r}")
    _close(segments, kind, asns, empty=True)
    return tuple(segments)


def _close(segments: list[Segment], kind: int, asns: list[int], *, empty: bool) -> None:
    if not asns and not empty:
        raise ParseError("a set or confederation segment is empty")
    for start in range(0, len(asns), _FULL):
        segments.append(Segment(kind, tuple(asns[start : start + _FULL])))
