"""RFC 4486: subcodes of Cease."""

from __future__ import annotations

import pytest

from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification


@pytest.mark.parametrize(
    ("subcode", "name"),
    [
        (1, "Maximum Number of Prefixes Reached"),
        (2, "Administrative Shutdown"),
        (3, "Peer De-configured"),
        (4, "Administrative Reset"),
        (5, "Connection Rejected"),
        (6, "Other Configuration Change"),
        (7, "Connection Collision Resolution"),
        (8, "Out of Resources"),
    ],
)
def test_subcodes(subcode: int, name: str) -> None:
    """§3: the names of the subcodes."""
    assert Notification(messages.CEASE, subcode).name == f"Cease/{name}"


def test_an_unknown_subcode_has_a_name_too() -> None:
    """§3: subcodes that came later are no error."""
    assert Notification(messages.CEASE, 99).name == "Cease/UNKNOWN(99)"


def test_the_bound_may_be_said() -> None:
    """§4, Figure 1: AFI, SAFI, prefix upper bound."""
    message = Notification.too_many_prefixes(Family.IPV4_UNICAST, 1000)
    assert message == Notification(6, 1, bytes.fromhex("0001 01 000003e8"))
    assert message.prefix_limit == (Family.IPV4_UNICAST, 1000)


def test_the_bound_may_be_left_out() -> None:
    """§4: "The message MAY optionally include the Address Family information"."""
    assert Notification(6, 1).prefix_limit is None
    assert Notification(6, 1, b"\0\x01").prefix_limit is None
