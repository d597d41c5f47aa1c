"""Helpers of the tests on UPDATE: messages made of pieces, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import pytest

from bgplib.attributes import AttributeReader
from bgplib.attributes._table import DEFAULT_TABLE
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.testing.malformed import attribute, message, update

__all__ = [
    "CONFEDERATION",
    "EXTERNAL",
    "HOP6",
    "INTERNAL",
    "IPV4",
    "IPV6",
    "LINK_LOCAL",
    "NLRI",
    "OLD",
    "ROUTE6",
    "attribute",
    "codes",
    "encoded",
    "is_fine",
    "is_withdrawn",
    "judged",
    "message",
    "reach",
    "refused",
    "route",
    "texts",
    "treatment",
    "unreach",
    "update",
]

EXTERNAL: Final = Context()
INTERNAL: Final = Context(session=SessionType.INTERNAL)
CONFEDERATION: Final = Context(session=SessionType.CONFEDERATION)
OLD: Final = Context(four_octet_as=False)
IPV4, IPV6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST

#: 198.51.100.0/24, and 2001:db8::/32
NLRI: Final = bytes((24, 198, 51, 100))
ROUTE6: Final = bytes((32, 0x20, 0x01, 0x0D, 0xB8))
HOP6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"
LINK_LOCAL: Final = b"\xfe\x80" + bytes(13) + b"\x01"

_ORIGIN: Final = attribute(0x40, 1, b"\0")
_NEXT_HOP: Final = attribute(0x40, 3, bytes((192, 0, 2, 1)))
_PATHS: Final = {4: attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"), 2: attribute(0x40, 2, b"\2\1\xfd\xe9")}
_CONFED: Final = attribute(0x40, 2, b"\3\1\0\0\xfd\xea")


def judged(octets: bytes, context: Context = EXTERNAL) -> Update:
    """Decode an UPDATE, and check that it is written again as it stood."""
    found = decode(octets, context)
    assert isinstance(found, Update)
    assert found.encode() == octets
    return found


def route(
    *attributes: bytes, context: Context = EXTERNAL, nlri: bytes = NLRI, without: int = 0
) -> Update:
    """Decode an UPDATE that announces `nlri`.

    Args:
        attributes: take the place of the well-formed ORIGIN, AS_PATH and NEXT_HOP, or stand beside.
        context: what was agreed on.
        nlri: the NLRI field.
        without: a type code to leave out.
    """
    path = _PATHS[4 if context.four_octet_as else 2]
    if context.session is SessionType.CONFEDERATION:
        path = _CONFED
    pieces = {1: _ORIGIN, 2: path, 3: _NEXT_HOP}
    pieces.pop(without, None)
    for octets in attributes:
        pieces.pop(octets[1], None)
    return judged(update(*pieces.values(), *attributes, nlri=nlri), context)


def reach(
    nlri: bytes = ROUTE6,
    *,
    hop: bytes = HOP6,
    family: Family = IPV6,
    flags: int = 0x80,
    reserved: int = 0,
) -> bytes:
    """Make an MP_REACH_NLRI (RFC 4760 §3)."""
    head = family.afi.to_bytes(2, "big") + bytes((family.safi, len(hop)))
    return attribute(flags, 14, head + hop + bytes((reserved,)) + nlri)


def unreach(nlri: bytes = b"", *, family: Family = IPV6, flags: int = 0x80) -> bytes:
    """Make an MP_UNREACH_NLRI (RFC 4760 §4)."""
    return attribute(flags, 15, family.afi.to_bytes(2, "big") + bytes((family.safi,)) + nlri)


def encoded(value: object, context: Context = EXTERNAL) -> bytes:
    """Write an attribute as bgplib does."""
    return AttributeReader(context, DEFAULT_TABLE).encode(value)[1]


def texts(groups: Iterable[NlriGroup]) -> list[str]:
    """Print the NLRI of groups."""
    return [str(nlri) for group in groups for nlri in group]


def codes(found: Update) -> list[int]:
    """List the type codes of the attributes that count."""
    return [attribute.code for attribute in found.path_attributes()]


def treatment(found: Update) -> str:
    """Return the name of the strongest treatment."""
    return found.treatment.text


def is_fine(found: Update, *announced: str) -> bool:
    """Say whether nothing was found, and these routes are announced (by default NLRI's)."""
    assert found.findings == ()
    return texts(found.announced) == list(announced or ("198.51.100.0/24",))


def is_withdrawn(found: Update, *withdrawn: str) -> bool:
    """Say whether treat-as-withdraw was applied, to these routes (by default NLRI's)."""
    assert found.treatment is Treatment.TREAT_AS_WITHDRAW, found.findings
    assert found.announced == ()
    return texts(found.withdrawn) == list(withdrawn or ("198.51.100.0/24",))


def refused(octets: bytes, context: Context = EXTERNAL) -> tuple[int, int, bytes]:
    """Decode what no session survives; return the NOTIFICATION's code, subcode and data."""
    with pytest.raises(DecodeError) as caught:
        decode(octets, context)
    return caught.value.code, caught.value.subcode, caught.value.data
