"""Strategies for what two speakers may have agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import attrs
from hypothesis import strategies as st

from bgplib.context import Context, SessionType
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.session import Negotiation
from bgplib.testing.strategies._kept import kept

__all__ = ["UNICAST_FAMILIES", "contexts", "families", "peer_context", "unicast_families"]

#: the families whose NLRI are plain prefixes
UNICAST_FAMILIES: Final = (
    Family.IPV4_UNICAST,
    Family.IPV6_UNICAST,
    Family.IPV4_MULTICAST,
    Family.IPV6_MULTICAST,
)


@kept
def families() -> st.SearchStrategy[Family]:
    """Make any family, named or not."""
    numbers = st.builds(Family, st.integers(0, 0xFFFF), st.integers(0, 0xFF))
    return st.sampled_from(UNICAST_FAMILIES) | numbers


@kept
def unicast_families() -> st.SearchStrategy[Family]:
    """Make families whose NLRI are plain prefixes."""
    return st.sampled_from(UNICAST_FAMILIES)


def contexts(
    *,
    sessions: Iterable[SessionType | None] = (None, *SessionType),
    choose_from: Iterable[Family] = UNICAST_FAMILIES,
) -> st.SearchStrategy[Context]:
    """Make contexts; ADD-PATH and BGPsec are on for the same families in both directions.

    Args:
        sessions: how the peer may stand to us.
        choose_from: the families for which something may have been agreed on.
    """
    among = st.frozensets(st.sampled_from(tuple(choose_from)))
    ipv4 = (Family.IPV4_UNICAST, Family.IPV4_MULTICAST)
    return st.builds(
        _context,
        four_octet_as=st.booleans(),
        add_path=st.just(frozenset[Family]()) | among,
        extended_next_hop=st.sets(st.sampled_from(ipv4)),
        extended_messages=st.booleans(),
        bgpsec=st.just(frozenset[Family]()) | among,
        session=st.sampled_from(tuple(sessions)),
        families=st.none() | among,
        peer_as=st.none() | st.integers(1, 0xFFFF),
        reject_as_sets=st.sampled_from((False, False, False, True)),
        own_routes=st.sampled_from((False, False, False, True)),
        disable_family_on_error=st.booleans(),
    )


def peer_context(negotiation: Negotiation) -> Context:
    """Return the context with which strategies make what is sent in a session of one's own.

    It is the peer's view of the session. With our own, such as `Connection.sending_context`, paths
    begin with the peer's AS number, as if the peer had sent them, and it takes them for loops.

    Args:
        negotiation: what was agreed on, as we see it: `session.negotiation`.
    """
    ours = negotiation.context
    theirs = Negotiation.of(negotiation.remote, negotiation.local, ours.session).receiving
    return attrs.evolve(
        theirs,
        # What is made is both written and read with it.
        add_path_send=theirs.add_path_receive,
        bgpsec_send=theirs.bgpsec_receive,
        maximum_labels_sent=theirs.maximum_labels,
        # The peer reads more than we may write.
        extended_next_hop=ours.extended_next_hop,
    )


def _context(
    *,
    add_path: frozenset[Family],
    bgpsec: frozenset[Family],
    extended_next_hop: set[Family],
    four_octet_as: bool,
    extended_messages: bool,
    session: SessionType | None,
    families: frozenset[Family] | None,
    peer_as: int | None,
    reject_as_sets: bool,
    own_routes: bool,
    disable_family_on_error: bool,
) -> Context:
    return Context(
        add_path_receive=add_path,
        add_path_send=add_path,
        bgpsec_receive=bgpsec,
        bgpsec_send=bgpsec,
        extended_next_hop={(family, AFI_IPV6) for family in extended_next_hop},
        four_octet_as=four_octet_as,
        extended_messages=extended_messages,
        session=session,
        families=families,
        peer_as=peer_as,
        reject_as_sets=reject_as_sets,
        own_routes=own_routes,
        disable_family_on_error=disable_family_on_error,
    )
