"""Envelope: what a line says besides the message, all of it told by the program that writes it."""

from __future__ import annotations

import math
from typing import Any, Final

import attrs

from bgplib._checks import check_fields, shown
from bgplib.errors import LocalError
from bgplib.values.address import address_octets, address_text, identifier_text, parse_identifier

__all__ = ["VERSION", "Envelope", "line"]

#: what ExaBGP 5 calls the form of its JSON, whichever of its releases it is
VERSION: Final = "5.0.0"

# The numbers of an envelope: how many bits each has.
_BITS: Final = {"pid": 32, "ppid": 32, "counter": 64, "local_as": 32, "peer_as": 32}


def _address(text: str) -> str:
    return address_text(address_octets(text))


def _is_time(time: float) -> bool:
    # RFC 8259 §6: "Numeric values that cannot be represented in the grammar below (such as
    # Infinity and NaN) are not permitted."
    try:
        return math.isfinite(time)
    except OverflowError:  # a whole number may be larger than any float
        return False


def _identifier(text: str) -> str:
    return identifier_text(parse_identifier(text))


@attrs.frozen(kw_only=True)
class Envelope:
    """Who says it, when, and of which neighbor: nothing of this is guessed.

    Raises:
        LocalError: a value is of another type than its field, or out of range; or the version is
            none that is written here.
        ParseError: a text is no address.
    """

    time: float  #: seconds since 1970-01-01 00:00 UTC
    host: str  #: the name of the host that ExaBGP runs on
    pid: int  #: the process identifier of ExaBGP
    ppid: int  #: the process identifier of its parent
    counter: int  #: how many lines there were of the neighbor, this one included
    local_address: str = attrs.field(converter=_address)  #: our address
    peer_address: str = attrs.field(converter=_address)  #: the neighbor's address
    local_as: int  #: our AS number
    peer_as: int  #: the neighbor's AS number
    router_id: str = attrs.field(converter=_identifier)  #: our BGP Identifier, as an address
    version: str = VERSION  #: the form of the JSON

    def __attrs_post_init__(self) -> None:
        """Check what was handed in."""
        check_fields(self)
        if self.version != VERSION:
            raise LocalError(f"the form of JSON is {VERSION!r}, and not {self.version!r}")
        if not _is_time(self.time):
            raise LocalError("the time is a number of seconds that a float can hold")
        for name, bits in _BITS.items():
            number = getattr(self, name)
            if number < 0 or number >> bits:
                raise LocalError(f"{name} {shown(number)} does not fit in {bits} bits")


def line(
    envelope: Envelope, kind: str, said: dict[str, Any], octets: bytes | None = None
) -> dict[str, Any]:
    """Put what is said of a neighbor into an envelope.

    Args:
        envelope: the envelope.
        kind: the type of the line, such as `update`.
        said: what stands behind the neighbor's addresses.
        octets: the whole message, whose octets are to be there as well; None leaves them out.
    """
    found: dict[str, Any] = {
        "exabgp": envelope.version,
        "time": envelope.time,
        "host": envelope.host,
        "pid": envelope.pid,
        "ppid": envelope.ppid,
        "counter": envelope.counter,
        "type": kind,
    }
    if octets is not None:
        found["header"] = _hex(octets[:_HEADER])
        if len(octets) > _HEADER:
            found["body"] = _hex(octets[_HEADER:])
    found["neighbor"] = {
        "address": {"local": envelope.local_address, "peer": envelope.peer_address},
        "asn": {"local": envelope.local_as, "peer": envelope.peer_as},
        "router-id": envelope.router_id,
        **said,
    }
    return found


_HEADER: Final = 19


def _hex(octets: bytes) -> str:
    return "0x" + octets.hex().upper()
