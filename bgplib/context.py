"""What negotiation, a capture's header or the caller fixed before the octets are read.

The same octets mean different things in different sessions: AS numbers of two or four octets,
NLRI with or without path identifiers. Every codec is handed a `Context`; nothing guesses.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any, Final

import attrs

from bgplib._checks import check_each, check_fields
from bgplib._described import described
from bgplib._in_order import in_order
from bgplib._pickling import Reduced
from bgplib.errors import LocalError
from bgplib.iana.families import Family

__all__ = ["Context", "SessionType"]

# RFC 4271 §4: the largest message; RFC 8654 §2: the largest when both ends agreed to more.
MAXIMUM_MESSAGE_LENGTH: Final = 4096
MAXIMUM_EXTENDED_MESSAGE_LENGTH: Final = 65535


class SessionType(Enum):
    """How the peer stands to us."""

    EXTERNAL = "external"  #: another AS (RFC 4271 §1.1, EBGP)
    INTERNAL = "internal"  #: the same AS (RFC 4271 §1.1, IBGP)
    CONFEDERATION = "confederation"  #: another member AS of our confederation (RFC 5065)


_NONE: Final = frozenset[Any]()
#: families as a program says them: one or several, or their text
_Families = Iterable[Family | str] | Family | str


def _family(family: Family | str) -> Family:
    return Family.parse(family) if isinstance(family, str) else family


def _families(families: _Families) -> frozenset[Family]:
    if families == _NONE:  # as nearly always: contexts are made for a single look
        return _NONE
    several = (families,) if isinstance(families, Family | str) else families
    try:
        found = check_each(several, Family | str, "families")
    except LocalError:
        return families  # type: ignore[return-value]  # told of later, by the name of the field
    return frozenset(map(_family, found))


def _pairs(pairs: Iterable[tuple[Family | str, int]]) -> frozenset[tuple[Family, int]]:
    if pairs == _NONE:
        return _NONE
    try:
        found = check_each(pairs, tuple[Family | str, int], "pairs")
    except LocalError:
        return pairs  # type: ignore[return-value]  # as in `_families`
    return frozenset((_family(family), number) for family, number in found)


def _session(session: SessionType | str | None) -> SessionType | None:
    if session is None or isinstance(session, SessionType):
        return session
    try:
        return SessionType(session)
    except ValueError:
        known = ", ".join(each.value for each in SessionType)
        raise LocalError(f"session is {session!r}, which is none of {known}") from None


@described
@attrs.frozen(kw_only=True, cache_hash=True)
class Context:
    """The agreements under which octets are decoded and encoded.

    The default is an external session of two current speakers that agreed on four-octet AS
    numbers and nothing else. Families and the session can be given as text: `"ipv4-unicast"`,
    `"internal"`.

    Raises:
        LocalError: a value is of another type than its field, no family, or no session.
        ParseError: a text is no family.
    """

    four_octet_as: bool = True  #: AS_PATH and AGGREGATOR hold 4-octet AS numbers (RFC 6793)
    #: families whose NLRI carry path identifiers in messages from the peer (RFC 7911)
    add_path_receive: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_families, repr=in_order
    )
    #: families whose NLRI carry path identifiers in messages to the peer (RFC 7911)
    add_path_send: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_families, repr=in_order
    )
    #: (family, AFI of the next hop) pairs agreed on by RFC 8950
    extended_next_hop: frozenset[tuple[Family, int]] = attrs.field(
        default=frozenset(), converter=_pairs, repr=in_order
    )
    extended_messages: bool = False  #: messages up to 65,535 octets (RFC 8654)
    #: how the peer stands to us; None when not known (an archive): then the rules of RFC 4271
    #: and RFC 7606 that depend on it are not applied
    session: SessionType | None = attrs.field(default=SessionType.EXTERNAL, converter=_session)
    #: families agreed on; None accepts any (a monitor, an archive)
    families: frozenset[Family] | None = attrs.field(
        default=None, converter=attrs.converters.optional(_families), repr=in_order
    )
    #: families with several labels in one NLRI (RFC 8277)
    multiple_labels: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_families, repr=in_order
    )
    #: (family, how many labels we said we take in one NLRI) pairs; without one, any number
    maximum_labels: frozenset[tuple[Family, int]] = attrs.field(
        default=frozenset(), converter=_pairs, repr=in_order
    )
    #: (family, how many labels the peer said it takes in one NLRI) pairs; without one, any number
    maximum_labels_sent: frozenset[tuple[Family, int]] = attrs.field(
        default=frozenset(), converter=_pairs, repr=in_order
    )
    #: families in which the peer may send BGPSEC_PATH in place of AS_PATH (RFC 8205 §2.2); where
    #: `session` is None it is read in any
    bgpsec_receive: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_families, repr=in_order
    )
    #: families in which the peer takes BGPSEC_PATH in place of AS_PATH (RFC 8205 §2.2)
    bgpsec_send: frozenset[Family] = attrs.field(
        default=frozenset(), converter=_families, repr=in_order
    )
    local_as: int | None = None  #: our AS number, where a rule needs it
    peer_as: int | None = None  #: the peer's AS number, where a rule needs it
    #: RFC 7606 §7.2: check that an external peer put its own AS first (needs `peer_as`);
    #: off for the client of a route server (RFC 7947 §2.2.2)
    enforce_first_as: bool = True
    reject_as_sets: bool = False  #: treat AS_SET and AS_CONFED_SET as malformed (RFC 9774)
    #: the session is AIGP-enabled; None is the default of RFC 7311 §3.4: not an external one
    aigp: bool | None = None
    #: the peer is within our SR domain (RFC 8669 §4); None when not known: then a `Session` takes
    #: an external peer to be outside, and other programs read what is there
    accept_prefix_sid: bool | None = None
    #: the peer advertised ENHANCED_ROUTE_REFRESH (RFC 7313): False makes the subtype of a
    #: ROUTE-REFRESH the Reserved octet of RFC 2918; None when not known
    enhanced_route_refresh: bool | None = None
    #: UPDATEs show routes that a router has of its own, before it sets a next hop for a peer:
    #: NEXT_HOP may be 0.0.0.0, a loopback address or empty (RFC 8671 §5.2, RFC 9069)
    own_routes: bool = False
    #: answer a malformed MP_REACH_NLRI or MP_UNREACH_NLRI by disabling the family
    #: (RFC 4760 §7, RFC 7606 §7.11) instead of ending the session
    disable_family_on_error: bool = False

    def __attrs_post_init__(self) -> None:
        """Check what was handed in: "no" would count as true."""
        check_fields(self)
        for name, asn in (("local_as", self.local_as), ("peer_as", self.peer_as)):
            # RFC 6793 §3: an AS number has four octets.
            if asn is not None and not 0 <= asn <= 0xFFFFFFFF:
                raise LocalError(f"{name} is {asn}, which is not an AS number")

    def __reduce__(self) -> Reduced:
        """Have it made again of what differs from the default, which is little as a rule."""
        fields = attrs.fields(Context)
        held = [(each.name, getattr(self, each.name), each.default) for each in fields]
        return _context_of, (*((name, value) for name, value, usual in held if value != usual),)

    @property
    def maximum_message_length(self) -> int:
        """The longest message in octets: 4,096, or 65,535 with RFC 8654."""
        if self.extended_messages:
            return MAXIMUM_EXTENDED_MESSAGE_LENGTH
        return MAXIMUM_MESSAGE_LENGTH

    def with_add_path(self, *families: Family | str) -> Context:
        """Return this context with path identifiers in these families, both ways.

        Raises:
            LocalError: it is no family, but several in one argument.
            ParseError: a text is no family.
        """
        more = frozenset(map(_family, check_each(families, Family | str, "families")))
        return attrs.evolve(
            self,
            add_path_receive=self.add_path_receive | more,
            add_path_send=self.add_path_send | more,
        )

    def with_extended_next_hop(self, pairs: Iterable[tuple[Family | str, int]]) -> Context:
        """Return this context with more (family, next hop AFI) pairs of RFC 8950.

        Raises:
            LocalError: they are no such pairs.
            ParseError: a text is no family.
        """
        more = _pairs(check_each(pairs, tuple[Family | str, int], "pairs"))
        return attrs.evolve(self, extended_next_hop=self.extended_next_hop | more)


def _context_of(*fields: tuple[str, Any]) -> Context:
    """Make a context of the fields that differ from the default one."""
    return Context(**dict(fields))
