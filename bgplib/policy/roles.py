"""Roles: the procedures of RFC 9234 §5, which find and prevent route leaks.

`ROLES_IN` comes before a policy of one's own, `ROLES_OUT` behind it: `Chain.of(ROLES_IN, mine)`.
Both do nothing in sessions without a role, and in other families than IPv4 and IPv6 unicast.
"""

from __future__ import annotations

from typing import Final

import attrs

from bgplib._checks import of_type
from bgplib.attributes.only_to_customer import OnlyToCustomer
from bgplib.errors import LocalError
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.policy.context import PolicyContext
from bgplib.policy.matchers.attributes import HasAttribute
from bgplib.policy.matchers.combinators import Not
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.matchers.session import PeerRole
from bgplib.policy.modifiers._changed import with_values
from bgplib.policy.parts import Matcher, Modifier
from bgplib.policy.policy import Policy
from bgplib.policy.statement import Action, Statement
from bgplib.policy.subject import Subject, peer_of
from bgplib.route import Path

__all__ = ["ROLES_IN", "ROLES_OUT", "MarkForCustomers", "MarkedByPeer"]


@attrs.frozen(eq=False)
class MarkedByPeer(Matcher):
    """Holds when ONLY_TO_CUSTOMER names the AS of the peer itself."""

    def __call__(self, subject: Subject, context: PolicyContext) -> bool:
        """Say whether it does."""
        return subject.attributes.only_to_customer == peer_of(subject, context).asn

    def operand(self, subject: Subject, context: PolicyContext) -> str:
        """Print which AS it names, and the peer's."""
        marked = subject.attributes.only_to_customer
        by = "none" if marked is None else f"AS {marked}"
        return f"{by}, peer AS {peer_of(subject, context).asn}"

    def __str__(self) -> str:
        """Return `ONLY_TO_CUSTOMER is of the peer`."""
        return "ONLY_TO_CUSTOMER is of the peer"


@attrs.frozen(eq=False)
class MarkForCustomers(Modifier):
    """Adds ONLY_TO_CUSTOMER with the AS number of the peer, or with our own; never changes it."""

    touches = "only_to_customer"

    ours: bool = attrs.field(validator=of_type(bool))  #: name our own AS, not the peer's

    def change(self, path: Path, context: PolicyContext) -> Path:
        """Return the changed path."""
        # RFC 9234 §5: "Once the OTC Attribute has been set, it MUST be preserved unchanged"
        if path.attributes.only_to_customer is not None:
            return path
        asn = context.local_as if self.ours else peer_of(path, context).asn
        if asn is None:
            raise LocalError("the context does not say which AS is ours: `local_as`")
        return with_values(path, OnlyToCustomer(asn))

    def __str__(self) -> str:
        """Return `mark ONLY_TO_CUSTOMER by us`."""
        return f"mark ONLY_TO_CUSTOMER by {'us' if self.ours else 'the peer'}"


# RFC 9234 §5: the procedures are "applicable only for the address families AFI 1 (IPv4) and AFI 2
# (IPv6) with SAFI 1 (unicast) in both cases and MUST NOT be applied to other address families by
# default."
_UNICAST: Final = FamilyIs.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST)
_MARKED: Final = HasAttribute(iana.ONLY_TO_CUSTOMER)

#: the ingress procedure: what leaked is ineligible, what comes from above or beside is marked
ROLES_IN: Final = Policy(
    name="roles, in (RFC 9234)",
    statements=(
        # RFC 9234 §5: "If a route with the OTC Attribute is received from a Customer or an
        # RS-Client, then it is a route leak and MUST be considered ineligible"
        Statement(
            name="leak by a customer",
            matchers=(PeerRole.of("customer", "rs-client"), _UNICAST, _MARKED),
            action=Action.REJECT,
        ),
        # RFC 9234 §5: "If a route with the OTC Attribute is received from a Peer (i.e., remote AS
        # with a Peer Role) and the Attribute has a value that is not equal to the remote (i.e.,
        # Peer's) AS number, then it is a route leak and MUST be considered ineligible."
        Statement(
            name="leak by a peer",
            matchers=(PeerRole.of("peer"), _UNICAST, _MARKED, Not(MarkedByPeer())),
            action=Action.REJECT,
        ),
        # RFC 9234 §5: "If a route is received from a Provider, a Peer, or an RS and the OTC
        # Attribute is not present, then it MUST be added with a value equal to the AS number of
        # the remote AS."
        Statement(
            name="for customers only",
            matchers=(PeerRole.of("provider", "peer", "rs"), _UNICAST, Not(_MARKED)),
            modifiers=MarkForCustomers(ours=False),
        ),
    ),
    default=Action.ACCEPT,
)

#: the egress procedure: what came from above or beside goes down only, and is marked
ROLES_OUT: Final = Policy(
    name="roles, out (RFC 9234)",
    statements=(
        # RFC 9234 §5: "If a route already contains the OTC Attribute, it MUST NOT be propagated to
        # Providers, Peers, or RSes."
        Statement(
            name="not upwards",
            matchers=(PeerRole.of("provider", "peer", "rs"), _UNICAST, _MARKED),
            action=Action.REJECT,
        ),
        # RFC 9234 §5: "If a route is to be advertised to a Customer, a Peer, or an RS-Client (when
        # the sender is an RS), and the OTC Attribute is not present, then when advertising the
        # route, an OTC Attribute MUST be added with a value equal to the AS number of the local
        # AS."
        Statement(
            name="for customers only",
            matchers=(PeerRole.of("customer", "peer", "rs-client"), _UNICAST, Not(_MARKED)),
            modifiers=MarkForCustomers(ours=True),
        ),
    ),
    default=Action.ACCEPT,
)
