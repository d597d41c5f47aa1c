"""Helpers of the tests on flow specifications: NLRI of hex, and UPDATEs that carry them."""

from __future__ import annotations

import pytest

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.nlri.flowspec import CODEC, FlowSpecNlri
from bgplib.octets import Reader
from tests.conformance.updates import attribute, judged, reach, update

__all__ = ["V4", "V6", "announced", "read", "refused", "rule", "written"]

V4, V6 = Family.IPV4_FLOWSPEC, Family.IPV6_FLOWSPEC


def rule(components: str, family: Family = V4) -> FlowSpecNlri:
    """Read components of hex as one flow specification."""
    octets = bytes.fromhex(components)
    reader = Reader(bytes((len(octets),)) + octets)
    found = CODEC.decode(reader, family, Context())
    reader.finish()
    return found


def refused(components: str, family: Family = V4) -> str:
    """Read components that are malformed; return the section that says so."""
    with pytest.raises(DecodeError) as caught:
        rule(components, family)
    return caught.value.rfc


def written(flow: FlowSpecNlri, family: Family = V4) -> str:
    """Write a flow specification without its length; return hex."""
    return CODEC.encode(flow, family, Context())[1:].hex()


def read(components: str, family: Family = V4) -> str:
    """Read components of hex and print them."""
    return str(rule(components, family))


def announced(components: str, *, hop: bytes = b"", context: Context | None = None) -> Update:
    """Decode an UPDATE that announces one IPv4 flow specification."""
    octets = bytes.fromhex(components)
    nlri = bytes((len(octets),)) + octets
    return judged(
        update(
            reach(nlri, hop=hop, family=V4),
            attribute(0x40, 1, b"\0"),
            attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"),
            nlri=b"",
        ),
        context or Context(),
    )
