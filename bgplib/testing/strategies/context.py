"""Strategies for what two speakers may have agreed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hypothesis import strategies as st

from bgplib.context import Context, SessionType
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.testing.strategies._kept import kept

__all__ = ["UNICAST_FAMILIES", "contexts", "families", "unicast_families"]

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
