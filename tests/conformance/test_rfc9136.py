"""RFC 9136 §3.2: what an EVPN IP Prefix route leads packets to."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Final

import bgplib
from bgplib.findings import Treatment
from bgplib.messages.update import Update
from bgplib.nlri.evpn import IpPrefix
from bgplib.testing import malformed

_CASES: Final = [case for case in malformed.cases() if fnmatchcase(case.name, "evpn-prefix-*")]


def test_3_2_a_route_that_leads_nowhere_is_withdrawn() -> None:
    """§3.2: "SHOULD be treat as withdraw": the route that was announced is withdrawn."""
    count = 0
    for case in _CASES:
        if case.treatment is not Treatment.TREAT_AS_WITHDRAW:
            continue
        update = bgplib.decode(case.octets, case.context)
        assert isinstance(update, Update)
        assert update.announced == ()
        assert [type(nlri) for group in update.withdrawn for nlri in group.nlri] == [IpPrefix]
        count += 1
    assert count == 4


def test_3_2_a_route_with_a_label_or_an_overlay_index_is_announced() -> None:
    """§3.2: the overlay index is a gateway, an Ethernet segment or a MAC address."""
    sound = [case for case in _CASES if case.treatment is Treatment.NONE]
    assert len(sound) >= 8
    for case in sound:
        update = bgplib.decode(case.octets, case.context)
        assert isinstance(update, Update)
        assert [type(nlri) for group in update.announced for nlri in group.nlri] == [IpPrefix]
