"""What well-known communities ask for (RFC 1997, 3765, 7999, 8326), as statements and policies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bgplib.context import SessionType
from bgplib.iana import communities as iana
from bgplib.iana.families import Family
from bgplib.policy.matchers.communities import community
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.matchers.prefix_list import PrefixList
from bgplib.policy.matchers.session import PeerRole, SessionIs
from bgplib.policy.matchers.source import FromSession
from bgplib.policy.modifiers.communities import AddCommunities
from bgplib.policy.modifiers.local_pref import SetLocalPref
from bgplib.policy.modifiers.next_hop import SetNextHop
from bgplib.policy.parts import AnyModifier
from bgplib.policy.policy import Policy
from bgplib.policy.prefix_range import PrefixRange, longest
from bgplib.policy.statement import Action, Statement
from bgplib.values.prefix import Prefix

__all__ = [
    "NOPEER_OUT",
    "WELL_KNOWN_OUT",
    "WELL_KNOWN_TO_CLIENTS",
    "blackhole",
    "shut_down_in",
    "shut_down_out",
    "shutting_down",
]

_UNICAST: Final = FamilyIs.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST)

#: what every speaker does on export, in front of any policy of one's own
WELL_KNOWN_OUT: Final = Policy(
    name="well-known communities (RFC 1997)",
    statements=(
        # RFC 1997: "All routes received carrying a communities attribute containing this value
        # MUST NOT be advertised to other BGP peers."
        Statement(
            name="NO_ADVERTISE",
            matchers=community(iana.NO_ADVERTISE),
            action=Action.REJECT,
        ),
        # RFC 1997: "All routes received carrying a communities attribute containing this value
        # MUST NOT be advertised outside a BGP confederation boundary (a stand-alone autonomous
        # system that is not part of a confederation should be considered a confederation itself)."
        Statement(
            name="NO_EXPORT",
            matchers=(community(iana.NO_EXPORT), SessionIs.of(SessionType.EXTERNAL)),
            action=Action.REJECT,
        ),
        # RFC 1997: "All routes received carrying a communities attribute containing this value
        # MUST NOT be advertised to external BGP peers (this includes peers in other members
        # autonomous systems inside a BGP confederation)."
        Statement(
            name="NO_EXPORT_SUBCONFED",
            matchers=(
                community(iana.NO_EXPORT_SUBCONFED),
                SessionIs.of(SessionType.EXTERNAL, SessionType.CONFEDERATION),
            ),
            action=Action.REJECT,
        ),
    ),
    default=Action.ACCEPT,
)

#: the same in front of the policy of a route server's client
WELL_KNOWN_TO_CLIENTS: Final = Policy(
    name="well-known communities (RFC 1997, RFC 7947)",
    statements=(
        # RFC 7947 §2.2.4: "Transitive as well as non-transitive Communities attributes applied to
        # an NLRI UPDATE sent to a route server SHOULD NOT be modified, processed, or removed,
        # except as defined by local policy." They are for the other clients to obey.
        Statement(
            name="announced to the route server",
            matchers=FromSession.of(SessionType.EXTERNAL),
            action=Action.ACCEPT,
        ),
        *WELL_KNOWN_OUT.statements,
    ),
    default=Action.ACCEPT,
)

# RFC 3765 §2: "permitting an AS not to readvertise the route prefix to all external bilateral peer
# neighbour AS's."
#: keeps routes with NOPEER from peers whose role is `peer`; advisory, hence apart from the above
NOPEER_OUT: Final = Statement(
    name="NOPEER",
    matchers=(community(iana.NOPEER), PeerRole.of("peer")),
    action=Action.REJECT,
)


def shutting_down(local_pref: int = 0) -> Statement:
    """Make the statement that each import policy of external sessions has (RFC 8326 §4.1).

    Args:
        local_pref: what routes with GRACEFUL_SHUTDOWN are given, lower than all alternatives.
    """
    # RFC 8326 §4: "The LOCAL_PREF value SHOULD be lower than any of the alternative paths. The
    # RECOMMENDED value is 0."
    return Statement(
        name="GRACEFUL_SHUTDOWN",
        matchers=community(iana.GRACEFUL_SHUTDOWN),
        modifiers=SetLocalPref(local_pref),
        action=Action.NEXT,
    )


def shut_down_out() -> Statement:
    """Make the statement that goes first in a session's export policy before it is shut down."""
    # RFC 8326 §4.2: "applies an outbound BGP route policy on the EBGP session to be shutdown. This
    # policy tags the paths propagated over the session with the GRACEFUL_SHUTDOWN community."
    return Statement(
        name="graceful shutdown, out",
        modifiers=AddCommunities.of(iana.GRACEFUL_SHUTDOWN),
        action=Action.NEXT,
    )


def shut_down_in(local_pref: int = 0) -> Statement:
    """Make the statement that goes first in a session's import policy before it is shut down.

    Args:
        local_pref: what the routes are given, lower than all alternatives.
    """
    # RFC 8326 §4.2: "This policy tags the paths received over the session with the
    # GRACEFUL_SHUTDOWN community and sets LOCAL_PREF to a low value."
    return Statement(
        name="graceful shutdown, in",
        modifiers=(AddCommunities.of(iana.GRACEFUL_SHUTDOWN), SetLocalPref(local_pref)),
        action=Action.NEXT,
    )


def blackhole(
    authorised: Iterable[Prefix | str],
    next_hop: str | bytes | None = None,
    *,
    scope: int = iana.NO_EXPORT,
    longer_than: int = 0,
) -> Statement:
    """Make the statement by which a session honours BLACKHOLE (RFC 7999 §3.3).

    It stands before what refuses prefixes that are too specific, and before what looks at the
    RPKI, which would block such announcements.

    Args:
        authorised: what the neighbour may announce; what these prefixes cover is accepted.
        next_hop: an address whose packets this network discards; None leaves the next hop alone.
        scope: the community that keeps the route from spreading, NO_EXPORT or NO_ADVERTISE.
        longer_than: only prefixes of more bits than this are discarded.

    Raises:
        ParseError: a text is not a prefix, or not an address.
    """
    prefixes = [Prefix.parse(each) if isinstance(each, str) else each for each in authorised]
    # RFC 7999 §3.3: "The announced prefix is covered by an equal or shorter prefix that the
    # neighboring network is authorized to advertise."
    covered = PrefixList(
        PrefixRange.of(each, max(each.length, longer_than + 1 if longer_than else 0))
        for each in prefixes
        if longer_than < longest(each)
    )
    # RFC 7999 §3.2: "A BGP speaker receiving an announcement tagged with the BLACKHOLE community
    # SHOULD add the NO_ADVERTISE or NO_EXPORT community as defined in [RFC1997], or a similar
    # community, to prevent propagation of the prefix outside the local AS."
    changes: list[AnyModifier] = [AddCommunities.of(scope)]
    if next_hop is not None:
        changes.append(SetNextHop(next_hop))
    return Statement(
        name="BLACKHOLE",
        # RFC 7999 §3.3: "The BLACKHOLE community is not intended to be used with Network Layer
        # Reachability Information (NLRI) [RFC5575] to distribute traffic flow specifications."
        matchers=(community(iana.BLACKHOLE), _UNICAST, covered),
        modifiers=changes,
        action=Action.ACCEPT,
    )
