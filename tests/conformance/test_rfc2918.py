"""RFC 2918: ROUTE-REFRESH."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import RouteRefreshCapability
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh


def test_the_capability_is_empty() -> None:
    """§2: "Capability code 2 and Capability length 0"."""
    message = Open.build(
        asn=1, hold_time=90, identifier=1, capabilities=(RouteRefreshCapability(),)
    )
    assert message.encode()[29:] == b"\x02\x02\x02\x00"


@given(st.integers(0, 65535), st.integers(0, 255))
def test_fields(afi: int, safi: int) -> None:
    """§3: AFI, a reserved octet, SAFI."""
    octets = frame(5, afi.to_bytes(2, "big") + b"\0" + bytes((safi,)))
    message = decode(octets)
    assert message == RouteRefresh(Family(afi, safi))
    assert RouteRefresh(Family(afi, safi)).encode() == octets


def test_a_message_without_a_family_is_refused() -> None:
    """§3: "One <AFI, SAFI>" is always there: Bad Message Length."""
    with pytest.raises(DecodeError) as caught:
        decode(frame(5, b"\0\x01\0"))
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (1, 2, b"\0\x16")


def test_a_family_that_was_not_advertised_is_ignored() -> None:
    """§4: "the speaker shall ignore such a message"."""
    context = Context(families={Family.IPV4_UNICAST})
    message = decode(RouteRefresh(Family.IPV6_UNICAST).encode(), context)
    assert isinstance(message, RouteRefresh)
    assert message.treatment is Treatment.IGNORE
    assert message.findings[0].rfc == "RFC 2918 §4"


def test_a_family_that_was_advertised_is_not_ignored() -> None:
    """§4: otherwise the speaker sends its routes again."""
    for families in ({Family.IPV4_UNICAST}, None):
        context = Context(families=families)
        message = decode(RouteRefresh(Family.IPV4_UNICAST).encode(), context)
        assert isinstance(message, RouteRefresh)
        assert message.treatment is Treatment.NONE
