"""RFC 4760: the MULTIPROTOCOL capability in an OPEN."""

from __future__ import annotations

import attrs
import pytest

from bgplib.capabilities import Multiprotocol
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session import SessionUp
from bgplib.session.opening import open_of
from tests.conformance.opens import read, refused
from tests.unit.session.test_session import THEIRS, Driver


def test_the_reserved_octet_is_ignored() -> None:
    """RFC 4760 §8: "SHOULD be set to 0 by the sender and ignored by the receiver"."""
    message = read("0104 0001 ff 01")
    assert message.families == (Family.IPV4_UNICAST,)
    assert message.findings == ()
    assert Multiprotocol(Family.IPV4_UNICAST).reserved == 0


def open_with(*families: Family) -> Open:
    """Make the OPEN of a speaker that supports some families."""
    return open_of(attrs.evolve(THEIRS, families=families))


def test_8_each_family_is_advertised() -> None:
    """RFC 4760 §8: several families are "multiple Capabilities"; each end "MUST advertise" its."""
    message = open_with(Family.IPV6_UNICAST, Family.L2VPN_EVPN)
    found = [each for each in message.capabilities if isinstance(each, Multiprotocol)]
    assert [each.family for each in found] == [Family.IPV6_UNICAST, Family.L2VPN_EVPN]
    driver = Driver(families=(Family.L2VPN_EVPN, Family.IPV6_UNICAST))
    driver.establish(message)
    (up,) = driver.of(SessionUp)
    assert set(up.negotiation.families) == {Family.IPV6_UNICAST, Family.L2VPN_EVPN}


def test_8_what_one_end_does_not_advertise_is_not_exchanged() -> None:
    """RFC 4760 §8: "each such speaker MUST advertise to the other"."""
    driver = Driver(families=(Family.IPV4_UNICAST, Family.IPV6_UNICAST))
    driver.establish(open_with(Family.IPV4_UNICAST, Family.L2VPN_EVPN))
    (up,) = driver.of(SessionUp)
    assert set(up.negotiation.families) == {Family.IPV4_UNICAST}


@pytest.mark.parametrize("field", ["0100", "0103 000101", "0105 0001000100"])
def test_another_length_is_refused(field: str) -> None:
    """RFC 4760 §8: "The Capability Length field is set to 4."."""
    assert refused(field) == (2, 0)
