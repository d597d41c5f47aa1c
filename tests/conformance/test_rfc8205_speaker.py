"""RFC 8205: to whom a speaker passes BGPsec_PATH on, and what it says to the others."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib.attributes import AsPath, BgpsecPath
from bgplib.attributes.bgpsec_path import SecurePathSegment, SignatureBlock
from bgplib.capabilities import Bgpsec
from bgplib.context import Context
from bgplib.route import Path
from tests.unit.speaker.world import World

PREFIX = "198.51.100.0/24"
SENDS, RECEIVES = Bgpsec(afi=1, send=True), Bgpsec(afi=1, send=False)
FOR_IPV6 = (Bgpsec(afi=2, send=True), Bgpsec(afi=2, send=False))
SIGNED = BgpsecPath(
    (SecurePathSegment(asn=65001),), (SignatureBlock(1, ((bytes(20), b"no signature"),)),)
)


def told(own_as: int, peer_as: int, **settings: Any) -> Path:
    """Let a speaker have a route that AS 65001 signed; return what a peer learns of it."""
    world = World()
    near, far = world.speaker(own_as, 1), world.speaker(peer_as, 2)
    world.link(near, far, **settings)
    world.start()
    near.originate(PREFIX, world.now, attributes=[SIGNED])
    world.settle()
    best = far.loc_rib.best(PREFIX)
    assert best is not None
    return best.path


def test_4_2_it_goes_unchanged_to_internal_peers_with_bgpsec() -> None:
    """§4.2: an internal peer to which it may be sent gets it, in place of an AS_PATH."""
    path = told(65000, 65000, capabilities=(SENDS, RECEIVES))
    assert path.attributes.get(BgpsecPath) == SIGNED
    assert path.attributes.get(AsPath) is None
    assert path.as_path == ((2, (65001,)),)


@pytest.mark.parametrize("capabilities", [(), (SENDS,), (RECEIVES,), FOR_IPV6])
def test_2_2_not_to_peers_with_which_it_was_not_negotiated(capabilities: tuple[Bgpsec]) -> None:
    """§2.2: it "MUST NOT be sent" to them; §4.4: they get the AS_PATH that says the same."""
    path = told(65000, 65000, capabilities=capabilities)
    assert path.attributes.get(BgpsecPath) is None
    assert path.attributes.as_path_text == "65001"


@pytest.mark.parametrize("capabilities", [(), (SENDS, RECEIVES)])
@pytest.mark.parametrize(
    ("near", "expected"),
    [({}, "65000 65001"), ({"route_server_client": True}, "65001")],
)
def test_5_2_not_to_another_as_for_which_nobody_signs(
    capabilities: tuple[Bgpsec, ...], near: dict[str, Any], expected: str
) -> None:
    """§5.2 (2): its latest AS would have to be ours; without its signature §4.4 is what is left."""
    lenient = {"rules": Context(enforce_first_as=False)}
    path = told(65000, 65002, capabilities=capabilities, left_side=near, right_side=lenient)
    assert path.attributes.get(BgpsecPath) is None
    assert path.attributes.as_path_text == expected
