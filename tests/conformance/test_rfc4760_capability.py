"""RFC 4760: the MULTIPROTOCOL capability in an OPEN."""

from __future__ import annotations

import pytest

from bgplib.capabilities import Multiprotocol
from bgplib.iana.families import Family
from tests.conformance.opens import read, refused


def test_the_reserved_octet_is_ignored() -> None:
    """RFC 4760 §8: "SHOULD be set to 0 by the sender and ignored by the receiver"."""
    message = read("0104 0001 ff 01")
    assert message.families == (Family.IPV4_UNICAST,)
    assert message.findings == ()
    assert Multiprotocol(Family.IPV4_UNICAST).reserved == 0


@pytest.mark.parametrize("field", ["0100", "0103 000101", "0105 0001000100"])
def test_another_length_is_refused(field: str) -> None:
    """RFC 4760 §8: "The Capability Length field is set to 4."."""
    assert refused(field) == (2, 0)
