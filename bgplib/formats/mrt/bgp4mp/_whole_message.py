"""Records of BGP4MP that hold one whole message, as nearly all records of feeds do, made quickly.

`message.read` reads any record of these subtypes, and says what is wrong with it. What is read here
says the same, which tests/oracle/test_mrt_short_way.py looks at.
"""

from __future__ import annotations

from typing import Any, Final

from bgplib.formats.mrt import codes
from bgplib.formats.mrt._walk import whole_record
from bgplib.formats.mrt.bgp4mp._peering import Bgp4mpRecord
from bgplib.formats.mrt.bgp4mp.message import SUBTYPES, Bgp4mpMessage
from bgplib.formats.mrt.framing import Frame
from bgplib.registry import Registry

__all__ = ["read_whole"]

_VARIANTS: Final = {
    (kind, subtype): (kind == codes.BGP4MP_ET, *variant)
    for kind in (codes.BGP4MP, codes.BGP4MP_ET)
    for subtype, variant in SUBTYPES.items()
}


# Of no type to those who check types, for whom nobody writes to a frozen class.
_BASE: Any = Bgp4mpRecord


class _Draft(_BASE):  # type: ignore[misc]  # its base is of no type
    """A Bgp4mpMessage that can be written to.

    To set the attributes of a frozen class one by one takes longer than to decode the message.
    This class has the same slots, and can be made the other one when it is complete.
    """

    __slots__ = ("add_path", "four_octet_as", "is_local", "octets", "registry")
    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__

    def __init__(
        self,
        timestamp: int,
        microseconds: int | None,
        peer_as: int,
        local_as: int,
        interface_index: int,
        peer_address: bytes,
        local_address: bytes,
        four_octet_as: bool,
        is_local: bool,
        add_path: bool,
        octets: bytes,
        registry: Registry,
    ) -> None:
        self.timestamp = timestamp
        self.microseconds = microseconds
        self.peer_as = peer_as
        self.local_as = local_as
        self.interface_index = interface_index
        self.peer_address = peer_address
        self.local_address = local_address
        self.four_octet_as = four_octet_as
        self.is_local = is_local
        self.add_path = add_path
        self.octets = octets
        self.registry = registry


def read_whole(frame: Frame, registry: Registry) -> Bgp4mpMessage | None:
    """Read a record that holds one whole message; return None for any other.

    Args:
        frame: the record.
        registry: what decodes the message.
    """
    timestamp, kind, subtype, octets, start, stop = frame
    variant = _VARIANTS.get((kind, subtype))
    if variant is None:
        return None
    is_extended, four_octet_as, is_local, add_path = variant
    fields = whole_record(octets, start, stop, four_octet_as, is_extended)
    if fields is None:
        return None
    microseconds, peer_as, local_as, interface_index, peer, local, message = fields
    draft: Any = _Draft(
        timestamp,
        microseconds,
        peer_as,
        local_as,
        interface_index,
        peer,
        local,
        four_octet_as,
        is_local,
        add_path,
        message,
        registry,
    )
    draft.__class__ = Bgp4mpMessage
    made: Bgp4mpMessage = draft
    return made
