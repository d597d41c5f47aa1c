"""RFC 6793: AS numbers of four octets in an OPEN."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import FourOctetAs
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.session import SessionConfig, State, UpdateReceived, opening
from tests.conformance.opens import decode_again, open_of, refused, subcodes
from tests.unit.session.test_session import THEIRS, Driver, routes


@pytest.mark.parametrize("asn", [1, 65535, 65536, 4294967295])
def test_41_the_capability_is_advertised(asn: int) -> None:
    """RFC 6793 §4.1: it SHALL be, with the AS number "in the Capability Value field"."""
    config = SessionConfig(local_as=asn, local_identifier="192.0.2.1")
    assert opening.open_of(config).capability(FourOctetAs) == FourOctetAs(asn)


def test_41_an_old_speaker_does_not_advertise_it() -> None:
    """RFC 6793 §4.1: who does not support it says nothing, and has a number of two octets."""
    config = SessionConfig(local_as=65535, local_identifier="192.0.2.1", four_octet_as=False)
    assert opening.open_of(config).capability(FourOctetAs) is None
    with pytest.raises(LocalError, match="four_octet_as"):
        attrs.evolve(config, local_as=65536)


@pytest.mark.parametrize("field", ["4100", "4102 fde9", "4105 0000fde900"])
def test_3_the_capability_has_four_octets(field: str) -> None:
    """RFC 6793 §3: "The Capability Length field of the capability is set to 4."."""
    assert refused(field) == (2, 0)


def test_41_the_number_of_the_capability_is_the_one_that_must_be_right() -> None:
    """RFC 6793 §4.1: "in lieu of the "My Autonomous System" field", of a session's peer too."""
    driver = Driver()
    driver.connect()
    driver.say(open_of(64502, 64503))
    assert driver.notifications() == [Notification(2, 2)]
    driver = Driver()
    driver.connect()
    driver.say(open_of(23456, 64502))
    assert driver.session.state is State.OPEN_CONFIRM


@pytest.mark.parametrize("ours", [True, False])
@pytest.mark.parametrize("theirs", [True, False])
def test_41_both_must_advertise_it(ours: bool, theirs: bool) -> None:
    """RFC 6793 §4.1: who "advertises such a capability ..., and receives" it; else two octets."""
    driver = Driver(four_octet_as=ours)
    connection = driver.establish(opening.open_of(attrs.evolve(THEIRS, four_octet_as=theirs)))
    wide = ours and theirs
    driver.say(routes("198.51.100.0/24"), context=Context(four_octet_as=wide))
    (event,) = driver.of(UpdateReceived)
    assert event.update.findings == ()
    assert event.update.attributes.as_path_text == "64502"
    connection.send(routes("198.51.100.0/24"))
    driver.settle()
    assert (b"\x02\x01\x00\x00\xfb\xf6" in driver.sent[-1]) is wide
    assert (b"\x02\x01\xfb\xf6" in driver.sent[-1]) is not wide


@given(st.integers(1, 0xFFFFFFFF), st.integers(1, 65535))
def test_the_capability_counts(asn: int, two_octets: int) -> None:
    """RFC 6793 §4.1: the capability "in lieu of the "My Autonomous System" field"."""
    message = decode_again(open_of(two_octets, asn))
    assert (message.asn, message.two_octet_asn) == (asn, two_octets)
    assert subcodes(message) == []


def test_without_the_capability_the_field_counts() -> None:
    """RFC 6793 §4.1: an OLD speaker has the field alone."""
    assert decode_again(open_of(65001)).asn == 65001


def test_as_trans_without_the_capability_is_refused() -> None:
    """RFC 6793 §4.2.1: AS_TRANS stands in for a number; without the capability there is none."""
    message = open_of(23456)
    assert subcodes(decode_again(message)) == [2]
    assert subcodes(decode_again(message, Context(peer_as=65001))) == [2]


def test_as_trans_is_accepted_with_the_capability_or_from_itself() -> None:
    """RFC 6793 §4.2.1: the capability has the number; a peer known to be 23456 is itself."""
    assert subcodes(decode_again(open_of(23456, 65536))) == []
    assert subcodes(decode_again(open_of(23456), Context(peer_as=23456))) == []


def test_as_trans_is_sent_for_large_numbers_only() -> None:
    """RFC 6793 §4.2.1: "AS_TRANS MUST be used when the NEW BGP speaker does not have" another."""
    for asn, field in ((65535, 65535), (65536, 23456), (4294967295, 23456)):
        message = Open.build(asn=asn, hold_time=90, identifier=1)
        assert message.two_octet_asn == field
        assert message.asn == asn
