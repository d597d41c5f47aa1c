"""BFD_STRICT_MODE (capability 74), draft-ietf-idr-bgp-bfd-strict-mode.

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

__all__ = ["CODEC", "BfdStrictMode"]


@attrs.frozen
class BfdStrictMode(Capability):
    """The speaker holds the session back until BFD reports the path to the peer as up."""

    code: ClassVar[int] = capabilities.BFD_STRICT_MODE


def decode(octets: bytes) -> BfdStrictMode:
    """Read a value."""
    check_empty(octets, "draft-ietf-idr-bgp-bfd-strict-mode")
    return BfdStrictMode()


def encode(capability: BfdStrictMode) -> bytes:
    """Write a value."""
    return b""


CODEC: Final = CapabilityCodec(
    code=capabilities.BFD_STRICT_MODE,
    name="BFD_STRICT_MODE",
    value=BfdStrictMode,
    rfc="draft-ietf-idr-bgp-bfd-strict-mode",
    malformed=Treatment.IGNORE,
    decode=decode,
    encode=encode,
)
