"""BGP4MP_STATE_CHANGE and BGP4MP_STATE_CHANGE_AS4 (subtypes 0 and 5), RFC 6396 §4.4.1 and §4.4.4.

    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     AS numbers, interface, addresses: see _peering.py         |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |            Old State          |          New State            |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+

States: 1 Idle, 2 Connect, 3 Active, 4 OpenSent, 5 OpenConfirm, 6 Established; Quagga has two more.
"""

from __future__ import annotations

import attrs

from bgplib.errors import DecodeError
from bgplib.formats.mrt import codes
from bgplib.formats.mrt._fields import pack
from bgplib.formats.mrt.bgp4mp._peering import Bgp4mpRecord, read_peering
from bgplib.formats.mrt.record import Archive, Header

__all__ = ["Bgp4mpStateChange", "read"]


@attrs.frozen(kw_only=True)
class Bgp4mpStateChange(Bgp4mpRecord):
    """The session with a peer went from one state to another."""

    four_octet_as: bool = True  #: AS numbers have four octets (RFC 6396 §4.4.4)
    old_state: int  #: the state before
    new_state: int  #: the state after

    @property
    def subtype(self) -> int:
        """One of the two STATE_CHANGE subtypes."""
        if self.four_octet_as:
            return codes.BGP4MP_STATE_CHANGE_AS4
        return codes.BGP4MP_STATE_CHANGE

    def body(self) -> bytes:
        """Write what follows the header."""
        states = pack(">HH", self.old_state, self.new_state)
        return self._peering(four_octet_as=self.four_octet_as) + states


def read(
    header: Header, octets: bytes, start: int, stop: int, archive: Archive
) -> Bgp4mpStateChange:
    """Read a record; the arguments are those of `message.read`.

    Raises:
        DecodeError: it is too short or too long for what it says.
    """
    timestamp, microseconds, _, subtype = header
    four_octet_as = subtype == codes.BGP4MP_STATE_CHANGE_AS4
    peer_as, local_as, interface_index, peer, local, position = read_peering(
        octets, start, stop, four_octet_as=four_octet_as, may_end_early=True
    )
    if stop - position != 4:
        raise DecodeError(f"two states take 4 octets, not {stop - position}", rfc="RFC 6396 §4.4.1")
    return Bgp4mpStateChange(
        timestamp=timestamp,
        microseconds=microseconds,
        peer_as=peer_as,
        local_as=local_as,
        interface_index=interface_index,
        peer_address=peer,
        local_address=local,
        four_octet_as=four_octet_as,
        old_state=int.from_bytes(octets[position : position + 2], "big"),
        new_state=int.from_bytes(octets[position + 2 : stop], "big"),
    )
