"""RFC 2545: the next hop of IPv6 routes."""

from __future__ import annotations

import pytest

from bgplib.attributes import AsPath, Origin
from bgplib.messages.update import Update
from tests.conformance.updates import (
    HOP6,
    IPV6,
    LINK_LOCAL,
    attribute,
    is_fine,
    judged,
    reach,
    treatment,
    update,
)

BASE = (attribute(0x40, 1, b"\0"), attribute(0x40, 2, b"\2\1\0\0\xfd\xe9"))


def test_3_a_global_address() -> None:
    """§3: "shall be set to 16, when only a global address is present"."""
    found = judged(update(reach(hop=HOP6), *BASE))
    assert is_fine(found, "2001:db8::/32")
    hop = found.announced[0].next_hop
    assert hop is not None
    assert (hop.address, hop.link_local) == (HOP6, b"")


def test_3_a_global_and_a_link_local_address() -> None:
    """§3: "or 32 if a link-local address is also included in the Next Hop field"."""
    found = judged(update(reach(hop=HOP6 + LINK_LOCAL), *BASE))
    assert is_fine(found, "2001:db8::/32")
    hop = found.announced[0].next_hop
    assert hop is not None
    assert (hop.address, hop.link_local) == (HOP6, LINK_LOCAL)


@pytest.mark.parametrize("size", [0, 4, 12, 15, 17, 24, 31, 33, 48, 255])
def test_3_other_lengths(size: int) -> None:
    """§3 names 16 and 32 only; RFC 7606 §7.11."""
    assert treatment(judged(update(reach(hop=bytes(size)), *BASE))) == "session-reset"


@pytest.mark.parametrize("second", [HOP6, bytes(16)])
def test_3_the_first_address_is_the_one(second: bytes) -> None:
    """§3: the global address comes first, whatever stands behind it."""
    found = judged(update(reach(hop=HOP6 + second), *BASE))
    assert is_fine(found, "2001:db8::/32")
    next_hop = found.announced[0].next_hop
    assert next_hop is not None
    assert next_hop.address == HOP6


@pytest.mark.parametrize(
    ("text", "octets"), [("2001:db8::1", HOP6), ("2001:db8::1,fe80::1", HOP6 + LINK_LOCAL)]
)
def test_3_both_forms_are_sent(text: str, octets: bytes) -> None:
    """§3: the length follows what there is."""
    values = (Origin(0), AsPath.of([65001]))
    sent = Update.announce(["2001:db8::/32"], family=IPV6, next_hop=text, attributes=values)
    assert sent.encode() == update(reach(hop=octets), *BASE)
