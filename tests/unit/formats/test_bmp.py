"""BMP message by message: RFC 7854, RFC 8671, RFC 9069."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

from bgplib import Context, Notification, Open, Origin, Update
from bgplib.attributes import AsPath
from bgplib.capabilities import AddPath, Capability, FourOctetAs, Multiprotocol
from bgplib.errors import DecodeError, EncodeError, LocalError
from bgplib.formats import bmp
from bgplib.formats.bmp import codes
from bgplib.formats.json import bmp_to_json
from bgplib.formats.json import schema as json_schema
from bgplib.iana.families import Family
from bgplib.nlri.unicast import UnicastNlri
from bgplib.values.prefix import Prefix

PEER = bmp.PeerHeader(
    address="192.0.2.1", asn=64496, identifier=0xC0000201, seconds=1_700_000_000, microseconds=5
)

LOC_RIB = bmp.PeerHeader(type=3, asn=64496, identifier=0xC0000201)


def an_open(asn: int, *capabilities: Capability) -> bytes:
    return Open(
        two_octet_asn=asn,
        hold_time=90,
        identifier=asn,
        parameters=(capabilities,),
    ).encode()


def peer_up(*capabilities: Capability, peer: bmp.PeerHeader = PEER) -> bmp.PeerUp:
    return bmp.PeerUp(
        peer=peer,
        local_address="192.0.2.2",
        local_port=179,
        remote_port=50_000,
        sent_octets=an_open(64497, *capabilities),
        received_octets=an_open(64496, *capabilities),
    )


def update(context: Context | None = None, path_id: int | None = None) -> bytes:
    prefix = UnicastNlri(Prefix.parse("10.0.0.0/8"), path_id=path_id)
    return Update.announce(
        [prefix],
        next_hop="192.0.2.1",
        attributes=[Origin(0), AsPath.parse("64496")],
    ).encode(context or Context())


def read(*messages: bmp.BmpMessage) -> list[bmp.BmpMessage | bmp.ErrorRecord]:
    return list(bmp.read(b"".join(each.encode() for each in messages)))


def monitoring(octets: bytes, peer: bmp.PeerHeader = PEER) -> bmp.RouteMonitoring:
    return bmp.RouteMonitoring(peer=peer, octets=octets)


def test_common_header() -> None:
    """RFC 7854 §4.1: version 3, the length of the whole message, the type."""
    octets = bmp.Termination.of(0).encode()
    assert octets[:6] == bytes((3, 0, 0, 0, len(octets), 5))


def test_peer_header() -> None:
    """RFC 7854 §4.2: an IPv4 address stands in the last four octets; the flags say what it is."""
    octets = PEER.encode()
    assert len(octets) == 42
    assert octets[10:26] == bytes(12) + bytes((192, 0, 2, 1))
    assert PEER.address_text == "192.0.2.1"
    assert PEER.identifier_text == "192.0.2.1"
    assert PEER.rib == "adj-rib-in-pre"
    assert attrs.evolve(PEER, flags=0x40).rib == "adj-rib-in-post"
    assert attrs.evolve(PEER, flags=0x80, address="2001:db8::1").address_text == "2001:db8::1"
    assert PEER.time == pytest.approx(1_700_000_000.000005)


def test_adj_rib_out() -> None:
    """RFC 8671 §4: the O flag is about Adj-RIB-Out, before or after policy."""
    assert attrs.evolve(PEER, flags=0x10).rib == "adj-rib-out-pre"
    assert attrs.evolve(PEER, flags=0x50).rib == "adj-rib-out-post"


def test_loc_rib() -> None:
    """RFC 9069 §4: of the peer type 3 the first flag says filtered, and the others nothing."""
    peer = attrs.evolve(PEER, type=codes.LOC_RIB_INSTANCE, flags=0xF0, address=bytes(16))
    assert peer.rib == "loc-rib"
    assert peer.is_filtered
    assert not peer.is_ipv6
    assert not peer.is_post_policy
    assert not peer.is_adj_rib_out
    assert not peer.is_legacy_as_path


def test_initiation() -> None:
    """RFC 7854 §4.3: sysDescr and sysName are there, and text of any number."""
    (found,) = read(
        bmp.Initiation.of(system_name="r1", system_description="a router", texts=("hello",))
    )
    assert isinstance(found, bmp.Initiation)
    assert (found.system_name, found.system_description) == ("r1", "a router")
    assert [each.code for each in found.tlvs] == [1, 2, 0]


def test_termination() -> None:
    """RFC 7854 §4.5: a reason of two octets, and text."""
    (found,) = read(bmp.Termination.of(3, "bye"))
    assert isinstance(found, bmp.Termination)
    assert found.reason == 3
    assert found.tlvs[0].text == "bye"
    assert bmp_to_json(found)["information"][0]["text"] == "bye"
    assert bmp.Termination().reason is None


def test_route_monitoring() -> None:
    """RFC 7854 §4.6: an UPDATE follows the peer header, and is read with what Peer Up said."""
    _, found = read(peer_up(FourOctetAs(64496)), monitoring(update()))
    assert isinstance(found, bmp.RouteMonitoring)
    assert not found.is_assumed
    message = found.message
    assert isinstance(message, Update)
    assert message.attributes.as_path_text == "64496"


def test_numbers_that_are_all_wrong_in_one_way() -> None:
    """None of them stands in for the others: fractions in all of them are no numbers either."""
    fractions: dict[str, Any] = {"type": 0.0, "flags": 0.0, "asn": 1.5, "identifier": 2.5}
    with pytest.raises(LocalError, match="type is"):
        bmp.PeerHeader(**fractions)


def test_without_peer_up() -> None:
    """What nobody said is assumed, and the message says so."""
    (found,) = read(monitoring(update()))
    assert isinstance(found, bmp.RouteMonitoring)
    assert found.is_assumed


def test_given_context() -> None:
    """The caller may say what the messages of a stream without Peer Ups are."""
    context = Context(session=None).with_add_path(Family.IPV4_UNICAST)
    octets = monitoring(update(context, 7)).encode()
    (found,) = bmp.read(octets, context=context)
    assert isinstance(found, bmp.RouteMonitoring)
    message = found.message
    assert isinstance(message, Update)
    assert message.announced[0].path_ids == [7]


def test_legacy_as_path() -> None:
    """RFC 7854 §4.2: with the A flag, AS_PATH has AS numbers of two octets, whatever the OPENs."""
    peer = attrs.evolve(PEER, flags=0x20)
    octets = update(Context(four_octet_as=False))
    _, found = read(peer_up(FourOctetAs(64496)), monitoring(octets, peer))
    assert isinstance(found, bmp.RouteMonitoring)
    assert not found.context.four_octet_as
    message = found.message
    assert isinstance(message, Update)
    assert message.attributes.as_path_text == "64496"
    _, other = read(peer_up(), monitoring(update()))
    assert isinstance(other, bmp.RouteMonitoring)
    assert other.context.four_octet_as


@pytest.mark.parametrize(("flags", "expected"), [(0x00, True), (0x10, False)])
def test_direction_of_add_path(flags: int, expected: bool) -> None:
    """RFC 8671 §4 and RFC 7911 §4: what is sent and what is received may differ."""
    family = Family.IPV4_UNICAST
    up = attrs.evolve(
        peer_up(),
        sent_octets=an_open(64497, Multiprotocol(family), AddPath(((family, 1),))),
        received_octets=an_open(64496, Multiprotocol(family), AddPath(((family, 2),))),
    )
    _, found = read(up, monitoring(b"", attrs.evolve(PEER, flags=flags)))
    assert isinstance(found, bmp.RouteMonitoring)
    assert (family in found.context.add_path_receive) is expected


@pytest.mark.parametrize("mode", [1, 2, 3])
def test_the_open_of_a_loc_rib_names_families_with_path_identifiers(mode: int) -> None:
    """RFC 9069 §5.2: one OPEN is repeated, and whether it sends or receives can be ignored."""
    octets = an_open(64496, FourOctetAs(64496), AddPath(((Family.IPV4_UNICAST, mode),)))
    up = attrs.evolve(peer_up(peer=LOC_RIB), sent_octets=octets, received_octets=octets)
    paths = Context(session=None).with_add_path(Family.IPV4_UNICAST)
    _, found = read(up, monitoring(update(paths, 7), LOC_RIB))
    assert isinstance(found, bmp.RouteMonitoring)
    assert not found.is_assumed
    assert isinstance(found.message, Update)
    assert found.message.announced[0].path_ids == [7]
    assert found.message.encode() == found.update_octets


def test_a_loc_rib_whose_path_identifiers_nobody_announced() -> None:
    """RFC 9069 §5.2 wants them announced; GoBGP up to 4.7 does not (osrg/gobgp#3499).

    The caller can say that they are there, of the Loc-RIB alone: sessions have OPENs of their own.
    """
    paths = Context(session=None).with_add_path(Family.IPV4_UNICAST)
    octets = [
        peer_up(FourOctetAs(64496), peer=LOC_RIB),
        monitoring(update(paths, 7), LOC_RIB),
        peer_up(FourOctetAs(64496)),
        monitoring(update()),
    ]
    stream = b"".join(each.encode() for each in octets)
    for found in (bmp.read(stream, context=paths), bmp.Feed(context=paths).receive_data(stream)):
        _, of_loc_rib, _, of_peer = found
        assert isinstance(of_loc_rib, bmp.RouteMonitoring)
        assert of_loc_rib.is_assumed
        assert isinstance(of_loc_rib.message, Update)
        assert of_loc_rib.message.announced[0].path_ids == [7]
        assert isinstance(of_peer, bmp.RouteMonitoring)
        assert not of_peer.is_assumed
        assert isinstance(of_peer.message, Update)
        assert of_peer.message.announced[0].path_ids is None
    _, unsaid, *_ = bmp.read(stream)
    assert isinstance(unsaid, bmp.RouteMonitoring)
    assert not unsaid.is_assumed


def test_a_peer_up_whose_opens_cannot_be_read() -> None:
    """RFC 7854 §4.10: what the Peer Up before it said is over, too."""
    up = peer_up(FourOctetAs(64496))
    octets = bytearray(up.received_octets)
    octets[19] = 3  # the version
    damaged = attrs.evolve(up, received_octets=bytes(octets))
    _, error, found = read(up, damaged, monitoring(update()))
    assert isinstance(error, bmp.ErrorRecord)
    assert isinstance(found, bmp.RouteMonitoring)
    assert found.is_assumed


def test_peers_are_told_apart() -> None:
    """RFC 7854 §4.2: type, distinguisher and address tell peers apart; the flags do not."""
    other = attrs.evolve(PEER, type=1, distinguisher=bytes(7) + b"\1")
    _, *found = read(
        peer_up(),
        monitoring(update()),
        monitoring(update(), other),
        monitoring(update(), attrs.evolve(PEER, flags=0x40)),
    )
    assert [isinstance(each, bmp.RouteMonitoring) and each.is_assumed for each in found] == [
        False,
        True,
        False,
    ]


def test_peer_down_forgets() -> None:
    """RFC 7854 §4.9: a session that ended says nothing of what comes later."""
    *_, found = read(peer_up(), bmp.PeerDown(peer=PEER, reason=4), monitoring(update()))
    assert isinstance(found, bmp.RouteMonitoring)
    assert found.is_assumed


def test_peer_down_reasons() -> None:
    """RFC 7854 §4.9, RFC 9069 §5.3: what follows depends on the reason."""
    notification = Notification(6, 2)
    found = bmp.PeerDown(peer=PEER, reason=3, data=notification.encode())
    assert found.notification == notification
    assert found.fsm_event is None
    found = bmp.PeerDown(peer=PEER, reason=2, data=b"\0\x18")
    assert found.fsm_event == 24
    assert found.notification is None
    assert found.reason_text == "local system closed, FSM event follows"
    found = bmp.PeerDown(peer=PEER, reason=6, data=bmp.Tlv(3, b"red").encode())
    assert found.tlvs == (bmp.Tlv(3, b"red"),)


@pytest.mark.parametrize(("reason", "data"), [(2, b"\0"), (6, b"\0\3\0\7red")])
def test_peer_down_too_short(reason: int, data: bytes) -> None:
    """RFC 7854 §4.9: data that end early make the message malformed."""
    with pytest.raises(DecodeError):
        bmp.decode(bmp.PeerDown(peer=PEER, reason=reason, data=data).encode())


@pytest.mark.parametrize("reason", [1, 3])
def test_no_notification(reason: int) -> None:
    """RFC 7854 §4.9: with reason 1 and 3 a NOTIFICATION follows; another message is an error."""
    message = bmp.PeerDown(peer=PEER, reason=reason, data=an_open(1))
    with pytest.raises(DecodeError, match="no NOTIFICATION"):
        message.notification  # noqa: B018  # reading it is the test


def test_peer_up() -> None:
    """RFC 7854 §4.10: both ends of the session, both OPENs, and TLVs."""
    message = attrs.evolve(peer_up(), tlvs=(bmp.Tlv(0, b"text"), bmp.Tlv(3, b"red")))
    found = bmp.decode(message.encode())
    assert found == message
    assert isinstance(found, bmp.PeerUp)
    assert found.local_address_text == "192.0.2.2"
    assert (found.sent_open.asn, found.received_open.asn) == (64497, 64496)


@pytest.mark.parametrize("length", [0, 18, 60_000])
def test_peer_up_with_wrong_open(length: int) -> None:
    """RFC 7854 §4.10: OPENs that do not fit make the message malformed, and only this one."""
    up = bytearray(peer_up().encode())
    at = 6 + 42 + 20 + 16
    up[at : at + 2] = length.to_bytes(2, "big")
    error, found = bmp.read(bytes(up) + monitoring(update()).encode())
    assert isinstance(error, bmp.ErrorRecord)
    assert (error.offset, error.octets) == (0, bytes(up))
    assert isinstance(found, bmp.RouteMonitoring)


def test_statistics() -> None:
    """RFC 7854 §4.8, RFC 8671 §6.2: counters, gauges, gauges of one family, by name."""
    report = bmp.StatisticsReport(
        peer=PEER,
        statistics=(
            bmp.Statistic.of(0, 5),
            bmp.Statistic.of(7, 1 << 40),
            bmp.Statistic.of(16, 9, Family.IPV6_UNICAST),
        ),
    )
    found = bmp.decode(report.encode())
    assert found == report
    assert isinstance(found, bmp.StatisticsReport)
    assert [each.value for each in found.statistics] == [5, 1 << 40, 9]
    assert [len(each.octets) for each in found.statistics] == [4, 8, 11]
    assert found.statistics[0].name == "prefixes rejected by inbound policy"
    assert found.statistics[2].family == Family.IPV6_UNICAST


def test_statistics_of_a_family_and_without() -> None:
    """RFC 7854 §4.8: the type says whether AFI and SAFI come first; others could not be read."""
    with pytest.raises(LocalError, match="statistic 9 is counted for each family"):
        bmp.Statistic.of(9, 1)
    with pytest.raises(LocalError, match="statistic 7 is not counted for each family"):
        bmp.Statistic.of(7, 1, Family.IPV4_UNICAST)


@pytest.mark.parametrize(
    ("code", "octets"), [(0, b"\1"), (7, bytes(4)), (16, b""), (4711, bytes(4))]
)
def test_odd_statistics(code: int, octets: bytes) -> None:
    """RFC 7854 §4.8: unknown types and unexpected data are ignored: there is no value."""
    odd = bmp.Statistic(code, octets)
    found = bmp.decode(bmp.StatisticsReport(peer=PEER, statistics=(odd,)).encode())
    assert isinstance(found, bmp.StatisticsReport)
    assert found.statistics == (odd,)
    assert odd.value is None


def test_messages_of_unknown_types_in_a_row() -> None:
    """RFC 7854 §4.1: a later version of BMP may send nothing else, and is no damaged file."""
    unknown = [bmp.UnknownMessage(type_code=code, octets=bytes(code)) for code in (7, 200, 7, 255)]
    assert read(*unknown) == unknown
    assert read(peer_up(), *unknown, peer_up())[1:-1] == unknown


@pytest.mark.parametrize("count", [0, 2, 0xFFFFFFFF])
def test_wrong_count_of_statistics(count: int) -> None:
    """RFC 7854 §4.8: a count that lies makes the message malformed, at no cost."""
    octets = bytearray(
        bmp.StatisticsReport(peer=PEER, statistics=(bmp.Statistic.of(0, 5),)).encode()
    )
    octets[48:52] = count.to_bytes(4, "big")
    with pytest.raises(DecodeError):
        bmp.decode(bytes(octets))


def test_route_mirroring() -> None:
    """RFC 7854 §4.7: messages as they were received, and what happened to others."""
    message = bmp.RouteMirroring(
        peer=PEER, tlvs=(bmp.Tlv(1, b"\0\1"), bmp.Tlv(0, update()), bmp.Tlv(0, an_open(1)))
    )
    _, found = read(peer_up(), message)
    assert isinstance(found, bmp.RouteMirroring)
    assert found.information == (1,)
    assert [type(found.decode(each)) for each in found.message_octets] == [Update, Open]
    assert not found.is_assumed


@pytest.mark.parametrize("octets", [b"", b"\1", b"\0\0\1", b"\xff" * 2000])
def test_codes_of_another_length(octets: bytes) -> None:
    """RFC 7854 §4.5 and §4.7: codes have two octets; others are no codes, however long they are."""
    mirroring = bmp.RouteMirroring(peer=PEER, tlvs=(bmp.Tlv(1, octets), bmp.Tlv(1, b"\0\1")))
    found = bmp.decode(mirroring.encode())
    assert isinstance(found, bmp.RouteMirroring)
    assert found.information == (1,)
    shown = bmp_to_json(found)
    assert shown["information"] == ["messages lost"]
    assert shown["tlvs"] == [{"code": 1, "name": "information", "octets": octets.hex()}]
    ending = bmp.decode(bmp.Termination(tlvs=(bmp.Tlv(1, octets),)).encode())
    assert isinstance(ending, bmp.Termination)
    assert ending.reason is None
    shown = bmp_to_json(ending)
    assert (shown["reason"], shown["name"]) == (None, None)
    assert shown["information"] == [{"code": 1, "name": "reason", "octets": octets.hex()}]


def test_octets_that_are_no_text_are_shown() -> None:
    """RFC 7854 §4.4: a string is UTF-8; of others the replacement characters tell nothing."""
    tlvs = (bmp.Tlv(2, "röuter".encode()), bmp.Tlv(0, b"\xff\xfe"), bmp.Tlv(0, b"\xef\xbf\xbd"))
    found = bmp_to_json(bmp.Initiation(tlvs=tlvs))["information"]
    assert [(each["text"], each.get("octets")) for each in found] == [
        ("röuter", None),
        ("\ufffd\ufffd", "fffe"),
        ("\ufffd", None),
    ]


def test_data_of_peer_down_are_shown() -> None:
    """RFC 7854 §4.9: whatever follows the reason, also where nobody knows what it means."""
    schema = Draft202012Validator(json_schema())
    for reason, data, fields in (
        (4, b"", {}),
        (4, b"\1\2", {"data": "0102"}),
        (9, b"\xff", {"data": "ff"}),
        (2, b"\0\x18", {"fsm_event": 24}),
        (2, b"\0\x18\7", {"fsm_event": 24, "trailing": "07"}),
        (6, bmp.Tlv(3, b"red").encode(), {}),
    ):
        shown = bmp_to_json(bmp.PeerDown(peer=PEER, reason=reason, data=data))
        keys = ("data", "trailing", "fsm_event")
        assert {key: shown[key] for key in keys if key in shown} == fields
        schema.validate(shown)


@pytest.mark.parametrize("view", [bytearray, lambda octets: memoryview(bytearray(octets))])
def test_octets_of_any_kind(view: Callable[[bytes], bytearray | memoryview]) -> None:
    """A value keeps octets of its own, whatever becomes of the buffer that they were read from."""
    for message in (
        bmp.Initiation(tlvs=(bmp.Tlv(1, b"router"),)),
        bmp.PeerDown(peer=PEER, reason=9, data=b"\1\2"),
        bmp.UnknownMessage(type_code=9, octets=b"\1\2"),
        monitoring(update()),
    ):
        buffer = view(message.encode())
        found = bmp.decode(buffer)
        assert hash(found) == hash(bmp.decode(message.encode()))
        buffer[:] = bytes(len(buffer))
        assert found.encode() == message.encode()
    with pytest.raises(LocalError, match="octets is '00', which is not octets"):
        bmp.decode("00")  # type: ignore[arg-type]  # the mistake


def test_unknown_type() -> None:
    """RFC 7854 §4.1: types that nobody knows are no error."""
    unknown = bmp.UnknownMessage(type_code=9, octets=b"anything")
    assert read(unknown, bmp.Initiation()) == [unknown, bmp.Initiation()]
    assert unknown.name == "UNKNOWN(9)"


def test_octets_behind_the_update() -> None:
    """Some routers put TLVs behind the UPDATE of version 3: it is read without them."""
    found = monitoring(update() + b"\xea\x62\0\0")
    assert found.update_octets == update()
    assert found.trailing_octets == b"\xea\x62\0\0"
    assert isinstance(found.message, Update)


def test_version_4() -> None:
    """draft-ietf-grow-bmp-tlv: a TLV holds the UPDATE, another says what was agreed on."""
    context = Context(session=None).with_add_path(Family.IPV4_UNICAST)
    capability = bytes((69, 4, 0, 1, 1, 3))
    message = bmp.RouteMonitoring(
        version=4,
        peer=PEER,
        tlvs=(
            bmp.IndexedTlv(codes.STATELESS_PARSING, 0, capability),
            bmp.IndexedTlv(codes.BGP_MESSAGE, 0, update(context, 7)),
        ),
    )
    (found,) = read(message)
    assert isinstance(found, bmp.RouteMonitoring)
    assert found == message
    assert not found.is_assumed
    assert Family.IPV4_UNICAST in found.context.add_path_receive
    assert isinstance(found.message, Update)
    assert found.trailing_octets == b""


DAMAGED = {
    "version": (0, b"\2", "version 2 is neither 3 nor 4"),
    "short": (1, bytes((0, 0, 0, 5)), "a Message Length of 5 octets is not plausible"),
    "long": (1, b"\xff" * 4, "a Message Length of 4294967295 octets is not plausible"),
}


@pytest.mark.parametrize(("at", "octets", "text"), DAMAGED.values(), ids=list(DAMAGED))
def test_damaged_header(at: int, octets: bytes, text: str) -> None:
    """RFC 7854 §4.1: where the framing is lost, the next message that leads on is found."""
    whole = bytearray(monitoring(update()).encode())
    whole[at : at + len(octets)] = octets
    before, behind = bmp.Initiation().encode(), peer_up().encode()
    first, error, last = bmp.read(before + bytes(whole) + behind)
    assert isinstance(error, bmp.ErrorRecord)
    assert error.offset == len(before)
    assert error.octets == bytes(whole)
    assert error.text.startswith(text)
    assert "RFC 7854 §4.1" in str(error)
    assert isinstance(first, bmp.Initiation)
    assert isinstance(last, bmp.PeerUp)


@pytest.mark.parametrize("more", [0, 3, -3])
def test_a_message_that_cannot_be_read(more: int) -> None:
    """RFC 7854 §4.1: it ends where its length says if a message follows there, else before one.

    What stands within a message is no message, however much it looks like one.
    """
    before, within, behind = bmp.Initiation().encode(), bmp.Termination.of(0), peer_up()
    statistic = bmp.Statistic(code=65000, octets=within.encode())
    whole = bytearray(bmp.StatisticsReport(peer=PEER, statistics=(statistic,)).encode())
    whole[48:52] = (2).to_bytes(4, "big")  # there is one
    whole[1:5] = (len(whole) + more).to_bytes(4, "big")
    first, error, *others = bmp.read(before + bytes(whole) + behind.encode())
    assert isinstance(first, bmp.Initiation)
    assert isinstance(error, bmp.ErrorRecord)
    assert error.offset == len(before)
    if more:
        assert others == [within, behind]
        assert error.octets + within.encode() == bytes(whole)
        assert error.rfc == "RFC 7854 §4.1"
    else:
        assert others == [behind]
        assert error.octets == bytes(whole)
        assert "passed over" not in error.text


@pytest.mark.parametrize("kept", [1, 5, 6, 20, 100])
def test_cut_at_the_end(kept: int) -> None:
    """What is cut gives one error, with all that is left."""
    found = list(bmp.read(bmp.Initiation().encode() + peer_up().encode()[:kept]))
    assert len(found) == 2
    error = found[1]
    assert isinstance(error, bmp.ErrorRecord)
    assert len(error.octets) == kept
    if kept >= 6:
        assert f"only {kept} are there; {kept} octets are passed over" in error.text


def test_sources(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A source may be packed; an empty one is an error."""
    octets = bmp.Initiation().encode()
    path = tmp_path_factory.mktemp("bmp") / "stream.gz"
    path.write_bytes(gzip.compress(octets))
    with bmp.read(path) as reader:
        assert list(reader) == [bmp.Initiation()]
        assert reader.position == reader.size
    (error,) = bmp.read(b"")
    assert isinstance(error, bmp.ErrorRecord)
    *_, error = bmp.read(gzip.compress(octets)[:-9])
    assert isinstance(error, bmp.ErrorRecord)
    assert "the gzip stream is cut short" in error.text


BAD = {
    "asn": lambda: attrs.evolve(PEER, asn=1 << 32).encode(),
    "distinguisher": lambda: attrs.evolve(PEER, distinguisher=b"").encode(),
    "port": lambda: attrs.evolve(peer_up(), local_port=70_000).encode(),
    "reason": lambda: bmp.PeerDown(peer=PEER, reason=256).encode(),
    "tlv": lambda: bmp.Tlv(70_000, b"").encode(),
    "long tlv": lambda: bmp.Tlv(0, bytes(70_000)).encode(),
    "index": lambda: bmp.IndexedTlv(0, -1, b"").encode(),
    "version": lambda: bmp.Initiation(version=256).encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_out_of_range(name: str) -> None:
    """What has no place on the wire is an EncodeError."""
    with pytest.raises(EncodeError):
        BAD[name]()


@pytest.mark.parametrize(
    "octets", [b"", b"\3\0\0\0\7\4", b"\2\0\0\0\6\4", b"\3\0\0\0\6\0", b"\3\0\0\0\x08\4\0\0"]
)
def test_decode_one(octets: bytes) -> None:
    """RFC 7854 §4.1: a single message is all of the octets, and nothing less."""
    with pytest.raises(DecodeError):
        bmp.decode(octets)


def test_long_stretches_of_damage() -> None:
    """However long the damage, the buffer is bounded: a longer stretch is reported in pieces."""
    noise = b"\3\0" * 1_500_000
    found = list(bmp.read(noise + bmp.Initiation().encode()))
    assert 2 <= len(found) <= 5
    assert b"".join(each.encode() for each in found[:-1]) == noise
    assert found[-1] == bmp.Initiation()


def test_what_is_told_of_a_peer_prints_on_one_line() -> None:
    """For a log: who, of which RIB, and what is told."""
    peer = bmp.PeerHeader(address="192.0.2.1", asn=65001, identifier="192.0.2.1", flags=0x40)
    assert str(peer) == "192.0.2.1 AS65001 adj-rib-in-post"
    ours = bmp.PeerHeader(type=3, asn=65009, identifier="192.0.2.9")
    assert str(ours) == "Loc-RIB AS65009 loc-rib"
    numbers = (
        bmp.Statistic.of(7, 5),
        bmp.Statistic.of(9, 3, Family.IPV4_UNICAST),
        bmp.Statistic(0, b"\1"),
    )
    report = bmp.StatisticsReport(peer=peer, statistics=numbers)
    assert str(report) == (
        "STATISTICS-REPORT of 192.0.2.1 AS65001 adj-rib-in-post: "
        f"{numbers[0].name}: 5, {numbers[1].name} of ipv4-unicast: 3, {numbers[2].name}: 01"
    )
    down = bmp.PeerDown(peer=peer, reason=4)
    assert str(down) == f"PEER-DOWN of {peer}: {down.reason_text}"
    assert str(bmp.RouteMonitoring(peer=peer, octets=b"")) == f"ROUTE-MONITORING of {peer}"
