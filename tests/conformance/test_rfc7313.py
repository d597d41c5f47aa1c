"""RFC 7313: Enhanced Route Refresh."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import EnhancedRouteRefresh
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import BORR, EORR, RouteRefresh
from bgplib.messages.update import Update
from bgplib.session import GracefulRestartConfig, RefreshBegan, RefreshEnded
from bgplib.session.opening import open_of
from tests.unit.session.test_session import THEIRS, Driver

ENHANCED = Context(enhanced_route_refresh=True)
PLAIN = Context(enhanced_route_refresh=False)


def read(octets: bytes, context: Context) -> RouteRefresh:
    message = decode(octets, context)
    assert isinstance(message, RouteRefresh)
    return message


def test_the_capability_is_empty() -> None:
    """§3.1: code 70, "The Capability Length field of this capability is zero."."""
    octets = frame(1, bytes.fromhex("04 fde9 005a 0a000002 04 0202 4600"))
    message = decode(octets)
    assert isinstance(message, Open)
    assert message.capability(EnhancedRouteRefresh) == EnhancedRouteRefresh()
    longer = decode(frame(1, bytes.fromhex("04 fde9 005a 0a000002 05 0203 460100")))
    assert isinstance(longer, Open)
    assert longer.capability(EnhancedRouteRefresh) is None
    assert longer.treatment is Treatment.IGNORE


@pytest.mark.parametrize(("subtype", "name"), [(0, "request"), (1, "BoRR"), (2, "EoRR")])
def test_subtypes_are_accepted(subtype: int, name: str) -> None:
    """§3.2: 0 request, 1 BoRR, 2 EoRR."""
    message = read(frame(5, bytes((0, 1, subtype, 1))), ENHANCED)
    assert (message.subtype, message.subtype_name) == (subtype, name)
    assert message.treatment is Treatment.NONE


@given(st.integers(3, 255), st.binary(max_size=8))
def test_other_subtypes_are_ignored(subtype: int, tail: bytes) -> None:
    """§5: "a "Message Subtype" field other than 0, 1, or 2, it MUST ignore"."""
    octets = frame(5, bytes((0, 1, subtype, 1)) + tail)
    for context in (ENHANCED, Context()):
        message = read(octets, context)
        assert message.treatment is Treatment.IGNORE
        (finding,) = message.findings
        assert (finding.rfc, finding.offset, finding.octets) == (
            "RFC 7313 §5",
            21,
            bytes((subtype,)),
        )


@given(st.integers(0, 255))
def test_without_the_capability_the_octet_is_reserved(subtype: int) -> None:
    """§5: applicable only when the capability was received; RFC 2918 §3: "ignored"."""
    message = read(frame(5, bytes((0, 1, subtype, 1))), PLAIN)
    assert message.treatment is Treatment.NONE
    assert message.family == Family.IPV4_UNICAST


@pytest.mark.parametrize("subtype", [BORR, EORR])
@given(tail=st.binary(max_size=30))
def test_a_wrong_length_is_answered(subtype: int, tail: bytes) -> None:
    """§5: 7/1; "The Data field ... MUST contain the complete ROUTE-REFRESH message"."""
    body = bytes((0, 1, subtype)) + tail
    octets = frame(5, body)
    if len(body) == 4:
        assert read(octets, ENHANCED).subtype == subtype
        return
    with pytest.raises(DecodeError) as caught:
        decode(octets, ENHANCED)
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (7, 1, octets)
    assert Notification.of(caught.value).data == octets


def test_the_complete_message_is_cut_where_it_does_not_fit() -> None:
    """RFC 8654 §5: the answer is at most 4,096 octets long."""
    octets = frame(5, bytes((0, 1, 1, 1)) + bytes(4073))
    assert len(octets) == 4096
    with pytest.raises(DecodeError) as caught:
        decode(octets, ENHANCED)
    answer = Notification.of(caught.value)
    assert len(answer.encode()) == 4096
    assert octets.startswith(answer.data)


@pytest.mark.parametrize("context", [PLAIN, Context()])
def test_the_rule_is_for_peers_with_the_capability(context: Context) -> None:
    """§5: "applicable only when a BGP speaker has received the ... from a peer"."""
    octets = frame(5, bytes((0, 1, 1, 1, 9)))
    message = read(octets, context)
    assert message.orf == b"\x09"
    assert message.encode() == octets


def test_a_request_may_carry_filters() -> None:
    """§3.2: subtype 0 is a request "with/without Outbound Route Filtering"."""
    message = read(frame(5, bytes.fromhex("0001 00 01 01 40 0001 80")), ENHANCED)
    assert message.orf == bytes.fromhex("01 40 0001 80")
    assert message.treatment is Treatment.NONE


RESTARTS = GracefulRestartConfig(notification=False)


@pytest.mark.parametrize("restarts", [RESTARTS, None])
def test_4_a_borr_before_the_end_of_rib(restarts: GracefulRestartConfig | None) -> None:
    """§4: who has received the Graceful Restart Capability "MUST ignore any BoRRs" before it."""
    driver = Driver(graceful_restart=RESTARTS)
    driver.establish(open_of(attrs.evolve(THEIRS, graceful_restart=restarts)))
    driver.say(RouteRefresh(Family.IPV4_UNICAST, BORR))
    assert bool(driver.of(RefreshBegan)) is (restarts is None)
    driver.say(RouteRefresh(Family.IPV4_UNICAST, EORR))
    assert bool(driver.of(RefreshEnded)) is (restarts is None)


def test_4_a_borr_behind_the_end_of_rib() -> None:
    """§4: then it counts, in each family by itself."""
    families = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
    driver = Driver(graceful_restart=RESTARTS, families=families)
    driver.establish(open_of(attrs.evolve(THEIRS, graceful_restart=RESTARTS, families=families)))
    driver.say(Update.end_of_rib_of(Family.IPV6_UNICAST))
    for family in families:
        driver.say(RouteRefresh(family, BORR))
    assert driver.of(RefreshBegan) == [RefreshBegan(Family.IPV6_UNICAST)]
