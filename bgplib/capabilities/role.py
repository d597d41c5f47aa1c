"""ROLE (capability 9), RFC 9234 §4.1.

     0 1 2 3 4 5 6 7
    +-+-+-+-+-+-+-+-+
    |     Role      |   0 provider, 1 rs, 2 rs-client, 3 customer, 4 peer
    +-+-+-+-+-+-+-+-+

Several:    all must be equal, or the OPEN is refused with NOTIFICATION 2/11 (RFC 9234 §4.2)
Malformed:  length other than 1: session-reset, NOTIFICATION 2/0 (RFC 4271 §6.2)
"""

from __future__ import annotations

from typing import ClassVar, Final

import attrs

from bgplib._checks import check_text
from bgplib.capabilities._capability import Capability
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.capabilities._fields import malformed, number
from bgplib.errors import ParseError
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.values._field_kinds import named_number, shown_as
from bgplib.values._notation import brief

__all__ = ["CODEC", "Role"]

# RFC 9234 §4.1, Table 1.
PROVIDER: Final = 0
RS: Final = 1
RS_CLIENT: Final = 2
CUSTOMER: Final = 3
PEER: Final = 4

_NAMES: Final = ("provider", "rs", "rs-client", "customer", "peer")
_ROLE: Final = named_number(dict(enumerate(_NAMES)), "role-")
# RFC 9234 §4.2, Table 2: the role that the other end must have.
_OPPOSITE: Final = {
    PROVIDER: CUSTOMER,
    CUSTOMER: PROVIDER,
    RS: RS_CLIENT,
    RS_CLIENT: RS,
    PEER: PEER,
}


@attrs.frozen
class Role(Capability):
    """What the speaker's AS is to its peer's AS, such as `Role.parse("customer")`."""

    code: ClassVar[int] = capabilities.ROLE
    BARE: ClassVar[tuple[str, ...]] = ("value",)
    #: 0 provider, 1 RS, 2 RS-client, 3 customer, 4 peer; others are unassigned
    value: int = attrs.field(metadata=shown_as(_ROLE))

    @classmethod
    def parse(cls, text: str) -> Role:
        """Read `provider`, `rs`, `rs-client`, `customer` or `peer`.

        What `str` prints begins with `ROLE`; behind that word an unassigned role, `role-9`, is
        read too.

        Raises:
            ParseError: it is none of these.
        """
        check_text(text, cls.__name__)
        words = text.split()
        if len(words) == 2 and words[0].upper() == cls.WORD:
            return cls(_ROLE.parse(words[1]))
        word = text.strip().lower().replace("_", "-")
        if word not in _NAMES:
            raise ParseError(f"{brief(text)} is not a role; roles are {', '.join(_NAMES)}")
        return cls(_NAMES.index(word))

    @property
    def opposite(self) -> Role | None:
        """The role that the other end must have; None for an unassigned one."""
        value = _OPPOSITE.get(self.value)
        return None if value is None else Role(value)


def decode(octets: bytes) -> Role:
    """Read a value."""
    # RFC 9234 §4.1: "Length: 1 (octet)"
    if len(octets) != 1:
        raise malformed(f"the length is {len(octets)}, it must be 1", "RFC 9234 §4.1")
    return Role(octets[0])


def encode(capability: Role) -> bytes:
    """Write a value."""
    return number(capability.value, 8, "role")


CODEC: Final = CapabilityCodec(
    code=capabilities.ROLE,
    name="ROLE",
    value=Role,
    rfc="RFC 9234 §4.1",
    malformed=Treatment.SESSION_RESET,
    decode=decode,
    encode=encode,
)
