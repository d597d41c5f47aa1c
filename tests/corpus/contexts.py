"""From what a record of the corpus says of its session to a `Context`."""

from __future__ import annotations

from typing import Any, Final

from bgplib.context import Context, SessionType
from bgplib.iana.families import Family

__all__ = ["SESSIONS", "context_of"]

SESSIONS: Final = {
    "ebgp": SessionType.EXTERNAL,
    "ibgp": SessionType.INTERNAL,
    "confed": SessionType.CONFEDERATION,
}
#: names of families that differ from ours in more than the slash
_FAMILIES: Final = {
    "bgp-ls/bgp-ls": Family.LINK_STATE,
    "ipv4/labeled-unicast": Family.IPV4_LABELED,
    "vpnv4/unicast": Family.IPV4_VPN,
}


def family_of(name: str) -> Family:
    """Read `ipv4/unicast` and its kind."""
    return _FAMILIES.get(name) or Family.parse(name.replace("/", "-"))


def context_of(record: dict[str, Any]) -> Context:
    """Make the context of a record of `cve_sample.jsonl` or `third_party.jsonl`."""
    said = record["context"]
    return Context(
        four_octet_as=said["four_octet_as"],
        session=SESSIONS[said["session"]],
        families=[family_of(name) for name in said["families"]],
        add_path_receive=[family_of(name) for name in said.get("add_path", [])],
        extended_messages=said.get("extended_message", False),
        enhanced_route_refresh=said.get("enhanced_route_refresh"),
        local_as=said["local_as"],
        peer_as=said["peer_as"],
    )
