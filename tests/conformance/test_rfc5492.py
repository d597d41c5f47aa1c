"""RFC 5492: capabilities."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import (
    Capability,
    FourOctetAs,
    Multiprotocol,
    RouteRefreshCapability,
    UnknownCapability,
)
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.session import State
from bgplib.session.opening import open_of
from bgplib.testing.strategies.capabilities import capabilities
from tests.unit.session.test_session import THEIRS, Driver

FIXED = bytes.fromhex("04 fde9 005a 0a000002")
US = Expected(local_as=65000, local_identifier=1)


def read(parameters: bytes) -> Open:
    message = decode(frame(1, FIXED + bytes((len(parameters),)) + parameters))
    assert isinstance(message, Open)
    return message


@given(st.integers(0, 255), st.binary(max_size=20))
def test_an_unknown_capability_is_ignored(code: int, value: bytes) -> None:
    """§3: "it MUST ignore that capability [...] the BGP session MUST NOT be terminated"."""
    unassigned = code if code in range(10, 64) or code in range(186, 255) else 200
    field = bytes((unassigned, len(value))) + value + b"\x02\0"
    message = read(bytes((2, len(field))) + field)
    assert message.capabilities == (UnknownCapability(unassigned, value), RouteRefreshCapability())
    assert message.findings == ()
    assert validate(message, US) == ()


def test_a_family_that_is_not_known_is_ignored() -> None:
    """§3: a capability for a family that we do not support ends nothing (CVE-2018-5381)."""
    message = read(bytes.fromhex("0206 0104 ffff 00fe"))
    assert message.families == (Family(65535, 254),)
    assert validate(message, US) == ()


def test_a_missing_capability_that_we_need_is_refused() -> None:
    """§3: Unsupported Capability; "The message MUST contain the capability or capabilities"."""
    needs = Expected(
        local_as=65000, local_identifier=1, required=(Multiprotocol(Family.IPV6_UNICAST),)
    )
    (finding,) = validate(read(bytes.fromhex("0206 0104 0001 0001")), needs)
    assert (finding.notification.code, finding.notification.subcode) == (2, 7)
    assert finding.notification.data == bytes.fromhex("0104 0002 0001")
    answer = Notification.of(finding)
    assert answer.unsupported_capabilities() == (Multiprotocol(Family.IPV6_UNICAST),)


def test_a_capability_that_we_need_and_that_is_there_is_accepted() -> None:
    """§3: no NOTIFICATION when the peer supports what is needed."""
    needs = Expected(
        local_as=65000, local_identifier=1, required=(Multiprotocol(Family.IPV6_UNICAST),)
    )
    assert validate(read(bytes.fromhex("0206 0104 0002 0001")), needs) == ()


def test_equal_instances_are_accepted() -> None:
    """§4: "a BGP speaker MUST be prepared to accept such multiple instances"."""
    message = read(bytes.fromhex("0210 0104 0001 0001 0200 0104 0001 0001 0200"))
    assert message.findings == ()
    assert message.families == (Family.IPV4_UNICAST,)
    assert message.capability(RouteRefreshCapability) == RouteRefreshCapability()


def test_different_instances_are_accepted() -> None:
    """§4: "MAY include more than one instance [...] with different Capability Value"."""
    message = read(bytes.fromhex("020c 0104 0001 0001 0104 0002 0001"))
    assert message.families == (Family.IPV4_UNICAST, Family.IPV6_UNICAST)


# AS number 0 is refused wherever it stands (RFC 7607 §2).
@given(
    st.lists(capabilities().filter(lambda each: each != FourOctetAs(0)), min_size=1, max_size=6),
    st.data(),
)
def test_one_parameter_or_several_mean_the_same(
    values: list[Capability], data: st.DataObject
) -> None:
    """§4: "The set of capabilities should be processed in the same way in either case"."""
    cut = data.draw(st.integers(0, len(values)))
    # Each has to be found, wherever it stands; and what is missing is missed in either case.
    needs = attrs.evolve(US, required=tuple(values))
    misses = attrs.evolve(US, required=(*values, UnknownCapability(200, b"missing")))
    split = (tuple(values[:cut]), tuple(values[cut:]))
    messages = [
        decode(
            Open(
                two_octet_asn=65001,
                hold_time=90,
                identifier=2,
                parameters=parameters,
                extended=True,
            ).encode()
        )
        for parameters in ((tuple(values),), split)
    ]
    first, second = messages
    assert isinstance(first, Open)
    assert isinstance(second, Open)
    assert first.capabilities == second.capabilities == tuple(values)
    for opening in (first, second):
        assert validate(opening, needs) == ()
        (finding,) = validate(opening, misses)
        assert finding.notification.data == b"\xc8\7missing"


def test_we_send_one_parameter() -> None:
    """§4: "SHOULD only be included in the OPEN message once"."""
    message = Open.build(
        asn=1,
        hold_time=90,
        identifier=1,
        capabilities=(RouteRefreshCapability(), Multiprotocol(Family.IPV4_UNICAST)),
    )
    assert len(message.parameters) == 1


@pytest.mark.parametrize("field", ["01", "0104 0001 00", "0200 0104 0001 00", "02ff"])
def test_a_capability_that_does_not_fit_is_refused(field: str) -> None:
    """§4 with RFC 4271 §6.2: a triple that runs past its parameter is malformed: 2/0."""
    octets = bytes.fromhex(field)
    with pytest.raises(DecodeError) as caught:
        read(bytes((2, len(octets))) + octets)
    assert (caught.value.code, caught.value.subcode) == (2, 0)


def test_a_capability_does_not_reach_into_the_next_parameter() -> None:
    """§4: the Capability Length counts within its parameter, though octets follow behind."""
    with pytest.raises(DecodeError) as caught:
        read(bytes.fromhex("0203 0104 00 0203 0100 01"))
    assert (caught.value.code, caught.value.subcode) == (2, 0)


@pytest.mark.parametrize(
    "field", ["4b01 00", "4b00", "4b02 ff61", "4900", "4902 ff61", "4903 000061"]
)
def test_texts_end_no_session(field: str) -> None:
    """RFC 5492 §3: names and versions, well-formed or not (CVE-2025-43971, CVE-2023-41361)."""
    octets = bytes.fromhex(field)
    message = read(bytes((2, len(octets))) + octets)
    assert message.treatment <= Treatment.IGNORE
    assert len(message.capabilities) == 1


def test_3_a_session_comes_up_whatever_the_peer_offers() -> None:
    """§3: "the BGP session MUST NOT be terminated", and no Unsupported Capability be sent."""
    offered = (UnknownCapability(200, b"?"), Multiprotocol(Family(4242, 42)))
    driver = Driver()
    driver.establish(open_of(attrs.evolve(THEIRS, capabilities=offered)))
    assert driver.notifications() == []


def test_3_a_session_without_what_is_required_does_not() -> None:
    """§3, §5: Unsupported Capability is for what the peer lacks, and lists it."""
    driver = Driver(required=(Multiprotocol(Family.L2VPN_EVPN),))
    driver.connect()
    driver.say(open_of(THEIRS))
    assert driver.notifications() == [Notification(2, 7, bytes.fromhex("0104 0019 0046"))]


def test_3_peering_that_lacks_a_capability_does_not_come_back_by_itself() -> None:
    """§3: "If terminated, such peering SHOULD NOT be re-established automatically."."""
    driver = Driver(required=(Multiprotocol(Family.L2VPN_EVPN),))
    driver.connect()
    driver.say(open_of(THEIRS))
    assert driver.session.next_deadline() is None
    assert driver.session.is_over
    driver.session.start(driver.now)
    driver.settle()
    assert driver.states()[-1] is State.CONNECT


def test_3_peering_that_ended_for_another_reason_does() -> None:
    """RFC 4271 §8.1.1: IdleHoldTimer runs, and the session starts again."""
    driver = Driver(required=(Multiprotocol(Family.IPV4_UNICAST),))
    driver.connect()
    driver.say(open_of(attrs.evolve(THEIRS, local_as=64999)))
    assert driver.notifications() == [Notification(2, 2)]
    driver.at(6)
    assert driver.states()[-1] is State.CONNECT
