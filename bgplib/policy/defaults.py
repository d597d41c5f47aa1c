"""Policies for sessions that have none of their own (RFC 8212)."""

from __future__ import annotations

from typing import Final

from bgplib.context import SessionType
from bgplib.policy.policy import Chain, Policy
from bgplib.policy.statement import Action
from bgplib.route import Source

__all__ = ["ACCEPT_ALL", "NO_POLICY", "REJECT_ALL", "policy_for"]

#: lets every route pass
ACCEPT_ALL: Final = Policy(name="accept all", default=Action.ACCEPT)
#: lets no route pass
REJECT_ALL: Final = Policy(name="reject all", default=Action.REJECT)
#: lets no route pass, and says why
NO_POLICY: Final = Policy(name="no policy (RFC 8212)", default=Action.REJECT)


def policy_for(policy: Policy | Chain | None, peer: Source) -> Policy | Chain:
    """Return the policy of a session, one way.

    Args:
        policy: the one that was configured; None for none.
        peer: the peer; how it stands to us decides what follows from none.
    """
    if policy is not None:
        return policy
    # RFC 8212 §1: a session with an external peer, "such as customers, peers, or confederation
    # boundaries", needs both policies.
    if peer.local or peer.session is SessionType.INTERNAL:
        return ACCEPT_ALL
    # RFC 8212 §3: "Routes contained in an Adj-RIB-In associated with an EBGP peer SHALL NOT be
    # considered eligible in the Decision Process if no explicit Import Policy has been applied."
    # RFC 8212 §3: "Routes SHALL NOT be added to an Adj-RIB-Out associated with an EBGP peer if no
    # explicit Export Policy has been applied."
    return NO_POLICY
