"""An attribute that no row of the registry describes: kept octet for octet.

RFC 4271 §5: "If a path with an unrecognized transitive optional attribute is accepted and passed
to other BGP peers, then the unrecognized transitive optional attribute of that path MUST be
passed, along with the path, to other BGP peers with the Partial bit in the Attribute Flags octet
set to 1."
"""

from __future__ import annotations

import attrs

from bgplib.iana import attributes

__all__ = ["UnknownAttribute"]


@attrs.frozen(kw_only=True)
class UnknownAttribute:
    """The octets of an attribute without a type of its own."""

    code: int  #: type code
    flags: int  #: the Attribute Flags octet as it was on the wire
    octets: bytes  #: the value

    def __str__(self) -> str:
        """Return `UNKNOWN(250) 0102`."""
        return f"{attributes.name(self.code)} {self.octets.hex()}"
