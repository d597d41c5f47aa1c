"""EXTENDED_MESSAGE (capability 6), RFC 8654 §3.

The value is empty.

Several:    no more than one
Malformed:  length other than 0: ignore (RFC 5492 §3)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import check_empty
from bgplib.findings import Treatment
from bgplib.iana import capabilities

__all__ = ["CODEC", "ExtendedMessage"]


@attrs.frozen
class ExtendedMessage(Capability):
    """The speaker can receive messages of up to 65,535 octets."""

    code: ClassVar[int] = capabilities.EXTENDED_MESSAGE


def decode(octets: bytes) -> ExtendedMessage:
    """Read a value."""
    check_empty(octets, "RFC 8654 §3")
    return ExtendedMessage()


def encode(capability: ExtendedMessage) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.EXTENDED_MESSAGE,
    name="EXTENDED_MESSAGE",
    value=ExtendedMessage,
    rfc="RFC 8654 §3",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
