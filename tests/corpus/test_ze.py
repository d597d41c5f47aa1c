"""Published pieces and messages hold what Ze, of ExaBGP's author, states of them.

Its OPENs are in `test_open_and_notification.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bgplib.context import Context
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.nlri.flowspec import FlowSpecNlri, NumericComponent, PrefixComponent
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.mvpn.intra_as_i_pmsi import IntraAsIPmsi
from bgplib.nlri.route_target import RouteTargetNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.corpus.conftest import Record
from tests.corpus.test_fragments import in_family

Records = Callable[[str], list[Record]]


def ze_distinguisher(rd: RouteDistinguisher) -> str:
    """Spell a route distinguisher as Ze does: with its type (RFC 4364 §4.2)."""
    return f"{rd.type}:{rd.administrator}:{rd.number}"


def ze_labeled(nlri: Nlri) -> dict[str, Any]:
    assert isinstance(nlri, LabeledNlri)
    return {"prefix": str(nlri.prefix), "labels": [label.value for label in nlri.labels]}


def ze_vpn(nlri: Nlri) -> dict[str, Any]:
    """Spell a prefix of a VPN as Ze does, each label in a list of its own."""
    assert isinstance(nlri, VpnNlri)
    return {
        "prefix": str(nlri.prefix),
        "rd": ze_distinguisher(nlri.rd),
        "labels": [[label.value] for label in nlri.labels],
    }


def ze_mvpn(nlri: Nlri) -> dict[str, Any]:
    assert isinstance(nlri, IntraAsIPmsi)
    return {"route-type": nlri.codec.route_type, "rd": ze_distinguisher(nlri.rd)}


def ze_route_target(nlri: Nlri) -> dict[str, Any]:
    """Spell a membership as Ze does: the route target is of two octets and four."""
    assert isinstance(nlri, RouteTargetNlri)
    octets = nlri.route_target
    assert octets[:2] == b"\x00\x02"
    first, second = (int.from_bytes(octets[at:stop], "big") for at, stop in ((2, 4), (4, 8)))
    return {
        "origin-as": nlri.origin_as,
        "is-default": nlri.length == 0,
        "route-target": f"{first}:{second}",
    }


def ze_flow(nlri: Nlri) -> dict[str, Any]:
    """Spell a flow specification as Ze does: a prefix with its offset, a protocol by its name."""
    assert isinstance(nlri, FlowSpecNlri)
    destination, protocol = nlri.components
    assert isinstance(destination, PrefixComponent)
    assert isinstance(protocol, NumericComponent)
    assert (destination.type, protocol.type) == (1, 3)
    return {
        "destination": [[f"{destination.prefix}/{destination.offset}"]],
        "protocol": [[f"{SIGNS[term.sign]}{PROTOCOLS[term.value]}"] for term in protocol.terms],
    }


SIGNS: Final = {"==": "="}
PROTOCOLS: Final = {6: "tcp"}


#: what Ze's command was told: the family, and how Ze spells its NLRI
FAMILIES: Final[dict[str, tuple[Family, Callable[[Nlri], dict[str, Any]]]]] = {
    "ipv4/mpls-label": (Family.IPV4_LABELED, ze_labeled),
    "ipv4/mpls-vpn": (Family.IPV4_VPN, ze_vpn),
    "ipv4/mvpn": (Family.IPV4_MCAST_VPN, ze_mvpn),
    "ipv4/rtc": (Family.IPV4_ROUTE_TARGET, ze_route_target),
    "ipv4/flow": (Family.IPV4_FLOWSPEC, ze_flow),
}


def test_ze_reads_the_same_routes(records: Records) -> None:
    """RFC 8277 §2, RFC 4364 §4.3.4, RFC 6514 §4.1, RFC 4684 §4, RFC 8955 §4."""
    compared = set()
    for record in records("hex/fragments.jsonl"):
        family = record["description"].removeprefix("decode test --json --nlri ")
        if record["expect"].get("format") != "ze-json" or family not in FAMILIES:
            continue
        ours, spell = FAMILIES[family]
        update = decode(in_family(ours, bytes.fromhex(record["hex"]), 14), Context(session=None))
        assert isinstance(update, Update)
        assert not update.findings, record["id"]
        (group,) = update.announced
        assert group.family == ours
        (nlri,) = group.nlri
        stated = {key: said for key, said in record["expect"].items() if key != "format"}
        assert spell(nlri) == stated, record["id"]
        compared.add(family)
    assert compared == FAMILIES.keys()


def test_ze_states_updates_whose_octets_are_not_there(records: Records) -> None:
    """Two records state a whole UPDATE of BGP-LS beside two octets: nothing can be compared."""
    left = [
        record["hex"]
        for record in records("hex/fragments.jsonl")
        if record["expect"].get("format") == "ze-json" and "--nlri" not in record["description"]
    ]
    assert left == ["0000", "ffff"]


def test_ze_reads_the_same_messages(records: Records) -> None:
    """RFC 4271 §4.4, §4.5: a KEEPALIVE, and code, subcode and name of a NOTIFICATION."""
    found = []
    for name in ("notification", "keepalive-eor-other"):
        for record in records(f"hex/{name}.jsonl"):
            expect = record["expect"] or {}
            if expect.get("format") != "ze-json":
                continue
            message = decode(bytes.fromhex(record["hex"]))
            found.append(expect["message"]["type"])
            if isinstance(message, Notification):
                stated = expect["notification"]
                assert message.code == stated["error-code"]
                assert message.subcode == stated["error-subcode"]
                assert stated["error-name"] in message.name
            else:
                assert isinstance(message, Keepalive)
                assert expect["keepalive"] == {}
    assert found == ["notification", "keepalive"]
