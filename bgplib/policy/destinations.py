"""Destinations: prefixes that nobody can be reached at, whoever announces them.

`Chain.of(UNICAST_DESTINATIONS, mine)` comes before an import policy of one's own.
"""

from __future__ import annotations

from typing import Final

from bgplib.iana.families import Family
from bgplib.policy.matchers.family import FamilyIs
from bgplib.policy.matchers.prefix_list import PrefixList
from bgplib.policy.policy import Policy
from bgplib.policy.statement import Action, Statement

__all__ = ["UNICAST_DESTINATIONS"]

_UNICAST: Final = FamilyIs.of(Family.IPV4_UNICAST, Family.IPV6_UNICAST)
# Which addresses these are, IANA's registries of special purposes say. A shorter prefix, such as
# the default route, covers others too.
_NOBODY: Final = PrefixList.of(
    "0.0.0.0/8 le 32",  # "this network" (RFC 791 §3.2)
    "127.0.0.0/8 le 32",  # loopback (RFC 1122 §3.2.1.3)
    "224.0.0.0/4 le 32",  # multicast, class D (RFC 5771)
    "240.0.0.0/4 le 32",  # reserved, class E (RFC 1112 §4)
    "::/127 le 128",  # unspecified, and loopback (RFC 4291 §2.5)
    "fe80::/10 le 128",  # link-local (RFC 4291 §2.5.6)
    "ff00::/8 le 128",  # multicast (RFC 4291 §2.7)
)

#: in: unicast routes to addresses that no host elsewhere has are ignored
UNICAST_DESTINATIONS: Final = Policy(
    name="unicast destinations (RFC 4271)",
    statements=(
        # RFC 4271 §6.3: "If a prefix in the NLRI field is semantically incorrect (e.g., an
        # unexpected multicast IP address), an error SHOULD be logged locally, and the prefix SHOULD
        # be ignored."
        Statement(
            name="nobody is there",
            matchers=(_UNICAST, _NOBODY),
            action=Action.REJECT,
        ),
    ),
    default=Action.ACCEPT,
)
