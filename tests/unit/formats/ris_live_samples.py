"""Messages of RIS Live made for tests: a small writer of what the service says of an UPDATE."""

from __future__ import annotations

import json
from typing import Any, Final

from bgplib import Update
from bgplib.context import Context
from bgplib.formats.mrt import Element
from bgplib.iana.attributes import AS_PATH
from bgplib.messages.decoder import Message
from bgplib.values.address import address_text

__all__ = ["HEAD", "SHOWN", "as_the_json_has_it", "line", "projected", "said"]

#: what each message says of its peer
HEAD: Final = {
    "timestamp": 1_700_000_000.25,
    "peer": "192.0.2.1",
    "peer_asn": "64496",
    "id": "192.0.2.1-0001",
    "host": "rrc99.example",
}
#: columns that the JSON has nothing of, with what they hold then
_UNSAID: Final = {"local_pref": None, "atomic": False, "path_id": None, "kind": "RIS_LIVE/UPDATE"}
_ORIGINS: Final = ("IGP", "EGP", "INCOMPLETE")
#: families that the service shows
SHOWN: Final = ("ipv4-unicast", "ipv6-unicast")


def said(kind: str = "UPDATE", **fields: Any) -> dict[str, Any]:
    """Return a message of a peer with these fields."""
    return {"type": "ris_message", "data": {**HEAD, "type": kind, **fields}}


def line(*messages: object) -> bytes:
    """Return messages as the stream has them."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in messages)


def projected(update: Update, *, raw: Message | None = None) -> dict[str, Any]:
    """Return what the service says of an UPDATE.

    Args:
        update: a decoded one.
        raw: the message whose octets to show.
    """
    block = update.attributes
    fields: dict[str, Any] = {
        "community": [[each >> 16, each & 0xFFFF] for each in block.communities or ()],
        "announcements": [],
        "withdrawals": [],
    }
    if AS_PATH in block:
        fields["path"] = []
        for kind, asns in block.as_path:
            fields["path"] += list(asns) if kind == 2 else [list(asns)]
    if block.origin is not None:
        fields["origin"] = _ORIGINS[block.origin]
    if block.med is not None:
        fields["med"] = block.med
    if block.aggregator is not None:
        asn, address = block.aggregator
        fields["aggregator"] = f"{asn}:{address_text(address)}"
    for group in update.withdrawn:
        if str(group.family) in SHOWN:
            fields["withdrawals"] += list(map(str, group.prefixes))
    for group in update.announced:
        if str(group.family) in SHOWN:
            octets = group.next_hop_octets
            addresses = [octets[at : at + 16] for at in range(0, len(octets), 16)]
            shown = {
                "next_hop": ",".join(map(address_text, addresses)),
                "prefixes": list(map(str, group.prefixes)),
            }
            fields["announcements"].append(shown)
    if raw is not None:
        fields["raw"] = raw.encode(Context(extended_messages=True)).hex().upper()
    return said(**fields)


def as_the_json_has_it(row: Element) -> Element:
    """Return a row of an archive without what the service leaves out."""
    marks = row.communities
    if marks is not None:
        marks = tuple(each for each in marks if each.count(":") == 1 and each[0].isdigit()) or None
    return row._replace(communities=marks, **_UNSAID)  # type: ignore[arg-type]  # each is of its type
