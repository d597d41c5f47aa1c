"""A capability that no row of the registry describes, or that is malformed and ignored.

RFC 5492 §3: "If a BGP speaker receives from its peer a capability that it does not itself support
or recognize, it MUST ignore that capability."
"""

from __future__ import annotations

import attrs

from bgplib.capabilities._capability import Capability

__all__ = ["UnknownCapability"]


@attrs.frozen
class UnknownCapability(Capability):
    """The octets of a capability without a type of its own."""

    code: int  #: capability code
    octets: bytes = b""  #: the value

    @property
    def text(self) -> str:
        """The value in hexadecimal."""
        return self.octets.hex()
