"""ExaBGP 5 writes what `bgplib.formats.exabgp_json` writes, line by line.

Envelope and message are compared whole. What bgplib adds, because ExaBGP loses it, is taken away
first by `RULES`; docs/reference/exabgp.md has the reasons. Where ExaBGP refuses a message, or its
line is no JSON, there is nothing to compare.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bgplib.attributes import AsPath, Origin
from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    Multiprotocol,
    Multisession,
    MultisessionOld,
    RouteRefreshCapability,
)
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.formats.exabgp_json import VERSION, Envelope, to_exabgp
from bgplib.formats.exabgp_json._negotiated import negotiated_to_json
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.session.negotiation import Negotiation
from bgplib.testing.strategies.every import route_groups, updates_of_any_family
from bgplib.testing.strategies.messages import notifications, opens, route_refreshes
from bgplib.testing.strategies.update import update_octets, updates
from tests.oracle.exabgp import Exabgp, exabgp_of

#: families whose NLRI have path identifiers in ExaBGP's JSON
UNICAST: Final = (Family.IPV4_UNICAST, Family.IPV6_UNICAST)
#: families that both have
FAMILIES: Final = (
    *UNICAST,
    *map(
        Family.parse,
        (
            *("ipv4-multicast", "ipv6-multicast"),
            *("ipv4-labeled", "ipv6-labeled", "ipv4-vpn", "ipv6-vpn", "ipv4-route-target"),
            *("l2vpn-evpn", "l2vpn-vpls", "ipv4-mcast-vpn", "ipv6-mcast-vpn"),
            *("ipv4-mup", "ipv6-mup"),
        ),
    ),
)
FLOWS: Final = tuple(
    map(
        Family.parse,
        ("ipv4-flowspec", "ipv6-flowspec", "ipv4-flowspec-vpn", "ipv6-flowspec-vpn"),
    )
)
#: attributes that ExaBGP knows, and which may be there a second time, as octets
ADDED: Final = (iana.AS_PATH, iana.AIGP, iana.PMSI_TUNNEL, iana.PREFIX_SID, iana.BGP_LS)
#: a session of any families
LARGE: Final = Context(session=None)
#: sessions of prefixes, with AS numbers of four and two octets, with path identifiers and without
CONTEXTS: Final = tuple(
    Context(
        four_octet_as=asn4,
        add_path_receive=add_path,
        add_path_send=add_path,
        families=UNICAST,
        session=None,
    )
    for asn4 in (True, False)
    for add_path in (UNICAST, ())
)
MANY: Final = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@pytest.fixture(scope="module")
def exabgp() -> Iterator[Exabgp]:
    """Return ExaBGP 5."""
    yield from exabgp_of(VERSION)


def envelope_of(line: dict[str, Any], version: str = VERSION) -> Envelope:
    """Return what ExaBGP put around a message."""
    neighbor = line["neighbor"]
    assert line["exabgp"] == version
    return Envelope(
        **{name: line[name] for name in ("time", "host", "pid", "ppid", "counter")},
        local_address=neighbor["address"]["local"],
        peer_address=neighbor["address"]["peer"],
        local_as=neighbor["asn"]["local"],
        peer_as=neighbor["asn"]["peer"],
        router_id=neighbor.get("router-id", "192.0.2.254"),
    )


def compare(exabgp: Exabgp, octets: bytes, context: Context = LARGE) -> None:
    """Compare the lines of a message, where both have one."""
    add_path = bool(context.add_path_receive)
    theirs = exabgp.tell(octets, asn4=context.four_octet_as, add_path=add_path)
    assume("refused" not in theirs and "invalid" not in theirs)
    try:
        message = Decoder(context).decode(octets)
    except DecodeError:
        assume(False)
    if isinstance(message, Update):
        # What RFC 7606 withdraws or discards is not what ExaBGP does with it.
        assume(message.treatment <= Treatment.IGNORE)
        theirs["neighbor"].pop("negotiated")
    try:
        ours = to_exabgp(message, envelope_of(theirs))
    except EncodeError:
        assume(False)
    # Not even an addition may be what JSON cannot say.
    json.dumps(ours, allow_nan=False)
    assert alike(ours.pop("neighbor"), theirs.pop("neighbor"))
    assert ours == theirs


def alike(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Compare what is said of a neighbor, without what is known to differ."""
    for line in (ours, theirs):
        for kind, rule in RULES.items():
            if kind in line:
                rule(line[kind])
    assert ours == theirs
    return True


def _without_additions(message: dict[str, Any]) -> None:
    update = message.get("update", {})
    attributes = update.get("attribute", {})
    for name, value in list(attributes.items()):
        code = int(name.split("-")[1], 16) if name.startswith("attribute-0x") else None
        # What ExaBGP knows, and optional non-transitive attributes that it does not know.
        if code in ADDED or (code is not None and not int(name.split("-")[2], 16) & 0x40):
            del attributes[name]
        elif name == "extended-community":
            for each in value:
                # ExaBGP makes the octets of some anew.
                if each["string"].startswith("mac-mobility"):
                    each["value"] = 0
        elif name == "bgp-prefix-sid":
            for each in ("l3-service", "l2-service"):
                value.pop(each, None)
            if not value:
                del attributes[name]
    for route in _routes(update):
        route.pop("rd-raw", None)
        route.pop("route-target-raw", None)
        if not (route.get("route-target") or "target").startswith(("target", "origin")):
            route["route-target"] = ""  # octets, of which ExaBGP clears some bits
        if "nlri" in route:
            # ExaBGP prints the bits behind a prefix, too.
            route["nlri"] = str(ip_network(route["nlri"], strict=False))
        if route.get("name") == "IP Prefix Advertisement":
            route["ip"] = route["raw"] = ""


def _routes(update: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for groups in update.get("announce", {}).values():
        for routes in groups.values():
            yield from routes
    for routes in update.get("withdraw", {}).values():
        yield from routes


def _without_words(notification: dict[str, Any]) -> None:
    if (notification["code"], notification["subcode"]) in ((6, 2), (6, 4)):
        # ExaBGP has its own words of a shutdown communication in the place of the data.
        del notification["data"]
        if not notification["message"].startswith("Shutdown Communication"):
            del notification["message"]


def _without_flags(message: dict[str, Any]) -> None:
    capabilities = message["capabilities"]
    for each in capabilities.get("5", {}).get("conversion", ()):
        # RFC 8950 §4: the SAFI has two octets, and ExaBGP prints the second.
        assume("unknown safi" not in each)
    restart = capabilities.get("64")
    if restart is not None and "notification" in restart["restart-flags"]:
        restart["restart-flags"].remove("notification")


RULES: Final = {
    "message": _without_additions,
    "notification": _without_words,
    "open": _without_flags,
}


@MANY
@given(data=st.data(), context=st.sampled_from(CONTEXTS))
def test_updates_of_prefixes(exabgp: Exabgp, data: st.DataObject, context: Context) -> None:
    """Plain routes and attributes of them, as bgplib sends them and as others may."""
    made = updates(context).map(lambda update: update.encode(context))
    compare(exabgp, data.draw(made | update_octets(context)), context)


@MANY
@given(data=st.data())
def test_updates_of_any_family(exabgp: Exabgp, data: st.DataObject) -> None:
    """Routes of all families that ExaBGP has, with any attribute beside them."""
    context = Context(families=FAMILIES, session=None)
    compare(exabgp, data.draw(updates_of_any_family(context)).encode(context))


@MANY
@given(data=st.data(), family=st.sampled_from(FLOWS), announced=st.booleans())
def test_flow_specifications(
    exabgp: Exabgp, data: st.DataObject, family: Family, announced: bool
) -> None:
    """Rules of one UPDATE each, unless ExaBGP drops the rule: it has no values of eight octets."""
    group = data.draw(route_groups(family, LARGE, announced=announced, most=1))
    update = Update.build(withdrawn=(group,))
    if announced:
        update = Update.build(attributes=(Origin(0), AsPath.of([])), announced=(group,))
    octets = update.encode(LARGE)
    said = exabgp.tell(octets).get("neighbor", {}).get("message", {}).get("update", {})
    assume("announce" in said or "withdraw" in said)
    compare(exabgp, octets)


@MANY
@given(message=opens() | notifications() | route_refreshes() | st.just(Keepalive()))
def test_other_messages(exabgp: Exabgp, message: Any) -> None:
    """OPEN, NOTIFICATION, ROUTE-REFRESH and KEEPALIVE."""
    if isinstance(message, Open):
        # Of several of a kind, which a peer does not send, ExaBGP makes this or that.
        assume(len(message.every(Multisession)) + len(message.every(MultisessionOld)) < 2)
    compare(exabgp, message.encode())


@st.composite
def offers(draw: st.DrawFn) -> Open:
    """Make OPENs that agree on something with one another."""
    families = draw(st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=5, unique=True))
    offered: list[Capability] = [Multiprotocol(family) for family in families]
    others = (
        RouteRefreshCapability(),
        EnhancedRouteRefresh(),
        ExtendedMessage(),
        FourOctetAs(65001),
    )
    offered += draw(st.lists(st.sampled_from(others), unique=True))
    # ExaBGP has path identifiers in these families.
    able = [each for each in families if each.safi in (1, 4, 128)]
    offered.append(AddPath(tuple((each, draw(st.integers(1, 3))) for each in able)))
    if Family.IPV4_UNICAST in families and draw(st.booleans()):
        offered.append(ExtendedNextHop(((Family.IPV4_UNICAST, 2),)))
    hold_time = draw(st.sampled_from((0, 3, 180)))
    return Open.build(asn=65001, hold_time=hold_time, identifier="192.0.2.1", capabilities=offered)


@MANY
@given(ours=offers(), theirs=offers())
def test_what_was_negotiated(exabgp: Exabgp, ours: Open, theirs: Open) -> None:
    """What two OPENs agree on, as ExaBGP repeats it with each UPDATE."""
    said = exabgp.ask(sent=ours.encode().hex(), received=theirs.encode().hex())
    expected = said["neighbor"]["negotiated"]
    assert negotiated_to_json(Negotiation.of(ours, theirs)) == expected


def test_attributes_that_exabgp_mistakes_are_told_twice(exabgp: Exabgp) -> None:
    """RFC 5065 §3: what ExaBGP says of AS_CONFED_SEQUENCE is not so, and the octets say it."""
    attributes = (Origin(0), AsPath.parse("(65001) 65002"))
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=attributes)
    line = exabgp.tell(update.encode())
    path = line["neighbor"]["message"]["update"]["attribute"]["as-path"]
    assert path["0"] == {"element": "as-sequence", "value": [65001]}
    ours = to_exabgp(update, envelope_of(line))
    found = ours["neighbor"]["message"]["update"]["attribute"]
    assert found["as-path"] == path
    assert found["attribute-0x02-0x40"] == "0x03010000fde902010000fdea"


#: what ExaBGP 4 says of attributes as ExaBGP 5 does; its AS_PATH is another
ALIKE: Final = (
    *("origin", "med", "local-preference", "community", "large-community", "aggregator"),
    *("originator-id", "cluster-list", "atomic-aggregate", "extended-community"),
)


@pytest.fixture(scope="module")
def exabgp4() -> Iterator[Exabgp]:
    """Return ExaBGP 4, as Debian has it."""
    yield from exabgp_of("4.0.1")


@MANY
@given(data=st.data())
def test_exabgp_4_says_much_alike(exabgp4: Exabgp, data: st.DataObject) -> None:
    """Envelope, routes and most attributes of an UPDATE of prefixes.

    AS_PATH is one list in ExaBGP 4, with sets and confederations in attributes of their own;
    communities are in the order of the wire; there is no `router-id`; and with path identifiers it
    fails to print what was negotiated.
    """
    context = CONTEXTS[1]
    octets = data.draw(updates(context)).encode(context)
    theirs = exabgp4.tell(octets)
    update = Decoder(context).decode(octets)
    assume("refused" not in theirs and isinstance(update, Update))
    assert isinstance(update, Update)
    assume(update.treatment <= Treatment.IGNORE)
    line = to_exabgp(update, envelope_of(theirs, "4.0.1"))
    assert {each: line[each] for each in theirs} == theirs | {"exabgp": VERSION} | {
        "neighbor": line["neighbor"]
    }
    ours, expected = line["neighbor"], theirs["neighbor"]
    assert ours.pop("router-id")
    for said in (ours, expected):
        attributes = said["message"].get("update", {}).get("attribute", {})
        for name in [each for each in attributes if each not in ALIKE]:
            del attributes[name]
        for name in ("community", "large-community"):
            attributes.get(name, []).sort()
        if "extended-community" in attributes:
            values = [each["value"] for each in attributes["extended-community"]]
            attributes["extended-community"] = sorted(values)
    assert ours == expected


@MANY
@given(message=notifications() | route_refreshes() | st.just(Keepalive()))
def test_exabgp_4_says_the_same_of_other_messages(exabgp4: Exabgp, message: Any) -> None:
    """ROUTE-REFRESH, KEEPALIVE, and the codes of NOTIFICATIONs are what they are in ExaBGP 5."""
    octets = message.encode()
    theirs = exabgp4.tell(octets)
    assume("refused" not in theirs and "invalid" not in theirs)
    try:
        line = to_exabgp(Decoder(LARGE).decode(octets), envelope_of(theirs, "4.0.1"))
    except EncodeError:
        assume(False)
    assert line["neighbor"].pop("router-id")
    for said in (line["neighbor"], theirs["neighbor"]):
        for name in ("data", "message"):  # ExaBGP 4 has its own words as data, and no message
            said.get("notification", {}).pop(name, None)
    assert line["neighbor"] == theirs["neighbor"]
