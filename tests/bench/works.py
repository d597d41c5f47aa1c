"""The works: which input, what is counted, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import attrs

from tests.bench.peers import (
    bgpdump_peer,
    exabgp_peer,
    ftlbgp_peer,
    mrtparse_peer,
    osken_peer,
    ours,
    pybgpkit_peer,
    scapy_peer,
    yabgp_peer,
)
from tests.bench.tally import Run

__all__ = ["WORKS", "Work"]

Prepare = Callable[[Path], Run]


@attrs.frozen(kw_only=True)
class Work:
    """Something that bgplib and others do."""

    name: str  #: what it is called in tables
    file: str  #: which of the files of `data.write` it reads
    unit: str  #: what the time is divided by, as tables call it
    count: str  #: what that is called in a tally, or `messages` for those of the file
    peers: dict[str, Prepare]  #: who does it, and what makes them ready; bgplib is the first
    partial: frozenset[str] = frozenset()  #: who does a part only, since it takes so long


_OURS: Final[dict[str, Prepare]] = {
    "bgplib": ours.read_messages,
    "bgplib, typed": ours.read_typed,
}
_MESSAGES: Final[dict[str, Prepare]] = {
    **_OURS,
    "exabgp": exabgp_peer.read_messages,
    "yabgp": yabgp_peer.read_messages,
    "os-ken": osken_peer.read_messages,
    "scapy": scapy_peer.read_messages,
}
_ELEMENTS: Final[dict[str, Prepare]] = {
    "bgplib": ours.read_mrt,
    "bgplib, plain": ours.read_mrt_plainly,
    "pybgpkit": pybgpkit_peer.read_mrt,
    "ftlbgp": ftlbgp_peer.read_mrt,
    "mrtparse": mrtparse_peer.read_mrt,
    "bgpdump -m": bgpdump_peer.read_mrt,
    "bgplib mrt -m": bgpdump_peer.print_ours,
}
WORKS: Final = (
    Work(
        name="W1 live feed, messages",
        file="w1.bgp",
        unit="UPDATE",
        count="messages",
        peers=_MESSAGES,
    ),
    Work(
        name="W1 live feed, MRT",
        file="w1.mrt",
        unit="UPDATE",
        count="messages",
        peers=_ELEMENTS,
    ),
    Work(
        name="W1 of 30 attribute sets, messages",
        file="repeating.bgp",
        unit="UPDATE",
        count="messages",
        peers=_OURS,
    ),
    Work(
        name="W1 of new attribute sets, messages",
        file="new.bgp",
        unit="UPDATE",
        count="messages",
        peers=_OURS,
    ),
    Work(
        name="W2 full table, messages",
        file="w2.bgp",
        unit="prefix",
        count="prefixes",
        peers=_MESSAGES,
    ),
    Work(
        name="W2 full table, MRT",
        file="w2.mrt",
        unit="prefix",
        count="prefixes",
        peers=_ELEMENTS,
    ),
    Work(
        name="W3 table dump of 20 peers, MRT",
        file="w3.mrt",
        unit="entry",
        count="prefixes",
        peers={**_ELEMENTS, "os-ken": osken_peer.read_mrt},
    ),
    Work(
        name="W4 build and encode",
        file="w1.bgp",
        unit="UPDATE",
        count="updates",
        peers={
            "bgplib": ours.build,
            "bgplib, typed": ours.build_typed,
            "exabgp": exabgp_peer.build,
            "yabgp": yabgp_peer.build,
            "os-ken": osken_peer.build,
            "scapy": scapy_peer.build,
        },
        partial=frozenset(("scapy",)),
    ),
)
