"""Communities (RFC 1997) as text.

A community is a number of 32 bits, and everywhere in bgplib it is just that: an `int`. By
convention the upper half is an AS number and the lower half means what that AS says.
"""

from __future__ import annotations

from typing import Final

from bgplib._checks import check_text
from bgplib.errors import ParseError
from bgplib.iana import communities as iana
from bgplib.values._numbers import parse_number

__all__ = ["community_text", "parse_community"]

# What other programs call some of them; keys as `_normalised` leaves them.
_ALIASES: Final = {
    "internet": 0,
    "planned-shut": iana.GRACEFUL_SHUTDOWN,
    "graceful-shut": iana.GRACEFUL_SHUTDOWN,
    "g-shut": iana.GRACEFUL_SHUTDOWN,
    "gshut": iana.GRACEFUL_SHUTDOWN,
    "no-peer": iana.NOPEER,
    "local-as": iana.NO_EXPORT_SUBCONFED,
    "blackhole-community": iana.BLACKHOLE,
}


def _normalised(text: str) -> str:
    return text.strip().lower().replace("_", "-").replace(" ", "-")


_BY_NAME: Final = _ALIASES | {_normalised(name): code for code, name in iana.NAMES.items()}


def parse_community(text: str) -> int:
    """Read `65000:666`, `no-export`, `NO_EXPORT`, `4259840666`, `0xfde8029a` or `(65000,666)`.

    Raises:
        ParseError: it is not a community; one with a 4-octet AS number has to be a large one.
    """
    check_text(text, "a community")
    named = _BY_NAME.get(_normalised(text))
    if named is not None:
        return named
    bare = text.strip()
    if bare[:1] + bare[-1:] in ("()", "[]"):  # as BIRD and ExaBGP write pairs
        bare = bare[1:-1].replace(",", ":")
    parts = bare.split(":")
    if len(parts) == 1:
        return parse_number(bare, 32, "community")
    if len(parts) != 2:
        raise ParseError(f"{text!r} is not a community, which has two parts")
    asn = parse_number(parts[0], 32, "AS number")
    if asn > 0xFFFF:
        raise ParseError(
            f"AS {asn} does not fit in a community: use a large community (RFC 8092) instead"
        )
    return asn << 16 | parse_number(parts[1], 16, "community's lower half")


def community_text(community: int, *, named: bool = False) -> str:
    """Print a community as `65000:666`.

    Args:
        community: its 32 bits.
        named: print the well-known ones by name, as `no-export`.
    """
    if named and community in iana.NAMES:
        return _normalised(iana.NAMES[community])
    return f"{community >> 16}:{community & 0xFFFF}"
