"""What stands in messages of RIS Live: times, AS numbers, addresses, paths, communities, prefixes.

Each function is handed the path of what it reads, such as `data.path`, for those who learn that
it is wrong. Paths of the items of a list are made when one is wrong, and not before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from bgplib.attributes._segments import parse_asn
from bgplib.errors import ParseError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import wrong
from bgplib.kernel.as_path import Segments
from bgplib.values.address import address_octets, is_link_local
from bgplib.values.prefix import Prefix

__all__ = [
    "AS_SEQUENCE",
    "address_of",
    "aggregator_of",
    "as_path_of",
    "asn_of",
    "communities_of",
    "med_of",
    "next_hop_of",
    "origin_of",
    "prefixes_of",
    "timestamp_of",
]

_ORIGINS: Final = frozenset(("IGP", "EGP", "INCOMPLETE"))
_MOST: Final = 0xFFFFFFFF
# RFC 4271 §4.3 (b): "AS_SET: unordered set of ASes", and "AS_SEQUENCE: ordered set of ASes".
_AS_SET: Final = 1
AS_SEQUENCE: Final = 2
# No later second is told from the next one by a number of JSON.
_LAST: Final = 2.0**53
# How many texts of addresses are remembered: more than collectors have peers. No text is longer.
_KEPT: Final = 16_384
_LONGEST_ADDRESS: Final = 45


def timestamp_of(value: Any, path: str) -> float:
    """Return a time in seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong(path, f"{given.called(value)} is not a number")
    try:
        time = float(value)
    except OverflowError:
        time = _LAST
    if not 0 <= time < _LAST:  # 1e999 is infinite to Python
        raise wrong(path, f"{given.called(value)} is out of range")
    return time


def asn_of(value: Any, path: str, *at: int) -> int:
    """Return an AS number, which is a number or text.

    Args:
        value: what stands there.
        path: where it is, or the list that it is in.
        at: where in the list.
    """
    if type(value) is int and 0 <= value <= _MOST:
        return value
    try:
        if isinstance(value, str):
            return parse_asn(value)
    except ParseError:
        pass
    raise wrong(_item(path, *at), f"{given.called(value)} is not an AS number")


def address_of(value: Any, path: str) -> bytes:
    """Return the octets of an address."""
    text = given.text(value, path)
    # What stands behind a % is an interface of one machine.
    if len(text) <= _LONGEST_ADDRESS and "%" not in text:
        try:
            return _address(text)
        except ParseError:
            pass
    raise wrong(path, f"{given.called(text)} is not an address")


@lru_cache(maxsize=_KEPT)
def _address(text: str) -> bytes:
    return address_octets(text)


def next_hop_of(value: Any, path: str) -> bytes:
    """Return the octets of a next hop, empty where there is none.

    RFC 2545 §3: a next hop of IPv6 may come with a link-local address. The two are one text with a
    comma in it, and the global one counts.
    """
    if value is None:
        return b""
    texts = given.text(value, path).split(",")
    if len(texts) > 2:
        raise wrong(path, f"{given.called(value)} is not one address or two")
    found = [address_of(text.strip(), path) for text in texts]
    return next((each for each in found if not is_link_local(each)), found[0])


def as_path_of(value: Any, path: str) -> Segments | None:
    """Return a path, in which a list within the list is an AS_SET; None where there is none."""
    if value is None:
        return None
    segments: list[tuple[int, tuple[int, ...]]] = []
    row: list[int] = []
    for at, item in enumerate(given.sequence(value, path)):
        if not isinstance(item, list | tuple):
            row.append(asn_of(item, path, at))
            continue
        if row:
            segments.append((AS_SEQUENCE, tuple(row)))
            row = []
        members = tuple([asn_of(each, path, at, place) for place, each in enumerate(item)])
        segments.append((_AS_SET, members))
    if row:
        segments.append((AS_SEQUENCE, tuple(row)))
    return tuple(segments)


def communities_of(value: Any, path: str) -> tuple[str, ...] | None:
    """Return the text of communities, which are pairs of numbers; None where there are none."""
    if value is None:
        return None
    texts = []
    for at, pair in enumerate(given.sequence(value, path)):
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not all(map(_is_half, pair)):
            raise wrong(_item(path, at), "a community is a list of two numbers of 16 bits")
        texts.append(f"{pair[0]}:{pair[1]}")
    return tuple(texts) or None


def _is_half(value: Any) -> bool:
    return type(value) is int and 0 <= value <= 0xFFFF


def origin_of(value: Any, path: str) -> str | None:
    """Return `IGP`, `EGP` or `INCOMPLETE`, which the service wrote in small letters once."""
    if value is None:
        return None
    origin = given.text(value, path).upper()
    if origin not in _ORIGINS:
        raise wrong(path, f"{given.called(value)} is none of {', '.join(sorted(_ORIGINS))}")
    return origin


def med_of(value: Any, path: str) -> int | None:
    """Return a number of 32 bits, or None where there is none."""
    if value is None:
        return None
    number = given.number(value, path)
    if number > _MOST:
        raise wrong(path, f"{given.called(value)} is out of range")
    return number


def aggregator_of(value: Any, path: str) -> tuple[int, bytes] | None:
    """Return AS number and address of `64496:192.0.2.1`; None where there is nothing."""
    if value is None:
        return None
    asn, _, address = given.text(value, path).partition(":")
    return asn_of(asn, path), address_of(address, path)


def prefixes_of(value: Any, path: str) -> list[Prefix]:
    """Return prefixes; of a list of `eor`, the mark of an End-of-RIB, none."""
    found = []
    for at, text in enumerate(() if value is None else given.sequence(value, path)):
        if text == "eor":
            continue
        try:
            # RFC 4271 §4.3: "Note that the value of trailing bits is irrelevant."
            found.append(Prefix.parse(text, strict=False))
        except ParseError:
            raise wrong(_item(path, at), f"{given.called(text)} is not a prefix") from None
    return found


def _item(path: str, *at: int) -> str:
    return path + "".join(f"[{place}]" for place in at)
