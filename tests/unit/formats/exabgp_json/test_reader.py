"""Lines of ExaBGP 5 give messages; what is wrong with a line is told with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import attrs
import pytest

from bgplib.attributes import AsPath, LocalPref, OnlyToCustomer, Origin, UnknownAttribute
from bgplib.capabilities import ExtendedNextHop
from bgplib.context import Context
from bgplib.errors import BGPError, LocalError, ParseError
from bgplib.formats.exabgp_json import Line, from_exabgp, state_to_exabgp, to_exabgp
from bgplib.iana import attributes as iana
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import UnicastNlri
from bgplib.nlri._routes import UnknownRoute
from tests.unit.formats.exabgp_json.samples import SAMPLES, context_of
from tests.unit.formats.exabgp_json.test_golden import ENVELOPE, LINES


@pytest.mark.parametrize("name", SAMPLES)
def test_lines_of_exabgp_are_read(name: str) -> None:
    """Each kept line gives a message whose line it is, with the routes and attributes sent."""
    line = LINES[name]["line"]
    found = from_exabgp(json.dumps(line))
    assert found.envelope == ENVELOPE
    assert (found.type, found.direction) == (line["type"], "receive")
    assert found.message is not None
    assert to_exabgp(found.message, ENVELOPE) == line
    sent = Decoder(context_of(name)).decode(bytes.fromhex(LINES[name]["octets"]))
    if isinstance(sent, Update):
        assert isinstance(found.message, Update)
        assert found.message.withdrawn == sent.withdrawn
        for ours, theirs in zip(found.message.announced, sent.announced, strict=True):
            assert ours.nlri == theirs.nlri
            assert ours.next_hop_octets == theirs.next_hop_octets
    elif not isinstance(sent, Open):
        assert found.message == sent


UNKNOWN = {
    "EVPN": ("l2vpn-evpn", b"\xc8\x01\x07", {"code": 200, "parsed": False, "raw": "C80107"}),
    "MCAST-VPN": ("ipv4-mcast-vpn", b"\xc8\0", {"code": 200, "parsed": False, "raw": "C800"}),
    "MUP": ("ipv4-mup", b"\1\0\x63\1\7", {"arch": 1, "code": 99, "raw": "0100630107"}),
}


@pytest.mark.parametrize(("family", "octets", "shown"), UNKNOWN.values(), ids=UNKNOWN)
def test_routes_of_unknown_type(family: str, octets: bytes, shown: dict[str, Any]) -> None:
    """A monitor keeps them (RFC 7606 §5.4): ExaBGP shows their octets, which are read again."""
    route = UnknownRoute(octets, shown["code"])
    update = Update.announce(
        [route], family=family, next_hop="192.0.2.1", attributes=[Origin(0), AsPath.of([1])]
    )
    line = to_exabgp(update, ENVELOPE)
    ((routes,),) = (
        each.values() for each in line["neighbor"]["message"]["update"]["announce"].values()
    )
    assert routes == [shown]
    message = from_exabgp(line).message
    assert isinstance(message, Update)
    assert message.announced[0].nlri == (route,)


def test_no_routes_are_lost_by_another_text_of_their_next_hop() -> None:
    """Two texts that are one address are told of: the routes of the first were passed over."""
    update = Update.announce(
        ["2001:db8::/32"],
        family="ipv6-unicast",
        next_hop="2001:db8::1",
        attributes=[AsPath.of([1])],
    )
    line = to_exabgp(update, ENVELOPE)
    by_next_hop = line["neighbor"]["message"]["update"]["announce"]["ipv6 unicast"]
    by_next_hop["2001:db8::0:1"] = [{"nlri": "2001:db8:1::/48"}]
    with pytest.raises(ParseError, match=r"2001:db8::0:1: the routes by .* stand at .*db8::1$"):
        from_exabgp(line)


def test_an_update_is_one_that_can_be_sent() -> None:
    """Attributes that have names, those that have octets, and an AS_PATH that is not said."""
    line = to_exabgp(
        Update.announce(
            ["10.0.0.0/8"],
            next_hop="192.0.2.1",
            attributes=(
                *(AsPath.of([]), LocalPref(7), OnlyToCustomer(65001)),
                UnknownAttribute(code=250, flags=0xC0, octets=b"\1"),
            ),
        ),
        ENVELOPE,
    )
    attributes = line["neighbor"]["message"]["update"]["attribute"]
    attributes["origin"] = "egp"
    assert "as-path" not in attributes
    message = from_exabgp(line).message
    assert isinstance(message, Update)
    assert [each.code for each in message.attributes] == [1, 2, 3, 5, 35, 250]
    assert message.attributes.get(OnlyToCustomer) == OnlyToCustomer(65001)
    assert message.attributes.as_path == ()
    # RFC 4271 §5: passed on, it has the Partial bit, which ExaBGP sets before it says so.
    (unknown,) = [each for each in message.attributes if each.code == 250]
    assert unknown.flags == 0xC0 | iana.PARTIAL
    assert Decoder(Context(session=None)).decode(message.encode()).encode() == message.encode()


def test_octets_count_more_than_a_name() -> None:
    """RFC 5065 §3: a path through a confederation, of which ExaBGP says another thing."""
    path = AsPath.parse("(65001) 65002")
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=(path,))
    line = to_exabgp(update, ENVELOPE)
    line["neighbor"]["message"]["update"]["attribute"]["origin"] = "igp"
    message = from_exabgp(line).message
    assert isinstance(message, Update)
    assert message.attributes.get(AsPath) == path


def test_a_link_local_next_hop_stands_behind_the_global_one() -> None:
    """RFC 2545 §3: ExaBGP says all routes twice."""
    message = from_exabgp(LINES["ipv6, link-local"]["line"]).message
    assert isinstance(message, Update)
    (group,) = message.announced
    assert str(group.next_hop) == "2001:db8::1,fe80::1"
    assert len(group) == 1


def test_bits_behind_a_prefix() -> None:
    """RFC 4271 §4.3: their value is irrelevant; ExaBGP prints them."""
    line = copy.deepcopy(LINES["plain"]["line"])
    routes = line["neighbor"]["message"]["update"]["announce"]["ipv4 unicast"]["192.0.2.1"]
    routes[0]["nlri"] = "10.1.2.3/8"
    message = from_exabgp(line).message
    assert isinstance(message, Update)
    assert [str(prefix) for prefix in message.announced[0].prefixes] == ["10.0.0.0/8"]


def test_ipv6_next_hops_of_ipv4_routes() -> None:
    """RFC 8950 §3: they were agreed on, as they stand there."""
    line = copy.deepcopy(LINES["plain"]["line"])
    routes = line["neighbor"]["message"]["update"]["announce"]["ipv4 unicast"]
    routes["2001:db8::1"] = routes.pop("192.0.2.1")
    message = from_exabgp(line).message
    assert isinstance(message, Update)
    assert str(message.announced[0].next_hop) == "2001:db8::1"


def test_states_and_other_lines() -> None:
    down = from_exabgp(state_to_exabgp("down", ENVELOPE, reason="peer reset"))
    assert down == Line(type="state", envelope=ENVELOPE, state="down", reason="peer reset")
    fsm = state_to_exabgp("up", ENVELOPE) | {"type": "fsm"}
    assert from_exabgp(fsm) == Line(type="fsm", envelope=ENVELOPE)
    end = {
        "exabgp": "5.0.0",
        "time": 1.5,
        "host": "here",
        "pid": 2,
        "ppid": 1,
        "type": "notification",
        "notification": "shutdown",
    }
    assert from_exabgp(end) == Line(type="shutdown")


def test_packets_are_decoded() -> None:
    """ExaBGP's `packets` has the octets in the place of what they say."""
    octets = Update.withdraw([UnicastNlri.parse("10.0.0.0/8 path-id 7")]).encode(
        context_of("path identifiers")
    )
    line = to_exabgp(Keepalive(), ENVELOPE) | {"type": "update"}
    line["neighbor"]["message"] = {
        "category": 2,
        "header": "0x" + octets[:19].hex().upper(),
        "body": "0x" + octets[19:].hex().upper(),
    }
    message = from_exabgp(line, context_of("path identifiers")).message
    assert isinstance(message, Update)
    assert [each.path_id for each in message.withdrawn[0].nlri] == [7]
    keepalive = to_exabgp(Keepalive(), ENVELOPE, octets=Keepalive().encode())
    assert from_exabgp(keepalive).message == Keepalive()


@pytest.mark.parametrize(
    ("words", "data"),
    [
        ('Shutdown Communication: "maintenance"', b"\x0bmaintenance"),
        ('Shutdown Communication: "a "b" c"', b'\x07a "b" c'),
        ('Shutdown Communication: "hi", trailing data: 0x6D6F7265', b"\2himore"),
        ("empty Shutdown Communication.", b"\0"),
        ("invalid Shutdown Communication (buffer underrun) length : 5 [0x0A0D22]", b"\5\n\r\x22"),
        ("invalid Shutdown Communication (invalid UTF-8) length : 2 [0xFFFE]", b"\2\xff\xfe"),
        ("something else", b"something else"),
    ],
)
def test_what_exabgp_says_of_shutdown_communications(words: str, data: bytes) -> None:
    """RFC 9003 §2: its words stand where the data should; they tell the data."""
    line = to_exabgp(Notification(6, 2), ENVELOPE)
    line["neighbor"]["notification"] |= {"data": "0x" + words.encode().hex(), "message": words}
    assert from_exabgp(line).message == Notification(6, 2, data)


def test_a_communication_that_looks_like_words_of_exabgp() -> None:
    """RFC 9003 §2: its length is an `S`, and its text what follows one in ExaBGP's words."""
    text = ('hutdown Communication: "' + "x" * 100)[:82] + '"'
    sent = Notification.shutdown(text)
    assert sent.data == b"S" + text.encode()
    assert from_exabgp(to_exabgp(sent, ENVELOPE)).message == sent


def test_an_open_has_what_bgplib_knows_of_it() -> None:
    """RFC 9234: Role, which is unknown to ExaBGP; and what a speaker says of itself."""
    message = from_exabgp(LINES["open"]["line"]).message
    assert message == SAMPLES["open"]
    sent = to_exabgp(SAMPLES["open"], ENVELOPE, direction="send")
    assert from_exabgp(sent).message == SAMPLES["open"]
    # What ExaBGP says of a name that it does not send.
    sent["neighbor"]["open"]["capabilities"]["hostname"] = {
        "host-name": None,
        "domain-name": None,
    }
    without = from_exabgp(sent).message
    assert isinstance(without, Open)
    assert len(without.capabilities) == len(SAMPLES["open"].capabilities) - 1  # type: ignore[union-attr]  # it is an OPEN


def test_next_hops_of_an_unknown_address_family() -> None:
    """ExaBGP names by its number what it does not know, of families and of next hops alike.

    RFC 8950 §4: a SAFI has two octets there.
    """
    odd = ExtendedNextHop(((Family(9, 1), 2), (Family.IPV4_UNICAST, 3), (Family(1, 256), 2)))
    message = Open.build(asn=65001, hold_time=90, identifier="192.0.2.1", capabilities=[odd])
    line = to_exabgp(message, ENVELOPE)
    assert line["neighbor"]["open"]["capabilities"]["5"]["conversion"] == [
        "unknown-afi-0x9/unicast/ipv6",
        "ipv4/unicast/unknown-afi-0x3",
        "ipv4/unknown safi 256/ipv6",
    ]
    read = from_exabgp(json.dumps(line)).message
    assert isinstance(read, Open)
    assert read.capabilities == (odd,)


def changed(name: str, value: Any, *path: str | int) -> dict[str, Any]:
    """Return the line of a sample with another value at a place."""
    line: dict[str, Any] = copy.deepcopy(LINES[name]["line"])
    where: Any = line
    for each in path[:-1]:
        where = where[each]
    where[path[-1]] = value
    return line


UPDATE = ("neighbor", "message", "update")
ATTRIBUTES = (*UPDATE, "attribute")
ANNOUNCE = (*UPDATE, "announce")
IPV4 = (*ANNOUNCE, "ipv4 unicast")
ROUTE = (*IPV4, "192.0.2.1", 0)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (changed("plain", "4.0.1", "exabgp"), "exabgp: '4.0.1' is not '5.0.0'"),
        (changed("plain", "sideways", "neighbor", "direction"), "neighbor.direction: "),
        (changed("plain", "x", "neighbor", "address", "peer"), "'x'"),
        (changed("plain", -1, *ATTRIBUTES, "med"), "attribute.med: "),
        (changed("plain", "igp2", *ATTRIBUTES, "origin"), "attribute.origin: "),
        (changed("plain", 7, *ATTRIBUTES, "colour"), "attribute: nothing here is called 'colour'"),
        (changed("plain", "discard", *ATTRIBUTES, "error"), "attribute.error: "),
        (changed("plain", {}, *ATTRIBUTES, "bgp-ls"), "attribute.bgp-ls: "),
        (changed("plain", [[1, 2, 3]], *ATTRIBUTES, "community"), "community[0]: there are 3"),
        (changed("plain", [[1 << 16, 2]], *ATTRIBUTES, "community"), "community[0][0]: "),
        (changed("plain", "0x0", *ATTRIBUTES, "attribute-0xFA-0xC0"), "attribute-0xFA-0xC0: "),
        (changed("plain", {"1": {}}, *ATTRIBUTES, "as-path"), "as-path.1: the next segment is 0"),
        (changed("plain", "pmsi:x", *ATTRIBUTES, "pmsi"), "attribute.pmsi: "),
        (changed("plain", "10.0.0.0/33", *ROUTE, "nlri"), "192.0.2.1[0].nlri: "),
        (changed("plain", "::/0", *ROUTE, "nlri"), "192.0.2.1[0].nlri: '::/0' is not of"),
        (changed("plain", 7, *ROUTE, "path-information"), "192.0.2.1[0].path-information: "),
        (changed("plain", 7, *ROUTE, "label"), "192.0.2.1[0]: nothing here is called 'label'"),
        (changed("plain", {}, *UPDATE, "announce", "ipv4 sr-policy"), "ipv4 sr-policy: "),
        (
            changed("plain", {"192.0.2.1": [{}]}, *UPDATE, "announce", "bgp-ls bgp-ls"),
            "192.0.2.1[0]: routes of link-state are not read",
        ),
        (
            changed("plain", {"127.0.0.1": [{"nlri": "10.0.0.0/8"}]}, *IPV4),
            "neighbor.message.update.attribute: 127.0.0.1 is not a host's address",
        ),
        (
            changed("vpn", [[1 << 20]], *ANNOUNCE, "ipv4 mpls-vpn", "192.0.2.1", 0, "label"),
            "label[0]: a label is one number of 20 bits",
        ),
        (
            changed("evpn", "0101", *UPDATE, "announce", "l2vpn evpn", "192.0.2.1", 0, "raw"),
            "192.0.2.1[0].raw: ",
        ),
        (
            changed("flow", ["=x"], *UPDATE, "announce", "ipv4 flow", "no-nexthop", 0, "protocol"),
            "no-nexthop[0].protocol[0]: 'x' is no number",
        ),
        (changed("open", 1 << 16, "neighbor", "open", "asn"), "neighbor.open.asn: "),
        (
            changed("open", {}, "neighbor", "open", "capabilities", "65"),
            "neighbor.open.capabilities.65: there is no 'asn4'",
        ),
        (changed("refresh", "x", "neighbor", "route-refresh", "subtype"), "subtype: 'x' is none"),
        (
            changed("notification", "0x1", "neighbor", "notification", "data"),
            "neighbor.notification.data: ",
        ),
        (changed("end of rib", {"afi": "x", "safi": "y"}, "neighbor", "message", "eor"), "eor: "),
    ],
)
def test_mistakes_have_a_place(line: dict[str, Any], words: str) -> None:
    with pytest.raises(ParseError) as caught:
        from_exabgp(json.dumps(line))
    assert words in str(caught.value)


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"exabgp": "5.0.0"}', b"\xff", "NaN"])
def test_what_is_no_line(line: str | bytes) -> None:
    with pytest.raises(BGPError):
        from_exabgp(line)


def test_an_argument_that_is_something_else() -> None:
    with pytest.raises(LocalError):
        from_exabgp("{}", context="none")  # type: ignore[arg-type]  # that is the mistake
    with pytest.raises(ParseError):
        from_exabgp(7)  # type: ignore[arg-type]  # that is the mistake


def test_an_envelope_is_judged_as_one_that_is_made() -> None:
    line = to_exabgp(Keepalive(), attrs.evolve(ENVELOPE, counter=7))
    found = from_exabgp(line).envelope
    assert found is not None
    assert found.counter == 7
    with pytest.raises(ParseError, match="does not fit"):
        from_exabgp(line | {"pid": -1})


#: numbers that Python reads, and refuses to print
HUGE = (10**5000, -(10**5000), [10**5000], {"a": 10**5000}, "9" * 5000)


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each part of a line."""
    yield path
    parts: Iterable[tuple[Any, object]] = ()
    if isinstance(value, dict):
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for name, part in parts:
        yield from _places(part, (*path, name))


@pytest.mark.parametrize("name", list(SAMPLES)[::4])
def test_numbers_of_thousands_of_digits_are_mistakes_like_others(name: str) -> None:
    """Wherever they stand; a text may be as long as it likes."""
    line = LINES[name]["line"]
    places = [path for path in _places(line) if path]
    assert len(places) > 10
    for *inner, last in places:
        for huge in HUGE:
            changed = copy.deepcopy(line)
            at = changed
            for each in inner:
                at = at[each]
            at[last] = huge
            with suppress(BGPError):
                from_exabgp(changed)
