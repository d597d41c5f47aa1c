"""RFC 3765: NOPEER."""

from __future__ import annotations

import pytest

from bgplib.capabilities.role import Role
from bgplib.policy import NOPEER_OUT, WELL_KNOWN_OUT, Direction, PolicyContext
from tests.unit.policy.routes import PEER, route


@pytest.mark.parametrize("role", ["provider", "rs", "rs-client", "customer", "peer"])
def test_2_not_to_bilateral_peers(role: str) -> None:
    """§2: "not to readvertise the route prefix to all external bilateral peer neighbour AS's"."""
    context = PolicyContext(direction=Direction.EXPORT, peer=PEER, role=Role.parse(role))
    policy = WELL_KNOWN_OUT.inserting(NOPEER_OUT)
    assert policy.apply(route(communities="nopeer"), context).accepted is (role != "peer")
    assert policy.apply(route(communities="1:1"), context).accepted


def test_2_it_is_advisory() -> None:
    """§2: "an advisory qualification": without the statement, it forbids nothing."""
    context = PolicyContext(direction=Direction.EXPORT, peer=PEER, role=Role.parse("peer"))
    assert WELL_KNOWN_OUT.apply(route(communities="nopeer"), context).accepted
