"""What ExaBGP states of its own messages is what `bgplib.formats.exabgp_json` writes of them.

The statements are those of ExaBGP's development branch, which differs from ExaBGP 5: labels have
the 24 bits of their field beside them, withdrawals the next hop of a route as an attribute, some
communities say whether they are transitive; the parts of a route origin stand the other way round;
flow specifications do not repeat their next hop; services over SRv6 are JSON, no address is `b''`,
and SR policies are known.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Final

from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.formats.exabgp_json import Envelope, from_exabgp, to_exabgp
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from tests.corpus.test_expect import stated
from tests.corpus.test_hex import context_of

ENVELOPE: Final = Envelope(
    time=0.0,
    host="here",
    pid=2,
    ppid=1,
    counter=1,
    local_address="127.0.0.1",
    peer_address="127.0.0.2",
    local_as=65000,
    peer_as=65001,
    router_id="192.0.2.254",
)
#: a TEID of 23 bits, of which ExaBGP prints 24
SPARE_BITS: Final = ("exabgp/qa/encoding/conf-srv6-mup.ci#message_7",)


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    """Leave out what the two have differently."""
    attributes = said.get("attribute", {})
    attributes.pop("next-hop", None)
    attributes.get("bgp-prefix-sid", {}).pop("l3-service", None)
    for name in ("attribute-0x28-0xE0", "attribute-0x1A-0x80"):
        attributes.pop(name, None)
    if not attributes.get("bgp-prefix-sid", True):
        del attributes["bgp-prefix-sid"]
    for community in attributes.get("extended-community", ()):
        community.pop("transitive", None)
        if community["string"].startswith("origin:"):
            community["string"] = ""
    groups = [*said.get("withdraw", {}).values()]
    for by_next_hop in said.get("announce", {}).values():
        groups += by_next_hop.values()
    for routes in groups:
        for route in routes:
            if "nlri" in route and "label" in route:
                route["label"] = [label[:1] for label in route["label"]]
            if route.get("source_ip") == "b''":
                route["source_ip"] = ""
            next_hop = route.pop("next-hop", None)
            if next_hop is not None:
                route["string"] = route["string"].removesuffix(f" next-hop {next_hop}")
    return said


def test_exabgp_states_what_we_write(corpus: Path) -> None:
    """Whole UPDATEs, attributes and routes of all families; and what we write can be read."""
    counts: Counter[str] = Counter()
    for record in stated(corpus):
        octets = bytes.fromhex(record["hex"])
        update = Decoder(context_of(record, octets)).decode(octets)
        assert isinstance(update, Update)
        expect = {
            name: record["expect"][name]
            for name in ("attribute", "announce", "withdraw")
            if name in record["expect"]
        }
        if update.treatment > Treatment.IGNORE:
            counts["judged"] += 1
            continue
        try:
            line = to_exabgp(update, ENVELOPE)
        except EncodeError:
            counts["no form"] += 1
            continue
        found = line["neighbor"]["message"]["update"]
        if record["id"] in SPARE_BITS:
            assert _plain(found) != _plain(expect)
        else:
            again = from_exabgp(line).message
            assert isinstance(again, Update)
            assert again.announced == update.announced, record["id"]
            assert _plain(found) == _plain(expect), record["id"]
            counts["same"] += 1
    assert counts == {"same": 130, "judged": 10, "no form": 5}
