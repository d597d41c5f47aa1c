"""Label stack entries as text: the 4 octets that stand before a packet (RFC 3032 §2.1).

 0                   1                   2                   3
 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
|                Label                  |  TC |S|       TTL     |
+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
"""

from __future__ import annotations

import re
from typing import Final

from bgplib.errors import ParseError
from bgplib.values._field_kinds import FieldKind
from bgplib.values._notation import brief, parse_hex
from bgplib.values._numbers import parse_number
from bgplib.values.address import address_octets, address_text

__all__ = ["ENTRY", "SID"]

_TEXT: Final = re.compile(r"(\w+)(?:;tc=([0-7]))?(?:;s=([01]))?(?:;ttl=(\d{1,3}))?")


def _text(entry: bytes) -> str:
    if len(entry) != 4:
        return "0x" + entry.hex()
    tc, bottom, ttl = entry[2] >> 1 & 7, entry[2] & 1, entry[3]
    label = int.from_bytes(entry[:3], "big") >> 4
    return (
        str(label)
        + (f";tc={tc}" if tc else "")
        + (f";s={bottom}" if bottom else "")
        + (f";ttl={ttl}" if ttl else "")
    )


def _parse(text: str) -> bytes:
    bare = text.strip().lower()
    match = _TEXT.fullmatch(bare)
    if match is None:
        raise ParseError(f"{brief(text)} is not a label stack entry")
    if bare.startswith("0x"):
        return parse_hex(bare)
    label, tc, bottom, ttl = (parse_number(part or "0", 20, "label") for part in match.groups())
    if ttl > 255:
        raise ParseError(f"a TTL has 8 bits, {ttl} has more")
    return (label << 12 | tc << 9 | bottom << 8 | ttl).to_bytes(4, "big")


def _sid_text(sid: bytes) -> str:
    if len(sid) == 16:
        return address_text(sid)
    return _text(sid) if sid else "none"


def _parse_sid(text: str) -> bytes:
    bare = text.strip()
    if bare == "none":
        return b""
    return address_octets(bare) if ":" in bare else _parse(bare)


#: an entry: `100`, with those of TC, S and TTL that are not 0 behind: `100;tc=5;s=1;ttl=64`
ENTRY: Final = FieldKind(_text, _parse)
#: a segment identifier: an entry, an IPv6 address, or `none`
SID: Final = FieldKind(_sid_text, _parse_sid)
