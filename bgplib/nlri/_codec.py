"""The row that describes the NLRI of one or several families."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, runtime_checkable

import attrs

from bgplib._frozen import frozen
from bgplib._pickling import TableRow
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.octets import Reader
from bgplib.values._field_kinds import FieldKind, shown_as
from bgplib.values.address import address_text, parse_identifier
from bgplib.values.record import Record

__all__ = [
    "AnyNlriCodec",
    "Nlri",
    "NlriCodec",
    "NlriRows",
    "UnknownNlri",
    "mapped_hint",
    "next_hop_lengths",
]


#: a number of 32 bits; ExaBGP writes it as a dotted quad
_PATH_ID: Final = FieldKind(str, parse_identifier)


@attrs.frozen
class Nlri(Record):
    """What all NLRI have: a path identifier where RFC 7911 was agreed on."""

    BETWEEN: ClassVar[str] = " "

    #: RFC 7911 §3; None without
    path_id: int | None = attrs.field(default=None, kw_only=True, metadata=shown_as(_PATH_ID))

    @property
    def _path_id_text(self) -> str:
        """What stands behind the text where there is a path identifier."""
        return "" if self.path_id is None else f" path-id {self.path_id}"


@frozen
class UnknownNlri(Nlri):
    """NLRI that no codec describes, kept octet for octet.

    For an unknown family it is the whole field; a family whose NLRI state their own length has
    subclasses of it for single NLRI of unknown type (RFC 7606 §5.4).
    """

    BARE: ClassVar[tuple[str, ...]] = ("octets",)

    octets: bytes  #: as on the wire, without the path identifier


N = TypeVar("N", bound=Nlri)


@frozen(kw_only=True)
class NlriCodec(TableRow, Generic[N]):
    """The NLRI of one or several families: lengths, and functions for a single NLRI."""

    name: str  #: what the families have in common, such as "unicast"
    families: tuple[Family, ...]  #: the families whose NLRI have this form
    rfc: str  #: the section that defines the form
    #: lengths of the Network Address of Next Hop, in octets, for each family
    next_hop_lengths: Callable[[Family], tuple[int, ...]]
    #: further lengths where the peers agreed on an IPv6 next hop for the family (RFC 8950 §3)
    extended_next_hop_lengths: tuple[int, ...] = ()
    #: the classes of NLRI that the families have, besides `UnknownNlri`; none: any
    values: tuple[type[Nlri], ...] = ()
    #: reads the text of NLRI, where there are several classes; raises ParseError
    parse: Callable[[str], N] | None = None
    #: the same, where one text means another thing in each family
    parse_of: Callable[[str, Family], N] | None = None
    #: reads one NLRI, without its path identifier; raises DecodeError
    decode: Callable[[Reader, Family, Context], N]
    #: writes one NLRI, without its path identifier; raises EncodeError
    encode: Callable[[N, Family, Context], bytes]
    #: reads one NLRI of MP_UNREACH_NLRI, where it differs from those of MP_REACH_NLRI
    decode_withdrawn: Callable[[Reader, Family, Context], N] | None = None
    #: writes one NLRI of MP_UNREACH_NLRI, where it differs from those of MP_REACH_NLRI
    encode_withdrawn: Callable[[N, Family, Context], bytes] | None = None
    #: says why routes that can be read are withdrawn all the same, if they are; asked of all NLRI
    #: of an MP_REACH_NLRI at once, with the numbers of the routes' EXTENDED_COMMUNITIES
    judge: Callable[[Sequence[N], Family, Context, tuple[int, ...]], DecodeError | None] | None = (
        None
    )
    #: the octets that say whether two NLRI are of the same route; None: all that `encode` writes
    key: Callable[[N, Family], bytes] | None = None
    #: NLRI of unknown type are routes like others, kept and passed on, against RFC 7606 §5.4
    keeps_unknown: bool = False
    #: for plain prefixes, read by `bgplib.kernel.prefixes`: makes the value of a key; else None
    from_key: Callable[[Family, bytes, int | None], N] | None = None


#: a row whose type of NLRI does not matter where it stands in a table
AnyNlriCodec = NlriCodec[Any]


@runtime_checkable
class NlriRows(Protocol):
    """What looks rows up: a `bgplib.registry.Registry`."""

    families: Mapping[Family, AnyNlriCodec]  #: the row of each family


def next_hop_lengths(
    family: Family, codec: AnyNlriCodec | None, context: Context
) -> frozenset[int] | None:
    """Return the lengths that the next hop of a family can have; None for any."""
    if codec is None:
        return None
    lengths = codec.next_hop_lengths(family)
    # RFC 8950 §3: "This document extends the set of usable next-hop address families to include
    # IPv6 in addition to IPv4 when advertising an IPv4 or VPN-IPv4 NLRI", if both agreed (§4).
    if (family, AFI_IPV6) in context.extended_next_hop:
        lengths += codec.extended_next_hop_lengths
    # RFC 8671 §5.2: "All mandatory attributes, such as next hop, MUST be either zero or have an
    # empty length if they are unknown at the pre-policy phase completion."
    if context.own_routes:
        lengths += (0,)
    return frozenset(lengths)


def mapped_hint(family: Family, octets: bytes) -> str:
    """Say in which form an IPv4 next hop is one of an IPv6 family; empty if this is another."""
    if len(octets) != 4 or family.afi != AFI_IPV6:
        return ""
    return f"; as an IPv4-mapped address it is: ::ffff:{address_text(octets)}"
