"""LinkStateNlri: a node, link, prefix or SID of a network, as an IGP or BGP knows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import attrs

from bgplib._checks import check, check_text
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.iana import bgp_ls as iana
from bgplib.nlri._codec import Nlri, UnknownNlri
from bgplib.nlri._text import split_path_id
from bgplib.nlri.bgp_ls._descriptors import DESCRIPTORS, DESCRIPTORS_BY_NLRI_TYPE
from bgplib.nlri.bgp_ls._table import TlvItems, TlvTable
from bgplib.nlri.bgp_ls._tlv import LinkStateTlvs, tlvs_of
from bgplib.values._field_kinds import kind_of, shown_as
from bgplib.values._notation import brief, words
from bgplib.values._numbers import parse_number
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["LinkStateNlri", "UnknownLinkStateNlri", "descriptors_of"]

_NODES: Final = (iana.LOCAL_NODE_DESCRIPTORS, iana.REMOTE_NODE_DESCRIPTORS)
#: where the Enterprise Code of NLRI of a private type stands, behind type and length
_ENTERPRISE_CODE: Final = slice(4, 8)


def descriptors_of(nlri_type: int) -> TlvTable:
    """Return the TLVs that NLRI of a type may hold."""
    return DESCRIPTORS_BY_NLRI_TYPE.get(nlri_type, DESCRIPTORS)


@attrs.frozen(kw_only=True)
class LinkStateNlri(Nlri):
    """An object of a topology; all known types of NLRI have this form."""

    rd: RouteDistinguisher | None = None  #: with SAFI 72 only
    nlri_type: int  #: `bgplib.iana.bgp_ls.NODE`, `LINK`, `IPV4_TOPOLOGY_PREFIX`, ...
    name: str = attrs.field(init=False, eq=False)  #: the registry's name of the type
    protocol_id: int  #: where the information is from: 1 and 2 IS-IS, 3 OSPFv2, 7 BGP, ...
    identifier: int = 0  #: tells instances of a protocol apart (BGP-LS Instance-ID)
    #: node descriptors, then those of the link, prefix or SID
    tlvs: LinkStateTlvs = attrs.field(converter=tlvs_of)

    @name.default
    def _name(self) -> str:
        check(self.nlri_type, int, "nlri_type")
        return iana.nlri_type_name(self.nlri_type)

    @classmethod
    def of(
        cls,
        nlri_type: int,
        items: TlvItems,
        *,
        protocol_id: int,
        identifier: int = 0,
        rd: RouteDistinguisher | None = None,
    ) -> LinkStateNlri:
        """Make NLRI of descriptors by name, which are put in order.

        Args:
            nlri_type: the type.
            items: values by number or name: `{"local-node-descriptors": {"igp-router-id":
                "0000.0000.0001"}, "ipv4-interface-address": "10.0.0.1"}`.
            protocol_id: where the information is from.
            identifier: the instance of that protocol.
            rd: with SAFI 72 only.

        Raises:
            EncodeError: a value has no place in its descriptor.
            ParseError: no descriptor has one of the names, or a text is not of its kind.
        """
        check(nlri_type, int, "nlri_type")
        tlvs = descriptors_of(nlri_type).build(items)
        return cls(
            rd=rd, nlri_type=nlri_type, protocol_id=protocol_id, identifier=identifier, tlvs=tlvs
        )

    def get(self, key: int | str, default: Any = None) -> Any:
        """Return the value of a descriptor by number or name, or `default` when there is none.

        Raises:
            ParseError: no TLV has that name.
        """
        return self.tlvs.get(key, default)

    @property
    def local_node(self) -> LinkStateTlvs:
        """The node itself, or the one that the link, prefix or SID belongs to."""
        found: LinkStateTlvs = self.tlvs.get(iana.LOCAL_NODE_DESCRIPTORS, LinkStateTlvs())
        return found

    @property
    def remote_node(self) -> LinkStateTlvs:
        """The node at the other end of a link; empty for other objects."""
        found: LinkStateTlvs = self.tlvs.get(iana.REMOTE_NODE_DESCRIPTORS, LinkStateTlvs())
        return found

    @property
    def descriptors(self) -> LinkStateTlvs:
        """What tells the link, prefix or SID from others of the same nodes."""
        return LinkStateTlvs(tlv for tlv in self.tlvs if tlv.type not in _NODES)

    @property
    def prefix(self) -> Prefix | None:
        """The prefix of a topology prefix; None for other objects, and when it is malformed."""
        found = self.tlvs.get(iana.IP_REACHABILITY_INFORMATION)
        return found if isinstance(found, Prefix) else None

    @classmethod
    def parse(cls, text: str) -> LinkStateNlri:
        """Read `node is-is-level-2 0 [local-node-descriptors [...]]`, as `str` prints it.

        Raises:
            ParseError: a part is missing or malformed.
        """
        check_text(text, cls.__name__)
        bare, path_id = split_path_id(text)
        parts = words(bare)
        rd = None
        if parts[:1] == ["rd"] and len(parts) > 1:
            rd = RouteDistinguisher.parse(parts[1])
            parts = parts[2:]
        if len(parts) != 4:
            raise ParseError(f"{brief(text)} is not a type, a protocol, a number and [descriptors]")
        nlri_type = _code(parts[0], iana.NLRI_TYPES)
        octets = LinkStateTlvs.parse(parts[3]).encode()
        try:
            tlvs = descriptors_of(nlri_type).read(octets)
        except DecodeError as error:
            raise ParseError(f"{error}; in {brief(parts[3])}") from None
        return cls(
            rd=rd,
            nlri_type=nlri_type,
            protocol_id=_code(parts[1], iana.PROTOCOLS),
            identifier=parse_number(parts[2], 64, "identifier"),
            tlvs=tlvs,
            path_id=path_id,
        )

    def __str__(self) -> str:
        """Return type, protocol, identifier and descriptors in one line."""
        parts = [
            iana.slug(self.name),
            iana.slug(iana.protocol_name(self.protocol_id)),
            str(self.identifier),
            f"[{self.tlvs}]",
        ]
        if self.rd is not None:
            parts.insert(0, f"rd {self.rd}")
        return " ".join(parts) + self._path_id_text


def _code(word: str, names: Mapping[int, str]) -> int:
    """Read the name of a type or protocol, or its number as `unknown-200` or `200`."""
    for code, name in names.items():
        if iana.slug(name) == iana.slug(word):
            return code
    try:
        return parse_number(word.removeprefix("unknown-"), 16, "name or number")
    except ParseError as error:
        raise ParseError(
            f"{error}; the names are {', '.join(map(iana.slug, names.values()))}"
        ) from None


@attrs.frozen
class UnknownLinkStateNlri(UnknownNlri):
    """NLRI of unknown type, kept octet for octet: `octets` has type and length in front."""

    WORD: ClassVar[str] = "link-state"
    BARE: ClassVar[tuple[str, ...]] = ()

    nlri_type: int = attrs.field(metadata=shown_as(kind_of(int, ""), "type"))  #: the NLRI type

    @classmethod
    def private(
        cls, nlri_type: int, enterprise_code: int, octets: bytes = b""
    ) -> UnknownLinkStateNlri:
        """Make NLRI of a type for private use (RFC 9552 §5.4).

        Args:
            nlri_type: the type, 65000 to 65535.
            enterprise_code: whose it is: a number of IANA's "Private Enterprise Numbers".
            octets: what follows the Enterprise Code.

        Raises:
            EncodeError: the type is not for private use, or a number or the length does not fit.
        """
        check(nlri_type, int, "nlri_type")
        check(enterprise_code, int, "enterprise_code")
        check(octets, bytes, "octets")
        if nlri_type < iana.FIRST_PRIVATE:
            raise EncodeError(f"type {nlri_type} is not for private use")
        try:
            # RFC 9552 §5.4: "For a private use NLRI type, a 4-octet field MUST be included as the
            # first field in the NLRI immediately following the Total NLRI Length field of the
            # Link-State NLRI format as described in Section 5.2 to carry the Enterprise Code
            # [ENTNUM]."
            body = enterprise_code.to_bytes(4, "big") + octets
            head = nlri_type.to_bytes(2, "big") + len(body).to_bytes(2, "big")
        except OverflowError:
            raise EncodeError(
                f"type {nlri_type}, Enterprise Code {enterprise_code} or {len(octets)} octets "
                "do not fit"
            ) from None
        return cls(head + body, nlri_type)

    @property
    def enterprise_code(self) -> int | None:
        """Whose NLRI of a private type it is; None for other types, and where it is not there."""
        field = self.octets[_ENTERPRISE_CODE]
        if self.nlri_type < iana.FIRST_PRIVATE or len(field) < 4:
            return None
        return int.from_bytes(field, "big")
