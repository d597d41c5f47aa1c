"""OPEN (message type 1), RFC 4271 §4.2, RFC 5492, RFC 9072.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+
    |    Version    |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |     My Autonomous System      |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |           Hold Time           |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |                         BGP Identifier                        |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    | Opt Parm Len  |  Optional Parameters (variable)
    +-+-+-+-+-+-+-+-+-+-+-

An OPEN whose fields cannot be told apart, or whose version is not 4, is a `DecodeError`. One that
can be read and yet must be refused is an `Open` with `findings`; what only a configuration can tell
is judged by `bgplib.messages.open_validation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar, Final, TypeVar

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.capabilities import Capability, FourOctetAs, Multiprotocol
from bgplib.capabilities._fields import number
from bgplib.capabilities._list import Located, encode_capability
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Finding
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages._message import BaseMessage
from bgplib.messages._open_rules import AS_TRANS, judge_fields
from bgplib.messages._parameters import (
    LENGTH_AT,
    encode_parameters,
    first_parameter,
    read_parameters,
)
from bgplib.messages.header import HEADER_LENGTH, frame
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values._field_kinds import IDENTIFIER, shown_as
from bgplib.values.address import identifier_text, parse_identifier
from bgplib.values.record import Record

__all__ = ["Open", "decode"]

T = TypeVar("T", bound=Capability)
_Class = type[T]  # within `Open`, `type` is the message type

_VERSION: Final = 4
_FIXED: Final = LENGTH_AT + 1
_LONGEST_PLAIN: Final = 255


@frozen(kw_only=True)
class Open(BaseMessage, Record):
    """Who the sender is, and what it can do; its fields as they stand on the wire."""

    WORD: ClassVar[str] = "OPEN"
    BARE: ClassVar[tuple[str, ...]] = ("two_octet_asn", "identifier")
    UNWRITTEN: ClassVar[tuple[str, ...]] = ("findings",)

    type: ClassVar[int] = messages.OPEN
    version: int = _VERSION  #: protocol version
    two_octet_asn: int  #: the My Autonomous System field; `asn` is the number that counts
    hold_time: int  #: proposed Hold Time in seconds; 0 for none
    #: BGP Identifier
    identifier: int = attrs.field(metadata=shown_as(IDENTIFIER))
    #: the capabilities in each optional parameter of type 2; `capabilities` has all of them
    parameters: tuple[tuple[Capability, ...], ...] = ()
    extended: bool = False  #: the parameters have the form of RFC 9072
    #: the one-octet length of the parameters where RFC 9072 makes it meaningless
    non_extended_length: int = 255
    findings: tuple[Finding, ...] = ()  #: what is wrong with the message

    @classmethod
    def build(
        cls,
        *,
        asn: int,
        hold_time: int,
        identifier: int | str,
        capabilities: Iterable[Capability] = (),
        extended: bool = False,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> Open:
        """Make an OPEN to send: one parameter with all capabilities.

        Args:
            asn: the speaker's AS number. When it does not fit in two octets, AS_TRANS stands in
                for it, and FOUR_OCTET_AS is added unless it is among the capabilities.
            hold_time: proposed Hold Time in seconds; 0 for none.
            identifier: BGP Identifier, a number or a dotted quad.
            capabilities: what the speaker can do.
            extended: use the form of RFC 9072 even where 255 octets are enough.
            registry: the rows of capabilities.

        Raises:
            EncodeError: a field is out of range, or FOUR_OCTET_AS has another AS number.
            ParseError: the identifier is no dotted quad.
        """
        number(asn, 32, "AS number")
        values = tuple(capabilities)
        wide = [value for value in values if isinstance(value, FourOctetAs)]
        if any(value.asn != asn for value in wide):
            raise EncodeError(f"FOUR_OCTET_AS has another AS number than {asn}")
        if asn > 0xFFFF and not wide:
            values += (FourOctetAs(asn),)
        # RFC 5492 §4: "The Capabilities Optional Parameter (OPEN Optional Parameter Type 2) SHOULD
        # only be included in the OPEN message once."
        length = 2 + sum(len(encode_capability(value, registry)) for value in values)
        return cls(
            # RFC 6793 §4.2.1: "AS_TRANS MUST be used when the NEW BGP speaker does not have a
            # two-octet AS number".
            two_octet_asn=asn if asn <= 0xFFFF else AS_TRANS,
            hold_time=hold_time,
            identifier=parse_identifier(identifier),
            parameters=(values,) if values else (),
            # RFC 9072 §2: "In the event that the length of the Optional Parameters in the BGP OPEN
            # message does not exceed 255, the encodings of the base BGP specification [RFC4271]
            # SHOULD be used without alteration."
            extended=extended or length > _LONGEST_PLAIN,
        )

    # -- reading -----------------------------------------------------------------------------

    @property
    def asn(self) -> int:
        """The sender's AS number: that of FOUR_OCTET_AS, or else the two-octet one."""
        # RFC 6793 §4.1: "it MUST use the AS number encoded in the Capability Value field of the
        # "support for four-octet AS number capability" in lieu of the "My Autonomous System"
        # field of the OPEN message."
        wide = self.capability(FourOctetAs)
        return self.two_octet_asn if wide is None else wide.asn

    @property
    def identifier_text(self) -> str:
        """The BGP Identifier as a dotted quad."""
        return identifier_text(self.identifier)

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """All capabilities, in the order of the wire."""
        return tuple(value for parameter in self.parameters for value in parameter)

    @property
    def families(self) -> tuple[Family, ...]:
        """The families of its MULTIPROTOCOL capabilities; IPv4 unicast when there are none."""
        named = dict.fromkeys(value.family for value in self.every(Multiprotocol))
        return tuple(named) or (Family.IPV4_UNICAST,)

    def capability(self, kind: _Class[T]) -> T | None:
        """Return the capability of a class that counts, or None.

        Where several stand in the OPEN it is the last (RFC 4724 §3 of GRACEFUL_RESTART), or the
        first for a capability whose RFC says so (RFC 8277 §2.1). See `every` for those of which
        each counts, such as `Multiprotocol`.
        """
        found = self.every(kind)
        return found[0 if kind.FIRST_COUNTS else -1] if found else None

    def every(self, kind: _Class[T]) -> tuple[T, ...]:
        """Return all capabilities of a class, in the order of the wire."""
        return tuple(
            [value for several in self.parameters for value in several if type(value) is kind]
        )

    def located(self, registry: Registry = DEFAULT_REGISTRY) -> Iterator[Located]:
        """Iterate over (capability, its offset in the message, its octets with code and length).

        Raises:
            EncodeError: a capability cannot be encoded.
        """
        check(registry, Registry, "registry")
        header = 3 if self.extended else 2
        position = first_parameter(extended=self.extended)
        for parameter in self.parameters:
            position += header
            for value in parameter:
                octets = encode_capability(value, registry)
                yield value, position, octets
                position += len(octets)

    # -- writing -----------------------------------------------------------------------------

    def fixed_fields(self) -> bytes:
        """Write the fields before the optional parameters, from Version on.

        Raises:
            EncodeError: one is out of range.
        """
        return b"".join(
            (
                number(self.version, 8, "version"),
                number(self.two_octet_asn, 16, "My Autonomous System"),
                number(self.hold_time, 16, "Hold Time"),
                number(self.identifier, 32, "BGP Identifier"),
            )
        )

    def encode(
        self,
        context: Context | None = None,  # noqa: ARG002  (all messages have it)
        registry: Registry = DEFAULT_REGISTRY,
    ) -> bytes:
        """Write the whole message; an OPEN that was decoded gives the octets it was decoded from.

        Args:
            context: makes no difference, since nothing is agreed on before the OPEN.
            registry: the rows of capabilities.

        Raises:
            EncodeError: a field is out of range, the parameters are longer than their form allows,
                or the message is longer than 4,096 octets.
        """
        check(registry, Registry, "registry")
        check(self.parameters, tuple[tuple[Capability, ...], ...], "parameters")
        parameters = encode_parameters(
            self.parameters,
            extended=self.extended,
            non_extended_length=self.non_extended_length,
            registry=registry,
        )
        # RFC 8654 §4: "The BGP Extended Message Capability applies to all messages except for OPEN
        # and KEEPALIVE messages."
        return frame(messages.OPEN, self.fixed_fields() + parameters)


def decode(
    octets: bytes, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> Open:
    """Read a whole message whose header has been checked.

    Args:
        octets: the message, from its marker to its end.
        context: `peer_as` is used, where it is known, and `session`.
        registry: the rows of capabilities.

    Raises:
        DecodeError: with the NOTIFICATION of RFC 4271 §6.2, when the version is not 4 or the
            optional parameters cannot be read. Other mistakes stand in `findings`.
    """
    # RFC 4271 §4.2: "The minimum length of the OPEN message is 29 octets (including the message
    # header)."
    if len(octets) < _FIXED:
        raise DecodeError(
            f"an OPEN is at least 29 octets long, not {len(octets)}",
            rfc="RFC 4271 §4.2",
            code=messages.MESSAGE_HEADER_ERROR,
            subcode=messages.BAD_MESSAGE_LENGTH,
            data=octets[16:18],
        )
    version = octets[HEADER_LENGTH]
    # RFC 4271 §6.2: "If the version number in the Version field of the received OPEN message is not
    # supported, then the Error Subcode MUST be set to Unsupported Version Number. The Data field
    # is a 2-octet unsigned integer, which indicates the largest, locally-supported version number".
    if version != _VERSION:
        raise DecodeError(
            f"version {version} of BGP is not supported",
            rfc="RFC 4271 §6.2",
            code=messages.OPEN_MESSAGE_ERROR,
            subcode=messages.UNSUPPORTED_VERSION_NUMBER,
            data=_VERSION.to_bytes(2, "big"),
        )
    read = read_parameters(octets, registry)
    context = context or Context()
    external = context.session is SessionType.EXTERNAL
    refused = judge_fields(
        octets[:_FIXED], read.located, peer_as=context.peer_as, external=external
    )
    return Open(
        version=version,
        two_octet_asn=octets[20] << 8 | octets[21],
        hold_time=octets[22] << 8 | octets[23],
        identifier=int.from_bytes(octets[24:28], "big"),
        parameters=read.parameters,
        extended=read.extended,
        non_extended_length=read.non_extended_length,
        findings=(*refused, *read.findings),
    )
