"""RFC 7607: AS 0 in an OPEN."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.errors import LocalError
from bgplib.messages.notification import Notification
from bgplib.session import SessionConfig, State
from bgplib.speaker import SpeakerConfig
from tests.conformance.opens import decode_again, open_of, subcodes
from tests.unit.session.test_session import Driver


@pytest.mark.parametrize(("two_octets", "wide"), [(0, ()), (0, (65001,)), (65001, (0,)), (0, (0,))])
def test_as_0_is_refused(two_octets: int, wide: tuple[int, ...]) -> None:
    """RFC 7607 §2: "zero as the peer AS in an OPEN message": Bad Peer AS."""
    found = subcodes(decode_again(open_of(two_octets, *wide)))
    assert found == [2] * (2 if (two_octets, wide) == (0, (0,)) else 1)


@given(st.integers(1, 65535).filter(lambda asn: asn != 23456))
def test_other_as_numbers_are_accepted(asn: int) -> None:
    """RFC 7607 §2: only AS 0 is refused."""
    assert subcodes(decode_again(open_of(asn))) == []


def test_2_nobody_claims_to_be_as_0() -> None:
    """RFC 7607 §2: "A router MUST NOT initiate a connection claiming to be AS 0."."""
    with pytest.raises(LocalError, match="local_as"):
        SpeakerConfig(local_as=0, identifier="192.0.2.1")
    assert SpeakerConfig(local_as=1, identifier="192.0.2.1").local_as == 1
    with pytest.raises(LocalError, match="local_as"):
        SessionConfig(local_as=0, local_identifier="192.0.2.1")
    assert SessionConfig(local_as=1, local_identifier="192.0.2.1").local_as == 1


def test_2_a_session_with_as_0_is_refused() -> None:
    """RFC 7607 §2: "it MUST abort the connection and send a NOTIFICATION"."""
    driver = Driver(peer_as=None)
    driver.connect()
    driver.say(open_of(0))
    assert driver.notifications() == [Notification(2, 2)]
    driver = Driver(peer_as=None)
    driver.connect()
    driver.say(open_of(1))
    assert driver.session.state is State.OPEN_CONFIRM
