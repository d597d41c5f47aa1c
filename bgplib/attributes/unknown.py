"""An attribute that no row of the registry describes: kept octet for octet.

RFC 4271 §5: "If a path with an unrecognized transitive optional attribute is accepted and passed
to other BGP peers, then the unrecognized transitive optional attribute of that path MUST be
passed, along with the path, to other BGP peers with the Partial bit in the Attribute Flags octet
set to 1."
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from bgplib._frozen import frozen
from bgplib.iana import attributes
from bgplib.values._field_kinds import registry_number, shown_as
from bgplib.values.record import Record

__all__ = ["UnknownAttribute"]


@frozen(kw_only=True)
class UnknownAttribute(Record):
    """The octets of an attribute without a type of its own."""

    BARE: ClassVar[tuple[str, ...]] = ("code", "octets")

    code: int = attrs.field(metadata=shown_as(registry_number(attributes.NAMES)))  #: type code
    flags: int  #: the Attribute Flags octet as it was on the wire
    octets: bytes  #: the value
