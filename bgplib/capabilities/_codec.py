"""The row that describes one capability: what its RFC says of it, in the same words for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

import attrs

from bgplib._pickling import TableRow
from bgplib.capabilities._capability import Capability
from bgplib.findings import Treatment

__all__ = ["AnyCapabilityCodec", "CapabilityCodec", "CapabilityRows"]

T = TypeVar("T", bound=Capability)


@attrs.frozen(kw_only=True)
class CapabilityCodec(TableRow, Generic[T]):
    """One capability: number, rule and functions.

    A registry whose rows all have `malformed=Treatment.IGNORE` ends no session for a malformed
    capability, as some speakers do.
    """

    code: int  #: capability code
    name: str  #: the registry's name
    value: type[T]  #: the class of its values
    rfc: str  #: the section that defines it
    #: what a malformed one leads to: `SESSION_RESET` refuses the OPEN with NOTIFICATION 2/0
    #: (RFC 4271 §6.2), `IGNORE` keeps it as an `UnknownCapability` and reports it
    malformed: Treatment
    decode: Callable[[bytes], T]  #: value octets to value; raises DecodeError
    encode: Callable[[T], bytes]  #: value to value octets; raises EncodeError


#: a row whose type of value does not matter where it stands in a table
AnyCapabilityCodec = CapabilityCodec[Any]


class CapabilityRows(Protocol):
    """What looks rows up: a `bgplib.registry.Registry`."""

    def capability(self, code: int) -> AnyCapabilityCodec | None:
        """Return the row of a capability code, or None."""

    def capability_of(self, kind: type) -> AnyCapabilityCodec:
        """Return the row whose values are of a class; raises LocalError when there is none."""
