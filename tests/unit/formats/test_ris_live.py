"""RIS Live: messages of JSON, their octets, and the routes in them."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from bgplib import (
    AsPath,
    Context,
    DecodeError,
    LocalError,
    Open,
    Origin,
    ParseError,
    Prefix,
    Rib,
    Update,
)
from bgplib.attributes import (
    Aggregator,
    AttributeBlock,
    Communities,
    LargeCommunities,
    LocalPref,
    MultiExitDisc,
)
from bgplib.findings import Treatment
from bgplib.formats import mrt, ris_live
from bgplib.values.large_community import LargeCommunity
from tests.unit.formats.ris_live_samples import HEAD, line, projected, said

ATTRIBUTES = AttributeBlock.of(
    [
        Origin(0),
        AsPath.parse("64496 64511 {64502,64503}"),
        MultiExitDisc(10),
        LocalPref(100),
        Aggregator(4200000000, bytes((198, 51, 100, 7))),
        Communities((64496 << 16 | 14, 0xFFFFFF01)),
        LargeCommunities((LargeCommunity(64496, 1, 2),)),
    ]
)
UPDATE = Update.announce(["203.0.113.0/24"], next_hop="198.51.100.188", attributes=ATTRIBUTES)
#: what the JSON says of it
ROW = mrt.Element(
    timestamp=1_700_000_000.25,
    elem_type="A",
    peer_ip="192.0.2.1",
    peer_asn=64496,
    prefix="203.0.113.0/24",
    next_hop="198.51.100.188",
    as_path="64496 64511 {64502,64503}",
    origin_asns=(64502, 64503),
    origin="IGP",
    local_pref=None,
    med=10,
    communities=("64496:14", "65535:65281"),
    atomic=False,
    aggr_asn=4200000000,
    aggr_ip="198.51.100.7",
    path_id=None,
    kind="RIS_LIVE/UPDATE",
)


def peer_message(message: object) -> ris_live.PeerMessage:
    """Read a message of a peer."""
    found = ris_live.parse(json.dumps(message))
    assert isinstance(found, ris_live.PeerMessage)
    return found


def rows(**fields: Any) -> list[mrt.Element]:
    """Return the rows of an UPDATE with these fields."""
    return ris_live.elements(peer_message(said(**fields)))


def announced(next_hop: object, *prefixes: object) -> dict[str, object]:
    return {"next_hop": next_hop, "prefixes": list(prefixes)}


# -- messages ------------------------------------------------------------------------------------


def test_a_message_names_its_peer() -> None:
    message = peer_message(said("KEEPALIVE", news=[1]))
    assert (message.type, message.kind) == ("ris_message", "KEEPALIVE")
    assert (message.address_text, message.peer_as) == ("192.0.2.1", 64496)
    assert (message.host, message.id) == ("rrc99.example", "192.0.2.1-0001")
    assert message.timestamp == HEAD["timestamp"]
    assert message.data["news"] == [1]
    assert ris_live.elements(message) == []


@pytest.mark.parametrize("message", [json.dumps(said()), json.dumps(said()).encode(), said()])
def test_a_message_is_text_octets_or_an_object(message: Any) -> None:
    """What a websocket gives is text or octets, and some programs have read it already."""
    assert ris_live.parse(message) == peer_message(said())


@pytest.mark.parametrize("asn", [4200000000, "4200000000", "64086.59904", "AS4200000000"])
def test_an_as_number_is_a_number_or_text(asn: object) -> None:
    """The service has it as text, and in paths as a number."""
    message = said(path=[asn], announcements=[announced("192.0.2.1", "10.0.0.0/8")])
    message["data"]["peer_asn"] = asn
    (row,) = ris_live.elements(peer_message(message))
    assert (row.peer_asn, row.as_path) == (4200000000, "4200000000")


@pytest.mark.parametrize("kind", ["STATE", "RIS_PEER_STATE"])
@pytest.mark.parametrize("state", ["connected", "up", "down", "asleep"])
def test_a_state_of_a_peer(kind: str, state: str) -> None:
    """The service calls them by one name, its manual by the other."""
    message = peer_message(said(kind, state=state))
    assert isinstance(message, ris_live.PeerState)
    assert message.state == state
    assert message.is_down == (state == "down")
    assert ris_live.elements(message, Context()) == []


def test_other_messages_are_data() -> None:
    """Types of today and of tomorrow are kept as they are."""
    for message in (
        {"type": "pong", "data": None},
        {"type": "ris_subscribe_ok", "data": {"subscription": {"host": "rrc99"}}},
        {"type": "ris_rrc_list", "data": ["rrc98.example"]},
        {"type": "news", "data": 7},
    ):
        found = ris_live.parse(line(message))
        assert found == ris_live.ServerMessage(type=message["type"], data=message["data"])  # type: ignore[arg-type]  # it is text
        assert found.error is None
        assert ris_live.elements(found) == []
    assert ris_live.parse('{"type": "pong"}').data is None


def test_an_error_of_the_service() -> None:
    error = {"type": "ris_error", "data": {"message": "the client is too slow"}}
    assert ris_live.parse(line(error)).error == "the client is too slow"
    assert ris_live.parse('{"type": "ris_error", "data": "no"}').error == "no"
    assert ris_live.parse('{"type": "ris_error", "data": {"message": [[]]}}').error == "a list"
    assert ris_live.parse('{"type": "ris_error"}').error == "null"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "it is no JSON"),
        ("[]", "a list is not an object"),
        ("{}", "there is no 'type'"),
        ('{"type": 7}', "type: 7 is not a text"),
        ('{"type": "ris_message"}', "data: null is not an object"),
        (b'{"type": "\xff"}', "not UTF-8"),
        ('{"type": "a", "type": "b"}', "'type' is there twice"),
        ('{"type": "pong", "data": NaN}', "it is no JSON: NaN"),
        ('{"type": "pong", "data": ' + "9" * 10_000 + "}", "it is no JSON"),
        ('{"type": "pong", "data": ' + "[" * 100_000 + "]" * 100_000 + "}", "nests too deep"),
        ('{"type": "pong", "data": ' + "[" * 20 + "]" * 20 + "}", "nests too deep"),
    ],
)
def test_what_is_no_message_is_refused(text: str | bytes, where: str) -> None:
    """Every reason is a `ParseError` that tells it, in a line that one can read."""
    with pytest.raises(ParseError) as caught:
        ris_live.parse(text)
    assert where in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("timestamp", None),
        ("timestamp", "yesterday"),
        ("timestamp", True),
        ("timestamp", -1),
        ("timestamp", 10**400),
        ("peer", None),
        ("peer", 7),
        ("peer", "somewhere"),
        ("peer", "fe80::1%eth0"),
        ("peer", "\ud800"),
        ("peer_asn", None),
        ("peer_asn", "4294967296"),
        ("peer_asn", True),
        ("peer_asn", -1),
        ("peer_asn", "٧"),
        ("host", 7),
        ("id", []),
        ("type", {}),
    ],
)
def test_who_said_it_and_when_has_to_be_there(field: str, value: object) -> None:
    """No row could be made of a message without it."""
    message = said()
    message["data"][field] = value
    with pytest.raises(ParseError, match=f"^data.{field}: "):
        ris_live.parse(message)


def test_a_time_that_is_infinite_is_refused() -> None:
    """JSON has no such number, and Python makes one of it."""
    text = json.dumps(said()).replace("1700000000.25", "1e999")
    with pytest.raises(ParseError, match=r"^data.timestamp: inf is out of range"):
        ris_live.parse(text)


# -- routes --------------------------------------------------------------------------------------


def test_the_columns_are_those_of_archives() -> None:
    assert ris_live.elements(peer_message(projected(UPDATE))) == [ROW]


def test_withdrawals_come_first_and_have_no_attributes() -> None:
    """Prefixes of IPv6 stand there with all their zeros, and print as everywhere (RFC 5952)."""
    first, second = rows(
        path=[64496],
        announcements=[announced("2001:db8::1", "2001:db8:1:0:0:0:0:0/48")],
        withdrawals=["2001:db8:2:0:0:0:0:0/48"],
    )
    assert (first.elem_type, first.prefix, first.as_path) == ("W", "2001:db8:2::/48", None)
    assert (second.elem_type, second.prefix, second.as_path) == ("A", "2001:db8:1::/48", "64496")
    assert (first.timestamp, first.peer_ip, first.peer_asn) == ROW[0:1] + ROW[2:4]


@pytest.mark.parametrize(
    ("next_hop", "shown"),
    [
        ("2001:db8::1", "2001:db8::1"),
        ("2001:db8::1,fe80::1", "2001:db8::1"),
        ("fe80::1,2001:db8::1", "2001:db8::1"),
        ("2001:db8::1, fe80::1", "2001:db8::1"),
        ("fe80::1", "fe80::1"),
        (None, None),
    ],
)
def test_the_global_next_hop_of_two_counts(next_hop: str | None, shown: str | None) -> None:
    """RFC 2545 §3: a link-local address may come with the global one."""
    (row,) = rows(announcements=[announced(next_hop, "2001:db8::/32")])
    assert row.next_hop == shown


def test_two_announcements_of_one_next_hop_are_one_route() -> None:
    """Once the two addresses of RFC 2545 §3 were two announcements of the same prefixes."""
    found = rows(
        announcements=[
            announced("2001:db8::1", "2001:db8::/32", "2001:db8:1::/48"),
            announced("fe80::1", "2001:db8::/32", "2001:db8:1::/48", "2001:db8:2::/48"),
        ]
    )
    assert [(row.prefix, row.next_hop) for row in found] == [
        ("2001:db8::/32", "2001:db8::1"),
        ("2001:db8:1::/48", "2001:db8::1"),
        ("2001:db8:2::/48", "fe80::1"),
    ]


@pytest.mark.parametrize(
    ("path", "text", "origins"),
    [
        ([64496, 64497], "64496 64497", (64497,)),
        ([64496, [64502, 64501]], "64496 {64502,64501}", (64502, 64501)),
        ([[64501], 64496, 64497], "{64501} 64496 64497", (64497,)),
        ([64496, [64501], [64502], 64497], "64496 {64501} {64502} 64497", (64497,)),
        ([64496] * 300, " ".join(["64496"] * 300), (64496,)),
        ([], "", None),
        (None, None, None),
    ],
)
def test_a_list_in_a_path_is_an_as_set(
    path: object, text: str | None, origins: tuple[int, ...] | None
) -> None:
    (row,) = rows(path=path, announcements=[announced("192.0.2.1", "10.0.0.0/8")])
    assert (row.as_path, row.origin_asns) == (text, origins)


@pytest.mark.parametrize("origin", ["igp", "IGP", "egp", "incomplete", "INCOMPLETE"])
def test_the_origin_in_either_case(origin: str) -> None:
    (row,) = rows(origin=origin, announcements=[announced("192.0.2.1", "10.0.0.0/8")])
    assert row.origin == origin.upper()


def test_an_end_of_rib_has_no_row() -> None:
    """The service has shown it as a message of nothing, and as a prefix of its own."""
    assert rows(path=[], community=[], announcements=[], withdrawals=[]) == []
    assert rows(announcements=[announced("192.0.2.1", "eor")]) == []
    assert rows(withdrawals=["eor"]) == []
    assert rows(withdrawals=None) == rows() == []


def test_bits_behind_the_length_do_not_count() -> None:
    """RFC 4271 §4.3: their value is irrelevant."""
    (row,) = rows(withdrawals=["10.1.2.3/8"])
    assert row.prefix == "10.0.0.0/8"


ONE = [announced("192.0.2.1", "10.0.0.0/8")]


@pytest.mark.parametrize(
    ("where", "fields"),
    [
        ("path", {"path": 7}),
        ("path[1]", {"path": [64496, "x"]}),
        ("path[1]", {"path": [64496, 1 << 32]}),
        ("path[0]", {"path": [True]}),
        ("path[1][1]", {"path": [64496, [64501, [64502]]]}),
        ("community", {"community": {}}),
        ("community[1]", {"community": [[1, 2], [1, 65536]]}),
        ("community[0]", {"community": [[1, 2, 3]]}),
        ("community[0]", {"community": ["1:2"]}),
        ("origin", {"origin": "unknown"}),
        ("origin", {"origin": 0}),
        ("med", {"med": "high"}),
        ("med", {"med": -1}),
        ("med", {"med": 1 << 32}),
        ("aggregator", {"aggregator": "64496-192.0.2.1"}),
        ("aggregator", {"aggregator": "64496:here"}),
        ("aggregator", {"aggregator": "here:192.0.2.1"}),
        ("announcements", {"announcements": {"a": 1}}),
        ("announcements[1]", {"announcements": [*ONE, 7]}),
        ("announcements[0].next_hop", {"announcements": [announced("", "10.0.0.0/8")]}),
        ("announcements[0].next_hop", {"announcements": [announced("::1,::2,::3")]}),
        ("announcements[0].prefixes", {"announcements": [{"prefixes": "10.0.0.0/8"}]}),
        ("announcements[0].prefixes[1]", {"announcements": [announced(None, "::/0", "::/129")]}),
        ("withdrawals[0]", {"withdrawals": [None]}),
        ("withdrawals", {"withdrawals": "10.0.0.0/8"}),
    ],
)
def test_what_is_no_route_is_told_with_its_place(where: str, fields: dict[str, Any]) -> None:
    """A route is neither guessed nor dropped in silence."""
    message = peer_message(said(**{"announcements": ONE, **fields}))
    with pytest.raises(ParseError) as caught:
        ris_live.elements(message)
    assert str(caught.value).startswith(f"data.{where}: ")


def test_only_messages_have_elements() -> None:
    wrong: Any
    for wrong, kind in ((said(), "dict"), ("{}", "str"), (b"{}", "bytes")):
        with pytest.raises(LocalError, match=f"message is a {kind}, which `parse` makes a message"):
            ris_live.elements(wrong)
    wrong = 7
    with pytest.raises(LocalError, match="not a ServerMessage"):
        ris_live.elements(wrong)
    wrong = True
    with pytest.raises(LocalError):
        ris_live.elements(peer_message(projected(UPDATE, raw=UPDATE)), wrong)


# -- octets --------------------------------------------------------------------------------------


def test_the_octets_say_what_the_json_leaves_out() -> None:
    message = peer_message(projected(UPDATE, raw=UPDATE))
    assert ris_live.elements(message) == [ROW]
    marks = ("64496:14", "65535:65281", "64496:1:2")
    assert ris_live.elements(message, Context(session="internal")) == [
        ROW._replace(local_pref=100, communities=marks)
    ]


def test_octets_are_decoded_as_those_of_an_archive_are() -> None:
    """Nothing is known of the session, so that LOCAL_PREF of an external peer is no fault."""
    message = peer_message(projected(UPDATE, raw=UPDATE))
    update = message.decode()
    assert isinstance(update, Update)
    assert update.findings == ()
    assert update.attributes.local_pref == 100
    external = message.decode(Context())
    assert isinstance(external, Update)
    assert external.treatment is Treatment.ATTRIBUTE_DISCARD


def test_an_old_peer_has_two_octets() -> None:
    """RFC 6793 §3: nothing in the message tells it; who knows the peer says so."""
    old = Context(four_octet_as=False)
    octets = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[Origin(0), AsPath.parse("64496 64497")]
    ).encode(old)
    message = peer_message(said(raw=octets.hex()))
    (row,) = ris_live.elements(message, old)
    assert row.as_path == "64496 64497"
    (wrong,) = ris_live.elements(message, Context())
    assert (wrong.elem_type, wrong.prefix) == ("W", "10.0.0.0/8")


def test_malformed_attributes_withdraw_their_routes() -> None:
    """RFC 7606 §2: as of any UPDATE, when its octets are read."""
    octets = UPDATE.encode().replace(bytes.fromhex("40010100"), bytes.fromhex("40010107"))
    message = peer_message(said(raw=octets.hex()))
    (row,) = ris_live.elements(message, Context())
    assert (row.elem_type, row.prefix) == ("W", "203.0.113.0/24")
    update = message.decode()
    assert isinstance(update, Update)
    assert update.treatment is Treatment.TREAT_AS_WITHDRAW


def test_octets_that_are_not_there_or_none() -> None:
    message = peer_message(said())
    assert message.octets is None
    for call in (message.decode, message.record, lambda: ris_live.elements(message, Context())):
        with pytest.raises(ParseError, match="include_raw"):
            call()
    broken = peer_message(said(raw="FFF"))
    with pytest.raises(ParseError, match=r"^data.raw: "):
        broken.decode()
    short = peer_message(said("NOTIFICATION", raw="FF" * 16 + "001501"))
    with pytest.raises(DecodeError):
        short.decode()


def test_an_open_is_decoded_too() -> None:
    opened = Open.build(asn=64496, identifier="192.0.2.1", hold_time=90)
    message = peer_message(said("OPEN", direction="received", raw=opened.encode().hex()))
    found = message.decode()
    assert isinstance(found, Open)
    assert found.asn == 64496
    assert ris_live.elements(message, Context()) == []


# -- archives and RIBs ---------------------------------------------------------------------------


def test_messages_make_an_archive() -> None:
    """RFC 6396 §4.4: what a collector writes is what it was told."""
    message = peer_message(projected(UPDATE, raw=UPDATE))
    archive = io.BytesIO()
    mrt.write([message.record()], archive)
    (row,) = mrt.elements(archive.getvalue())
    assert row == ris_live.elements(message, Context(session=None))[0]._replace(
        kind="BGP4MP_ET/BGP4MP_MESSAGE_AS4"
    )


def test_what_the_collector_sent_is_marked() -> None:
    """RFC 6396 §4.4.5: it is no route of a peer."""
    opened = Open.build(asn=65551, identifier="192.0.2.9", hold_time=90).encode().hex()
    for direction in ("sent", "received"):
        record = peer_message(said("OPEN", direction=direction, raw=opened)).record()
        assert isinstance(record, mrt.Bgp4mpMessage)
        assert record.is_local == (direction == "sent")


def test_a_rib_follows_the_stream() -> None:
    """The peers are those of archives, so that a table may come first; with one its routes go."""
    rib = Rib()
    loader = mrt.Loader(rib)
    assert loader.add(peer_message(projected(UPDATE, raw=UPDATE)).record()) == []
    assert [str(route) for route in rib.routes("203.0.113.0/24")] == [
        "203.0.113.0/24 from 192.0.2.1 AS64496"
    ]
    assert loader.add(peer_message(said("RIS_PEER_STATE", state="connected")).record()) == []
    assert len(rib) == 1
    assert loader.add(peer_message(said("RIS_PEER_STATE", state="down")).record()) == []
    assert len(rib) == 0


def test_the_time_of_a_record_is_that_of_the_message() -> None:
    message = said("STATE", state="down")
    message["data"] |= {"timestamp": 1_700_000_000.9999999, "peer": "2001:db8::1"}
    record = peer_message(message).record(four_octet_as=False)
    assert (record.timestamp, record.microseconds) == (1_700_000_001, 0)
    (read,) = mrt.read(record.encode())
    assert read == record


# -- the stream ----------------------------------------------------------------------------------


def test_a_feed_reads_lines_in_pieces() -> None:
    feed = ris_live.Feed()
    octets = line(said(), {"type": "pong"}).replace(b"\n", b"\r\n\n")
    found = [each for at in range(len(octets)) for each in feed.receive_data(octets[at : at + 1])]
    assert [each.type for each in found if isinstance(each, ris_live.ServerMessage)] == [
        "ris_message",
        "pong",
    ]
    assert feed.offset == len(octets)


def test_a_stream_may_end_without_a_line_end() -> None:
    feed = ris_live.Feed()
    octets = line(said())[:-1]
    assert feed.receive_data(octets) == []
    assert feed.offset == 0
    assert feed.receive_data(b"") == [peer_message(said())]
    assert feed.offset == len(octets)
    assert feed.receive_data(b"") == []


def test_a_damaged_line_costs_itself() -> None:
    feed = ris_live.Feed()
    before, broken = line(said()), b'{"type": \n'
    first, error, last = feed.receive_data(before + broken + line(said()))
    assert first == last == peer_message(said())
    assert isinstance(error, ris_live.ErrorRecord)
    assert (error.offset, error.octets) == (len(before), broken[:-1])
    assert "it is no JSON" in error.text


def test_a_line_without_an_end_is_not_kept() -> None:
    """What comes next is read again, and what is wrong is told once, with its place."""
    feed = ris_live.Feed()
    piece = b"x" * 100_000
    for _ in range(100):
        assert feed.receive_data(piece) == []
    assert len(feed._line) < 5_000_000
    error, message = feed.receive_data(b"\n" + line(said()))
    assert isinstance(error, ris_live.ErrorRecord)
    assert (error.offset, error.text) == (0, "10000000 octets on one line are no message")
    assert message == peer_message(said())
    assert feed.offset == 10_000_001 + len(line(said()))


def test_a_feed_takes_octets() -> None:
    wrong: Any = "text"
    with pytest.raises(LocalError):
        ris_live.Feed().receive_data(wrong)


# -- subscriptions -------------------------------------------------------------------------------


def test_a_subscription_says_what_is_wanted() -> None:
    wanted = ris_live.Subscription(
        host="rrc21",
        type="UPDATE",
        require="announcements",
        peer="2001:DB8::1",
        path="^64496,[64501,64502]$",
        prefixes=["10.0.0.0/8", Prefix.parse("2001:db8::/32")],
        more_specific=False,
        less_specific=True,
        include_raw=True,
        acknowledge=False,
    )
    assert json.loads(wanted.message()) == {
        "type": "ris_subscribe",
        "data": {
            "host": "rrc21",
            "type": "UPDATE",
            "require": "announcements",
            "peer": "2001:db8::1",
            "path": "^64496,[64501,64502]$",
            "prefix": ["10.0.0.0/8", "2001:db8::/32"],
            "moreSpecific": False,
            "lessSpecific": True,
            "socketOptions": {"includeRaw": True, "acknowledge": False},
        },
    }
    assert json.loads(wanted.header()) == wanted.data
    assert json.loads(wanted.message("ris_unsubscribe"))["type"] == "ris_unsubscribe"


def test_what_is_not_said_is_not_there() -> None:
    assert ris_live.Subscription().data == {}
    assert ris_live.Subscription(prefixes="10.0.0.0/8", path=64496).data == {
        "prefix": "10.0.0.0/8",
        "path": 64496,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefixes": "somewhere"},
        {"prefixes": [7]},
        {"peer": "here"},
        {"peer": 7},
        {"path": True},
        {"path": 1.5},
        {"include_raw": "yes"},
        {"host": 21},
    ],
)
def test_what_the_service_would_ignore_is_refused(wrong: Any) -> None:
    with pytest.raises(LocalError):
        ris_live.Subscription(**wrong)
