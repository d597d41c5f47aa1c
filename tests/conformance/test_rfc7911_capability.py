"""RFC 7911: the ADD_PATH capability in an OPEN."""

from __future__ import annotations

import pytest

from bgplib.capabilities import AddPath
from bgplib.iana.families import Family
from bgplib.session import SessionConfig
from bgplib.session.opening import open_of
from tests.conformance.opens import read, refused


@pytest.mark.parametrize("mode", [0, 4, 255])
def test_another_mode_is_ignored(mode: int) -> None:
    """RFC 7911 §4: "treated as not understood and ignored"."""
    message = read(f"4508 0001 01 {mode:02x} 0002 01 03")
    value = message.capability(AddPath)
    assert value is not None
    assert value.modes == ((Family.IPV4_UNICAST, mode), (Family.IPV6_UNICAST, 3))
    assert value.valid == ((Family.IPV6_UNICAST, 3),)
    assert value.receive == value.send == {Family.IPV6_UNICAST}
    assert message.findings == ()


@pytest.mark.parametrize(
    ("mode", "receive", "send"), [(1, True, False), (2, False, True), (3, True, True)]
)
def test_modes(mode: int, receive: bool, send: bool) -> None:
    """RFC 7911 §4: able to receive (1), to send (2), both (3)."""
    value = read(f"4504 0001 01 {mode:02x}").capability(AddPath)
    assert value is not None
    assert (Family.IPV4_UNICAST in value.receive) is receive
    assert (Family.IPV4_UNICAST in value.send) is send


@pytest.mark.parametrize("field", ["4501 00", "4503 000101", "4505 0001010300"])
def test_a_broken_length_is_refused(field: str) -> None:
    """RFC 7911 §4: entries of four octets."""
    assert refused(field) == (2, 0)


def test_4_all_families_are_in_one_capability() -> None:
    """RFC 7911 §4: several families "in a single instance of the ADD-PATH Capability"."""
    families = [Family.IPV4_UNICAST, Family.IPV6_UNICAST]
    config = SessionConfig(
        local_as=65000,
        local_identifier="192.0.2.1",
        add_path_receive=families,
        add_path_send=families[:1],
    )
    found = [one for one in open_of(config).capabilities if isinstance(one, AddPath)]
    assert [set(one.modes) for one in found] == [{(families[0], 3), (families[1], 1)}]
