"""Captures: files, links, IP, TCP, and the messages of BGP in them."""

from __future__ import annotations

import bz2
from collections.abc import Sequence
from itertools import count
from struct import pack
from typing import Any

import attrs
import pytest

from bgplib import Context, Open, Origin, Update
from bgplib.attributes import AsPath
from bgplib.capabilities import FourOctetAs
from bgplib.errors import LocalError
from bgplib.formats import pcap
from bgplib.formats.pcap import CapturedMessage
from bgplib.formats.pcap.link import ip_start
from bgplib.messages.keepalive import Keepalive
from bgplib.testing.captures import (
    ACK,
    RST,
    SYN,
    Sent,
    conversation,
    ethernet,
    pcap_file,
    pcapng_file,
)

KEEPALIVE = Keepalive().encode()


def an_open(asn: int, *, wide: bool = True) -> bytes:
    capabilities = ((FourOctetAs(asn),),) if wide else ()
    return Open(two_octet_asn=asn, hold_time=90, identifier=asn, parameters=capabilities).encode()


def update(*, wide: bool = True) -> bytes:
    return Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[Origin(0), AsPath.parse("64496")]
    ).encode(Context(four_octet_as=wide))


def packets(*segments: Sent) -> list[bytes]:
    return [segment.packet() for segment in segments]


def read(*segments: Sent) -> list[pcap.CapturedMessage | pcap.ErrorRecord]:
    return list(pcap.read(pcap_file(packets(*segments))))


def messages(found: Sequence[pcap.CapturedMessage | pcap.ErrorRecord]) -> list[bytes]:
    return [each.octets for each in found if isinstance(each, pcap.CapturedMessage)]


def errors(found: Sequence[pcap.CapturedMessage | pcap.ErrorRecord]) -> list[str]:
    return [each.text for each in found if isinstance(each, pcap.ErrorRecord)]


def sent(octets: bytes, sequence: int = 1, side: int = 0, **extra: Any) -> Sent:
    return Sent(side, octets, sequence=sequence, **extra)


@pytest.mark.parametrize("addresses", [("127.0.0.9", "127.0.0.2"), ("2001:db8::9", "::1")])
def test_a_conversation_comes_back(addresses: tuple[str, str]) -> None:
    """Who said what to whom, and when, whatever the pieces; more than a packet holds, too."""
    said = [
        (1_700_000_000.25, 0, an_open(64496)),
        (1_700_000_000.5, 1, an_open(64497) + KEEPALIVE[:10]),
        (1_700_000_001.0, 1, KEEPALIVE[10:]),
        (1_700_000_002.75, 0, update() * 2000),
    ]
    found = list(pcap.read(conversation(said, addresses=addresses, ports=(41000, 1179)), port=1179))
    assert not errors(found)
    assert b"".join(messages(found)) == b"".join(octets for _, _, octets in said)
    seen = [
        (each.nanoseconds // 10_000_000, each.source_text, each.source_port, each.destination_port)
        for each in found
        if isinstance(each, CapturedMessage)
    ]
    connecting, answering = (addresses[0], 41000, 1179), (addresses[1], 1179, 41000)
    assert seen[:3] == [
        (170_000_000_025, *connecting),
        (170_000_000_050, *answering),
        (170_000_000_100, *answering),
    ]
    assert set(seen[3:]) == {(170_000_000_275, *connecting)}


@pytest.mark.parametrize(
    ("time", "nanoseconds"),
    [
        (1_700_206_799.3, 1_700_206_799_300_000_000),
        (1_700_000_000.000_001, 1_700_000_000_000_001_000),
        (1_700_000_000.999_999_9, 1_700_000_001_000_000_000),
        (0.29, 290_000_000),
    ],
)
def test_a_conversation_has_the_microsecond_that_is_next(time: float, nanoseconds: int) -> None:
    """A float lies beside the time that was meant; the microsecond before it is another one."""
    (found,) = pcap.read(conversation([(time, 0, KEEPALIVE)]))
    assert isinstance(found, CapturedMessage)
    assert found.nanoseconds == nanoseconds


def test_a_conversation_between_two_versions_of_ip() -> None:
    """There is no such packet."""
    with pytest.raises(LocalError, match="are of two versions of IP"):
        conversation([(0.0, 0, KEEPALIVE)], addresses=("127.0.0.1", "::1"))


def test_context_of_both_opens() -> None:
    """RFC 6793 §4.1: AS numbers have the width that both OPENs agreed on, from then on."""
    for wide in (True, False):
        first, second = an_open(64496), an_open(64497, wide=wide)
        found = read(
            sent(first),
            sent(second, side=1),
            sent(update(wide=wide), 1 + len(first)),
        )
        last = found[-1]
        assert isinstance(last, pcap.CapturedMessage)
        assert not last.is_assumed
        assert last.context.four_octet_as is wide
        assert isinstance(last.message, Update)
        assert last.message.attributes.as_path_text == "64496"
        assert last.message.findings == ()


def test_assumed_context() -> None:
    """With one OPEN nothing is known: the caller's word is taken, and the result says so."""
    octets = pcap_file(packets(sent(an_open(64496)), sent(update(wide=False), side=1)))
    context = Context(four_octet_as=False, session=None)
    first, last = pcap.read(octets, context=context)
    assert isinstance(first, pcap.CapturedMessage)
    assert isinstance(last, pcap.CapturedMessage)
    assert not first.is_assumed  # an OPEN means the same in any context
    assert last.is_assumed
    assert last.context == context


def test_who_and_when() -> None:
    """A message says when its last octet was seen, and between whom."""
    (found,) = read(sent(KEEPALIVE[:5]), sent(KEEPALIVE[5:], 6))
    assert isinstance(found, pcap.CapturedMessage)
    assert (found.source_text, found.source_port) == ("192.0.2.1", 50_000)
    assert (found.destination_text, found.destination_port) == ("192.0.2.2", 179)
    assert found.time == pytest.approx(1_700_000_001.000005)
    assert found.seen.isoformat().startswith("2023-11-14T22:13:21")


def test_new_connection_on_the_same_ports() -> None:
    """RFC 9293 §3.5: a SYN begins a connection: OPENs of the last one say nothing of it."""
    first, second = an_open(64496), an_open(64497)
    found = read(
        sent(b"", 0, flags=SYN),
        sent(first),
        sent(second, side=1),
        sent(b"", 9_000_000, flags=SYN),
        sent(b"", 77, side=1, flags=SYN | ACK),
        sent(update(), 9_000_001),
    )
    assert errors(found) == []
    assert [isinstance(each, CapturedMessage) and each.is_assumed for each in found] == [
        False,
        False,
        True,
    ]


ISN, ANSWER = 3_000_000_000, 1_000_000_000
FIRST, SECOND = an_open(64496), an_open(64497)
OLD = (
    sent(FIRST, ISN, acknowledges=ANSWER),
    sent(SECOND, ANSWER, 1, acknowledges=ISN + len(FIRST)),
    sent(update() + KEEPALIVE, ISN + len(FIRST), acknowledges=ANSWER + len(SECOND)),
)
HERE, THERE = ISN + len(FIRST) + len(update() + KEEPALIVE), ANSWER + len(SECOND)
GREETED = (sent(b"", ISN - 1, flags=SYN), sent(b"", ANSWER - 1, 1, flags=SYN | ACK), *OLD)
LATER = {
    "half of all numbers away": (OLD, HERE + (1 << 31), THERE, KEEPALIVE),
    "ahead by more than a window": (OLD, HERE + (1 << 30), THERE, KEEPALIVE),
    "behind by more than a window": (OLD, HERE - (1 << 30), THERE, KEEPALIVE),
    "before the SYN": (GREETED, ISN - 1000, THERE, KEEPALIVE),
    "partly before the SYN": (GREETED, ISN - 5, THERE, KEEPALIVE),
    "behind, and acknowledges other octets": (OLD, ISN - 90_000, THERE + (1 << 25), KEEPALIVE),
    "ahead, and acknowledges other octets": (OLD, HERE + 90_000, THERE - (1 << 25), KEEPALIVE),
    "another OPEN where the first one was": (OLD, ISN, ANSWER, an_open(64499)),
    "another text where it began": (OLD, ISN + 2, ANSWER, KEEPALIVE),
    "an OPEN where there was another message": (OLD, ISN + len(FIRST), THERE, FIRST),
    "an OPEN ahead": (OLD, HERE + 1000, THERE, FIRST),
}


@pytest.mark.parametrize(("old", "sequence", "acknowledges", "text"), LATER.values(), ids=LATER)
def test_new_connection_without_a_syn(
    old: tuple[Sent, ...], sequence: int, acknowledges: int, text: bytes
) -> None:
    """RFC 9293 §3.4.1: a connection has an initial sequence number of its own."""
    new = sent(text + update(), sequence, acknowledges=acknowledges)
    answer = sent(KEEPALIVE, acknowledges, 1, acknowledges=sequence + len(text))
    found = read(*old, new, answer)
    assert errors(found) == []
    assert messages(found)[4:] == [text, update(), KEEPALIVE]
    # What the OPENs of the last connection agreed on does not hold for the update.
    assumed = [isinstance(each, CapturedMessage) and each.is_assumed for each in found]
    assert assumed == [False] * 5 + [True, False]


SAME = {
    "the OPEN again": sent(FIRST, ISN, acknowledges=ANSWER),
    "the OPEN again, and what came later": sent(
        FIRST + update(), ISN, acknowledges=ANSWER + len(SECOND)
    ),
    "a part of the OPEN": sent(FIRST[7:], ISN + 7, acknowledges=ANSWER),
    "the last message": sent(KEEPALIVE, HERE - 19, acknowledges=THERE),
    "a probe before the SYN": sent(b"\0", ISN - 1, acknowledges=ANSWER),
    "a probe": sent(b"\0", HERE - 1, acknowledges=THERE),
    "an earlier message, before the capture": sent(KEEPALIVE, ISN - 19, acknowledges=ANSWER),
    "no acknowledgment": sent(KEEPALIVE, HERE - 19, acknowledges=5, flags=0),
}


@pytest.mark.parametrize("again", SAME.values(), ids=SAME)
def test_retransmission(again: Sent) -> None:
    """RFC 9293 §3.8.1: what was sent before is no connection of its own, and counts once."""
    old = GREETED if again.octets == b"\0" else OLD
    found = read(*old, again, sent(update(), HERE, acknowledges=THERE))
    assert errors(found) == []
    assert messages(found) == [FIRST, SECOND, update(), KEEPALIVE, update()]
    assert not any(isinstance(each, CapturedMessage) and each.is_assumed for each in found)


@pytest.mark.parametrize("acknowledges", [0, 1, 2_000_000_000])
def test_acknowledgments_that_were_made_up(acknowledges: int) -> None:
    """Where none of them was ever right, they tell nothing."""
    old = [attrs.evolve(each, acknowledges=acknowledges) for each in OLD]
    found = read(
        *old,
        sent(KEEPALIVE, HERE - 19, acknowledges=0),
        sent(update(), HERE, acknowledges=acknowledges),
    )
    assert errors(found) == []
    assert messages(found) == [FIRST, SECOND, update(), KEEPALIVE, update()]


def test_new_connection_where_only_one_side_was_captured() -> None:
    """Sequence numbers that are near tell nothing: what is behind counts as sent before."""
    old = [each for each in OLD if not each.side]
    found = read(*old, sent(KEEPALIVE, ISN - 5000, acknowledges=7))
    assert messages(found) == [FIRST, update(), KEEPALIVE]
    found = read(*old, sent(KEEPALIVE, ISN + (1 << 31), acknowledges=7))
    assert messages(found) == [FIRST, update(), KEEPALIVE, KEEPALIVE]


def test_message_of_the_last_connection_that_was_not_whole() -> None:
    """What waits for octets is reported when another connection begins."""
    cut = sent(update()[:30], HERE, acknowledges=THERE)
    found = read(*OLD, cut, sent(FIRST, 77, acknowledges=7))
    assert messages(found)[4:] == [FIRST]
    assert [text.partition(": ")[2] for text in errors(found)] == [
        "a message ends after 30 octets of it"
    ]


def test_reset_that_says_why() -> None:
    """RFC 9293 §3.5.3: a reset may hold data for people, which the stream does not have."""
    cause = sent(b"closed by policy", 1 + len(KEEPALIVE), flags=RST | ACK)
    found = read(sent(b"", 0, flags=SYN), sent(KEEPALIVE), cause)
    assert messages(found) == [KEEPALIVE]
    assert errors(found) == []


def test_repeated_syn() -> None:
    """RFC 9293 §3.8.1: the same SYN again changes nothing."""
    found = read(
        sent(b"", 0, flags=SYN), sent(KEEPALIVE), sent(b"", 0, flags=SYN), sent(KEEPALIVE, 20)
    )
    assert messages(found) == [KEEPALIVE] * 2


@pytest.mark.parametrize("counted", [0, 1])
def test_syn_with_text(counted: int) -> None:
    """RFC 9293 §3.4 counts a SYN; captures that programs made up do not always."""
    found = read(sent(an_open(1), 5, flags=SYN), sent(KEEPALIVE, 5 + counted + len(an_open(1))))
    assert messages(found) == [an_open(1), KEEPALIVE]
    assert errors(found) == []


def test_start_within_a_message() -> None:
    """What stands before the first marker is passed over, and it is said how much."""
    found = read(sent(update()[7:] + KEEPALIVE))
    assert messages(found) == [KEEPALIVE]
    (text,) = errors(found)
    assert f"the capture starts within a message; {len(update()) - 7} octets" in text
    assert text.startswith("192.0.2.1 port 50000 to 192.0.2.2 port 179: ")


def test_lost_segment() -> None:
    """A segment that never comes is a gap; what was said before and after it is read."""
    three = update() * 3
    found = read(sent(KEEPALIVE), sent(three[30:], 50))
    assert messages(found) == [KEEPALIVE, update(), update()]
    assert "30 octets are not in the capture" in errors(found)[0]


def test_gap_ends_when_too_much_waits() -> None:
    """What waits is bounded: then the gap counts as lost, and reading goes on."""
    many = KEEPALIVE * 60
    segments = [sent(KEEPALIVE)] + [
        sent(many, 100 + at * len(many)) for at in range(131_072 // len(many) + 2)
    ]
    reader = pcap.read(pcap_file(packets(*segments)))
    found = [next(reader) for _ in range(10)]
    assert "80 octets are not in the capture" in str(found[1])
    assert len(messages(found)) == 9


def test_packets_without_a_time() -> None:
    """A clock that ends before the packets do left the rest of them out."""
    found = packets(sent(KEEPALIVE), sent(KEEPALIVE, 20))
    with pytest.raises(LocalError, match="times has no more than 1"):
        pcap_file(found, times=[1.0])
    assert pcap_file(found, times=[1.0, 2.0, 3.0]) == pcap_file(found, times=count(1.0))


def test_snapshot_length() -> None:
    """Octets that the snapshot length cut off are missing, and the next message is found."""
    octets = pcap_file(
        packets(sent(update()), sent(KEEPALIVE, 1 + len(update()))), snapshot_length=60
    )
    found = list(pcap.read(octets))
    assert messages(found) == [KEEPALIVE]
    assert "octets are not in the capture" in errors(found)[0]


def test_end_within_a_message() -> None:
    """What is left at the end, or before a RST, is no message."""
    for last in ([], [sent(b"", 10, flags=RST)]):
        found = read(sent(b"", 0, flags=SYN), sent(KEEPALIVE[:7]), *last)
        assert errors(found) == [
            "192.0.2.1 port 50000 to 192.0.2.2 port 179: a message ends after 7 octets of it"
        ]


DAMAGED = {
    "marker": (3, b"\0", "the marker is not all ones"),
    "short": (16, b"\0\1", "the length 1 is not between 19 and 65535"),
}


@pytest.mark.parametrize(("at", "octets", "text"), DAMAGED.values(), ids=list(DAMAGED))
def test_damaged_header(at: int, octets: bytes, text: str) -> None:
    """RFC 4271 §4.1: after a damaged header the next marker is looked for."""
    bad = bytearray(update())
    bad[at : at + len(octets)] = octets
    found = read(sent(KEEPALIVE + bytes(bad) + KEEPALIVE))
    assert messages(found) == [KEEPALIVE, KEEPALIVE]
    assert text in errors(found)[0]
    assert f"{len(bad)} octets are passed over" in errors(found)[0]


def test_length_that_was_not_agreed_on() -> None:
    """RFC 8654 §4: without the capability a message is no longer than 4,096 octets."""
    first, second = an_open(64496), an_open(64497)
    long = update()[:16] + (5000).to_bytes(2, "big") + update()[18:]
    found = read(sent(first), sent(second, side=1), sent(long + KEEPALIVE, 1 + len(first)))
    assert messages(found)[2:] == [KEEPALIVE]
    assert "not between 19 and 4096" in errors(found)[0]


def test_other_ports() -> None:
    """Only connections with the port of BGP are followed, or with the one that was asked for."""
    octets = bytearray(pcap_file(packets(sent(KEEPALIVE))))
    at = 24 + 16 + 20 + 2
    octets[at : at + 2] = (1179).to_bytes(2, "big")
    assert list(pcap.read(bytes(octets))) == []
    assert messages(list(pcap.read(bytes(octets), port=1179))) == [KEEPALIVE]


IP = sent(KEEPALIVE).packet()
IPV6 = sent(KEEPALIVE, version=6).packet()
LINKS = {
    "null": (0, b"\2\0\0\0" + IP),
    "loop": (108, b"\0\0\0\2" + IP),
    "ethernet": (1, ethernet(IP)),
    "padded": (1, ethernet(IP) + bytes(20)),
    "vlan": (1, ethernet(IPV6, (0x8100,))),
    "qinq": (1, ethernet(IP, (0x88A8, 0x8100))),
    "mpls": (1, bytes(12) + b"\x88\x47" + b"\0\1\0\x40" + b"\0\2\1\x40" + IP),
    "raw": (101, IPV6),
    "ipv4": (228, IP),
    "ipv6": (229, IPV6),
    "ppp": (9, b"\xff\x03\x00\x21" + IP),
    "bare ppp": (9, b"\x00\x57" + IPV6),
    "hdlc in ppp": (9, b"\x0f\0\x08\0" + IP),
    "hdlc": (104, b"\x0f\0\x08\0" + IP),
    "cooked": (113, bytes(14) + b"\x08\0" + IP),
    "cooked, vlan": (113, bytes(14) + b"\x81\0\0\1\x86\xdd" + IPV6),
    "cooked 2": (276, b"\x08\0" + bytes(18) + IP),
    "cooked 2, vlan": (276, b"\x81\0" + bytes(18) + b"\0\1\x86\xdd" + IPV6),
    "cooked 2, mpls": (276, b"\x88\x47" + bytes(18) + b"\0\2\1\x40" + IP),
    "juniper": (178, b"MGC\x81\0\6" + bytes(6) + ethernet(IP)),
}


@pytest.mark.parametrize(("link_type", "packet"), LINKS.values(), ids=list(LINKS))
def test_links(link_type: int, packet: bytes) -> None:
    """The IP packet is found on every link that is known."""
    for octets in (
        pcap_file([packet], link_type=link_type),
        pcapng_file([packet], link_type=link_type),
    ):
        found = list(pcap.read(octets))
        assert messages(found) == [KEEPALIVE], errors(found)
    for size in range(len(packet)):
        ip_start(link_type, packet[:size])


def test_frame_check_sequence() -> None:
    """draft-ietf-opsawg-pcap §4: above the link type stands how long a check sequence is."""
    frame = ethernet(IP) + bytes(4)
    link_type = 4 << 28 | 1 << 26 | 1
    for order in ("<", ">"):
        found = list(pcap.read(pcap_file([frame], link_type=link_type, order=order)))
        assert messages(found) == [KEEPALIVE], errors(found)


def test_unknown_link() -> None:
    """A link that is not known is reported once."""
    (error,) = pcap.read(pcap_file([IP] * 3, link_type=147))
    assert "packets of link type 147 are not read" in str(error)


def ipv6(*headers: tuple[int, bytes]) -> bytes:
    """Put extension headers, each a type and its octets, before the segment."""
    tcp = IPV6[40:]
    kinds = [kind for kind, _ in headers] + [6]
    chain = b"".join(bytes((kinds[at + 1],)) + octets for at, (_, octets) in enumerate(headers))
    length = len(chain) + len(tcp)
    return IPV6[:4] + pack(">HB", length, kinds[0]) + IPV6[7:40] + chain + tcp


EXTENSIONS = {
    "hop-by-hop": ((0, bytes(7)),),
    "two": ((60, b"\1" + bytes(14)), (43, bytes(7))),
    "atomic fragment": ((44, bytes(7)),),
    "atomic fragment before another": ((44, bytes(7)), (60, bytes(7))),
    "authentication": ((51, b"\4" + bytes(22)),),
}


@pytest.mark.parametrize("headers", EXTENSIONS.values(), ids=list(EXTENSIONS))
def test_extension_headers(headers: tuple[tuple[int, bytes], ...]) -> None:
    """RFC 8200 §4: extension headers stand between the IPv6 header and the segment."""
    assert messages(list(pcap.read(pcap_file([ipv6(*headers)])))) == [KEEPALIVE]


FRAGMENT = bytearray(IP)
FRAGMENT[6] = 0x20
BAD_PACKETS = {
    "fragment": (bytes(FRAGMENT), "fragment"),
    "fragment of IPv6": (ipv6((44, b"\0\0\1\0\0\0\1")), "fragment"),
    "cut IPv4": (IP[:10], "an IPv4 header is cut"),
    "cut IPv6": (IPV6[:30], "an IPv6 header is cut"),
    "cut TCP": (IP[:30], "a TCP header is cut"),
    "short IPv4": (b"\x41" + IP[1:], "lengths of an IPv4 header"),
    "offset": (IP[:32] + b"\x10" + IP[33:], "Data Offset"),
    "cut extension": (ipv6((0, bytes(7)))[:44], "extension header is cut"),
    "many extensions": (ipv6(*([(60, bytes(7))] * 20)), "more than 16"),
    "land": (IP[:16] + IP[12:16] + b"\0\xb3\0\xb3" + IP[24:], "same source and destination"),
}


@pytest.mark.parametrize(("packet", "text"), BAD_PACKETS.values(), ids=list(BAD_PACKETS))
def test_bad_packets(packet: bytes, text: str) -> None:
    """A packet that cannot be read is reported with its offset, and the next one is read."""
    found = list(pcap.read(pcap_file([packet, IPV6])))
    assert messages(found) == [KEEPALIVE]
    assert text in errors(found)[0]
    error = found[0]
    assert isinstance(error, pcap.ErrorRecord)
    assert error.offset == 24
    for size in range(len(packet)):
        list(pcap.read(pcap_file([packet[:size]])))


def test_not_tcp() -> None:
    """Other protocols are none of our business."""
    udp = IP[:9] + b"\x11" + IP[10:]
    assert list(pcap.read(pcap_file([udp, IPV6[:6] + b"\x11" + IPV6[7:], ethernet(IP)[:13]]))) == []


FILES = {
    "nothing": (b"", "the file is empty"),
    "text": (b"hello, world", "this is no capture"),
    "header": (pcap_file([])[:20], "ends in its header"),
    "packet header": (pcap_file([IP])[:30], "in the header of a packet"),
    "packet": (pcap_file([IP])[:50], "only 10 are there"),
    "length": (pcap_file([]) + bytes(8) + b"\xff" * 8, "is not plausible"),
    "block": (pcapng_file([IP])[:-1], "octets of a block only"),
    "block header": (pcapng_file([IP]) + b"\6\0\0", "the file ends in a block"),
    "block length": (pcapng_file([]) + b"\6\0\0\0\1\0\0\0" + bytes(4), "is not plausible"),
    "packed": (bz2.compress(pcap_file([IP]))[:-5], "bzip2 stream is cut short"),
}


@pytest.mark.parametrize(("octets", "text"), FILES.values(), ids=list(FILES))
def test_bad_files(octets: bytes, text: str) -> None:
    """What is wrong with a file is one error, behind what could be read."""
    found = list(pcap.read(octets))
    assert any(text in each for each in errors(found)), errors(found)
    assert len(errors(found)) <= 2


def ng_block(kind: int, body: bytes) -> bytes:
    length = pack("<I", 12 + len(body))
    return pack("<I", kind) + length + body + length


def test_old_and_simple_packets() -> None:
    """Packets may stand in blocks of three types."""
    body = IP + bytes(-len(IP) % 4)
    old = ng_block(2, pack("<HHIIII", 0, 0, 0, 0, len(IP), len(IP)) + body)
    simple = ng_block(3, pack("<I", len(IPV6)) + IPV6 + bytes(-len(IPV6) % 4))
    found = list(pcap.read(pcapng_file([]) + old + simple))
    assert messages(found) == [KEEPALIVE] * 2


@pytest.mark.parametrize(
    ("seconds", "year"),
    [
        (1 << 63, 1970),
        (-1 << 63, 1970),
        (253_402_300_799, 1970),
        (-62_135_596_801, 1970),
        (253_402_300_798, 9999),
        (-62_135_596_800, 1),
    ],
)
def test_times_without_a_date(seconds: int, year: int) -> None:
    """A time before year 1, or behind year 9999, is an error, and does not cost the message."""
    shift = max(seconds, 0)
    options = pack("<HHB3x", 9, 1, 0) + pack("<HHqHH", 14, 8, seconds - shift, 0, 0)
    interface = ng_block(1, pack("<HHI", 101, 0, 0) + options)
    head = pack("<IIIII", 0, shift >> 32, shift & 0xFFFFFFFF, len(IP), len(IP))
    octets = pcapng_file([])[:28] + interface + ng_block(6, head + IP + bytes(-len(IP) % 4))
    found = list(pcap.read(octets))
    assert messages(found) == [KEEPALIVE]
    (captured,) = (each for each in found if isinstance(each, pcap.CapturedMessage))
    assert captured.seen.year == year
    assert [("no date" in text) for text in errors(found)] == [True] * (year == 1970)


BLOCKS = {
    "interface": (ng_block(6, pack("<IIIII", 7, 0, 0, 0, 0)), "interface 7 was not described"),
    "size": (ng_block(6, pack("<IIIII", 0, 0, 0, 99, 99)), "99 octets does not fit"),
    "short": (ng_block(6, b"\0" * 4), "too short for its type"),
    "lengths": (ng_block(9, b"abcd")[:-4] + bytes(4), "two lengths"),
}


@pytest.mark.parametrize(("block", "text"), BLOCKS.values(), ids=list(BLOCKS))
def test_bad_blocks(block: bytes, text: str) -> None:
    """A damaged block of sound length costs itself alone."""
    whole = pcapng_file([IP])
    found = list(pcap.read(pcapng_file([]) + block + whole))
    assert messages(found) == [KEEPALIVE]
    assert text in errors(found)[0]


def test_captured_message_is_a_value() -> None:
    """Messages compare by what was seen."""
    (one,), (other,) = read(sent(KEEPALIVE)), read(sent(KEEPALIVE))
    assert one == other
    assert isinstance(one, pcap.CapturedMessage)
    assert attrs.evolve(one, offset=1) != one
