"""RFC 9234 §4: roles in the OPEN."""

from __future__ import annotations

import itertools

import attrs
import pytest

from bgplib.capabilities import Role
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Treatment
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.open_validation import Expected, validate
from bgplib.session import SessionConfig, State
from bgplib.session.opening import open_of
from tests.unit.session.test_session import OURS, THEIRS, Driver

# §4.2, Table 2.
PAIRS = {("provider", "customer"), ("customer", "provider"), ("rs", "rs-client"),
         ("rs-client", "rs"), ("peer", "peer")}  # fmt: skip
NAMES = ("provider", "rs", "rs-client", "customer", "peer")


def open_with(*roles: Role) -> Open:
    return Open.build(asn=65001, hold_time=90, identifier=2, capabilities=roles)


def refused(message: Open, ours: str | None, *, strict: bool = False) -> list[tuple[int, int]]:
    expected = Expected(
        local_as=65000,
        local_identifier=1,
        role=None if ours is None else Role.parse(ours),
        strict_role=strict,
    )
    return [
        (finding.notification.code, finding.notification.subcode)
        for finding in validate(message, expected)
    ]


def roles_of(config: SessionConfig) -> list[str]:
    """Return the roles that the OPEN of a configuration says."""
    return [each.text for each in open_of(config).capabilities if isinstance(each, Role)]


@pytest.mark.parametrize("name", NAMES)
def test_41_a_configured_role_is_advertised(name: str) -> None:
    """§4.1: "the eBGP speaker MUST advertise the BGP Role Capability in the BGP OPEN message"."""
    assert roles_of(attrs.evolve(OURS, role=Role.parse(name))) == [name]


def test_41_no_role_is_advertised_without_one() -> None:
    """§4.1: "If the BGP Role is locally configured", and an eBGP speaker it is."""
    assert roles_of(OURS) == []
    customer = Role.parse("customer")
    assert roles_of(attrs.evolve(OURS, role=customer, peer_as=OURS.local_as)) == []


def test_41_two_roles_cannot_be_advertised() -> None:
    """§4.1: it "MUST NOT advertise multiple versions of the BGP Role Capability"."""
    customer, peer = Role.parse("customer"), Role.parse("peer")
    with pytest.raises(LocalError, match="role"):
        attrs.evolve(OURS, role=customer, capabilities=(peer,))
    with pytest.raises(LocalError, match="role"):
        attrs.evolve(OURS, capabilities=(customer, peer))
    assert roles_of(attrs.evolve(OURS, capabilities=(peer,))) == ["peer"]


def test_5_no_role_within_a_confederation() -> None:
    """§5: "NOT RECOMMENDED to be used between autonomous systems in an AS Confederation"."""
    inside = attrs.evolve(OURS, role=Role(0), session_type=SessionType.CONFEDERATION)
    assert roles_of(inside) == []


@pytest.mark.parametrize(("ours", "theirs"), list(itertools.product(NAMES, NAMES)))
def test_42_a_session_needs_roles_that_correspond(ours: str, theirs: str) -> None:
    """§4.2, Table 2: else it is rejected "using the Role Mismatch Notification"."""
    driver = Driver(role=Role.parse(ours))
    driver.connect()
    driver.say(open_of(attrs.evolve(THEIRS, role=Role.parse(theirs))))
    if (ours, theirs) in PAIRS:
        assert driver.session.state is State.OPEN_CONFIRM
        assert driver.notifications() == []
    else:
        assert driver.session.state is State.IDLE
        assert driver.notifications() == [Notification(2, 11)]


@pytest.mark.parametrize(("ours", "theirs"), list(itertools.product(NAMES, NAMES)))
def test_roles_must_correspond(ours: str, theirs: str) -> None:
    """§4.2: "If the Roles do not correspond, the BGP speaker MUST reject the connection": 2/11."""
    expected = [] if (ours, theirs) in PAIRS else [(2, 11)]
    assert refused(open_with(Role.parse(theirs)), ours) == expected


@pytest.mark.parametrize("ours", NAMES)
def test_an_unassigned_role_corresponds_to_none(ours: str) -> None:
    """§4.1: 5-255 are unassigned; they are in no pair of Table 2."""
    assert refused(open_with(Role(5)), ours) == [(2, 11)]
    assert Role(5).opposite is None


def test_a_role_is_not_judged_without_one_of_our_own() -> None:
    """§4.2: "If the BGP Role Capability is advertised, and one is also received"."""
    for value in range(7):
        assert refused(open_with(Role(value)), None) == []


def test_a_missing_role_is_accepted() -> None:
    """§4.2: "the BGP Speaker SHOULD ignore the absence of the BGP Role Capability"."""
    assert refused(open_with(), "customer") == []


def test_a_missing_role_is_refused_in_strict_mode() -> None:
    """§4.2: in strict mode "the connection is rejected using the Role Mismatch Notification"."""
    assert refused(open_with(), "customer", strict=True) == [(2, 11)]
    assert refused(open_with(Role.parse("provider")), "customer", strict=True) == []


def test_equal_roles_are_one() -> None:
    """§4.2: "multiple but identical BGP Role Capabilities ... a single BGP Role Capability"."""
    assert refused(open_with(Role(0), Role(0)), "customer") == []


def test_different_roles_are_refused() -> None:
    """§4.2: "not all of them have the same value [...] MUST reject": whether we have one or not."""
    assert refused(open_with(Role(0), Role(0), Role(3)), None) == [(2, 11)]
    message = decode(open_with(Role(0), Role(3)).encode())
    assert isinstance(message, Open)
    (finding,) = message.findings
    assert (finding.treatment, finding.notification.subcode) == (Treatment.SESSION_RESET, 11)
    assert finding.octets == b"\x09\x01\x03"


def test_different_roles_of_an_internal_peer_are_not_judged() -> None:
    """§4.2: "If an eBGP speaker receives"; a context that is not external applies no such rule."""
    octets = open_with(Role(0), Role(3)).encode()
    for session in (SessionType.INTERNAL, SessionType.CONFEDERATION, None):
        message = decode(octets, Context(session=session))
        assert isinstance(message, Open)
        assert message.findings == ()


@pytest.mark.parametrize("value", [b"", b"\0\0"])
def test_a_role_has_one_octet(value: bytes) -> None:
    """§4.1: "Length: 1 (octet)"; RFC 4271 §6.2: malformed: 2/0."""
    field = bytes((9, len(value))) + value
    body = bytes.fromhex("04 fde9 005a 0a000002")
    parameters = bytes((len(field) + 2, 2, len(field))) + field
    with pytest.raises(DecodeError) as caught:
        decode(frame(1, body + parameters))
    assert (caught.value.code, caught.value.subcode) == (2, 0)
