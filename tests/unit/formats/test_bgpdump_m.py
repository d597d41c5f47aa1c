"""The lines of `bgpdump -m`: its columns, and each row of the table in docs/reference/bgpdump.md.

What bgpdump itself prints of all this was tried with version 1.6.2; the corpus test compares files.
"""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.text.bgpdump_m import lines
from bgplib.messages.keepalive import Keepalive
from tests.unit.formats.samples import (
    TIME,
    attribute,
    every_kind,
    message,
    peers,
    rib,
    update_octets,
)

ORIGIN = attribute(0x40, 1, b"\0")
NARROW = attribute(0x40, 2, b"\2\2\0\1\0\2")
WIDE = attribute(0x40, 2, b"\2\2\0\0\0\1\0\0\0\2")
NEXT_HOP = attribute(0x40, 3, b"\x0a\0\0\1")
NLRI = b"\x18\x0b\0\1"
HEAD = f"BGP4MP|{TIME}|A|192.0.2.85|64496|11.0.1.0/24|"
DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "bgpdump.md"


def printed(*records: mrt.Record) -> list[str]:
    found = lines(b"".join(record.encode() for record in records))
    rows = list(found)
    assert found.errors == []
    return rows


def with_faults(*records: mrt.Record) -> tuple[list[str], list[mrt.ErrorRecord]]:
    found = lines(b"".join(record.encode() for record in records))
    return list(found), found.errors


def narrow(*attributes: bytes, nlri: bytes = NLRI) -> mrt.Bgp4mpMessage:
    return message(update_octets(b"".join(attributes), nlri), four_octet_as=False)


def wide(*attributes: bytes, nlri: bytes = NLRI) -> mrt.Bgp4mpMessage:
    return message(update_octets(b"".join(attributes), nlri))


def test_every_row_of_the_documentation_has_a_test() -> None:
    """The table of differences is complete as far as the tests here know."""
    rows = set(re.findall(r"^\| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    tests = {match[1] for name in globals() if (match := re.match(r"test_row_(\d+)", name))}
    assert len(rows) > 20
    assert tests == rows


def test_an_announcement_with_everything() -> None:
    """Fourteen columns, each ended by `|`."""
    record = narrow(
        ORIGIN,
        NARROW,
        NEXT_HOP,
        attribute(0x80, 4, b"\xff\xff\xff\xfe"),
        attribute(0x40, 5, b"\xff\xff\xff\xfd"),
        attribute(0x40, 6, b""),
        attribute(0xC0, 7, b"\0\7\1\2\3\4"),
        attribute(0xC0, 8, b"\xff\xff\xff\1\xff\xff\xff\2\xff\xff\xff\3\xff\xff\xff\4\0\1\0\2"),
    )
    assert printed(record) == [
        (
            f"{HEAD}1 2|IGP|10.0.0.1|4294967293|4294967294|"
            "no-export no-advertise local-AS 65535:65284 1:2|AG|7 1.2.3.4|"
        )
    ]


def test_an_announcement_with_everything_of_four_octets() -> None:
    """RFC 6793 §3: the same attributes, as routers write them today."""
    record = wide(
        ORIGIN,
        WIDE,
        NEXT_HOP,
        attribute(0x80, 4, b"\0\0\0\5"),
        attribute(0x40, 5, b"\0\0\0\6"),
        attribute(0x40, 6, b""),
        attribute(0xC0, 7, b"\0\1\0\0\1\2\3\4"),
        attribute(0xC0, 8, b"\0\1\0\2\0\3\0\4\xff\xff\xff\1"),
    )
    assert printed(record) == [
        f"{HEAD}1 2|IGP|10.0.0.1|6|5|1:2 3:4 no-export|AG|65536 1.2.3.4|",
    ]


def test_what_is_missing_has_a_fixed_text() -> None:
    """An UPDATE without attributes, and one whose ORIGIN has no name."""
    assert printed(wide()) == [f"{HEAD}|INCOMPLETE|255.255.255.255|0|0||NAG||"]
    record = wide(attribute(0x40, 1, b"\5"), WIDE, NEXT_HOP, attribute(0xC0, 8, b""))
    assert printed(record) == [f"{HEAD}1 2|INCOMPLETE|10.0.0.1|0|0||NAG||"]


def test_paths_of_all_segments() -> None:
    """RFC 5065 §3: sets in braces, confederation sequences in parentheses, and sets in brackets."""
    path = b"\2\1\0\1\1\2\0\2\0\3\3\2\0\5\0\6\4\2\0\7\0\x08\2\1\0\x0b\2\1\0\x0c"
    (row,) = printed(narrow(ORIGIN, attribute(0x40, 2, path), NEXT_HOP))
    assert row.split("|")[6] == "1 {2,3} (5 6) [7,8] 11 12"


@pytest.mark.parametrize("path", [b"\5\1\0\1", b"\2\3\0\1", b"\2"])
def test_a_path_that_cannot_be_read(path: bytes) -> None:
    """RFC 7606 §7.2: an unknown type, an overrun, an octet left over."""
    (row,) = printed(narrow(ORIGIN, attribute(0x40, 2, path), NEXT_HOP))
    assert row.split("|")[6] == "! Error !"


def test_a_path_with_as_0_is_shown_as_received() -> None:
    """RFC 7607 §2 makes it malformed, but it can be read."""
    (row,) = printed(narrow(ORIGIN, attribute(0x40, 2, b"\2\2\0\1\0\0\1\1\0\3"), NEXT_HOP))
    assert row.split("|")[6] == "1 0 {3}"


def test_as4_path_and_aggregator() -> None:
    """RFC 6793 §4.2.3: they count where AGGREGATOR has AS_TRANS, or is not there with one of 4."""
    path = attribute(0x40, 2, b"\2\3\0\1\x5b\xa0\x5b\xa0")
    as4 = attribute(0xC0, 17, b"\2\2\0\1\0\2\0\1\0\3")
    aggregator4 = attribute(0xC0, 18, b"\0\1\0\2\5\6\7\x08")
    for aggregator, expected in (
        (b"\x5b\xa0\1\2\3\4", ("1 65538 65539", "65538 5.6.7.8")),
        (b"\x5b\xa1\1\2\3\4", ("1 23456 23456", "23457 1.2.3.4")),
    ):
        record = narrow(ORIGIN, path, NEXT_HOP, attribute(0xC0, 7, aggregator), as4, aggregator4)
        (row,) = printed(record)
        assert (row.split("|")[6], row.split("|")[13]) == expected
    (row,) = printed(narrow(ORIGIN, attribute(0x40, 2, b"\2\1\x5b\xa0"), NEXT_HOP, as4))
    assert row.split("|")[6] == "23456"
    (row,) = printed(wide(ORIGIN, WIDE, NEXT_HOP, as4))
    assert row.split("|")[6] == "1 2"
    broken = attribute(0xC0, 17, b"\2\2\0\1")
    (row,) = printed(narrow(ORIGIN, path, NEXT_HOP, broken))
    assert row.split("|")[6] == "1 23456 23456"


def test_what_is_withdrawn_comes_first() -> None:
    """Withdrawn routes and MP_UNREACH_NLRI, then NLRI and MP_REACH_NLRI, wherever they stand."""
    reach = attribute(
        0x80, 14, b"\0\2\1\x20\x20\1" + bytes(14) + b"\xfe\x80" + bytes(14) + b"\0\x10\x20\2"
    )
    unreach = attribute(0x80, 15, b"\0\2\2\x20\x20\1\x0d\xb8")
    octets = update_octets(reach + unreach + ORIGIN + WIDE + NEXT_HOP, NLRI, b"\x08\x0c")
    assert printed(message(octets, peer_address="2001:db8::5", local_address="::")) == [
        f"BGP4MP|{TIME}|W|2001:db8::5|64496|12.0.0.0/8",
        f"BGP4MP|{TIME}|W|2001:db8::5|64496|2001:db8::/32",
        f"BGP4MP|{TIME}|A|2001:db8::5|64496|11.0.1.0/24|1 2|IGP|10.0.0.1|0|0||NAG||",
        f"BGP4MP|{TIME}|A|2001:db8::5|64496|2002::/16|1 2|IGP|2001::|0|0||NAG||",
    ]


def test_kinds_and_times_of_messages() -> None:
    """RFC 6396 §3, §4.4.5 and RFC 8050 §3 in column 1, 2 and 7."""
    for record in (r for r in every_kind() if isinstance(r, mrt.Bgp4mpMessage)):
        for row in printed(record):
            columns = row.split("|")
            name = "BGP4MP" + "_ET" * (record.microseconds is not None)
            name += "_LOCAL" * record.is_local + "_AP" * record.add_path
            assert columns[0] == name
            micros = "" if record.microseconds is None else f".{record.microseconds:06d}"
            assert columns[1] == f"{TIME}{micros}"
            assert columns[3:5] == ["192.0.2.85", "64496"]
            assert len(columns) == 15 + record.add_path
            if record.add_path:
                assert columns[6] == "7"


def test_changes_of_state() -> None:
    """States are numbers; Quagga has two more than RFC 6396 §4.4.1."""
    changes = [r for r in every_kind() if isinstance(r, mrt.Bgp4mpStateChange)]
    assert printed(attrs.evolve(changes[0], new_state=8)) == [
        f"BGP4MP|{TIME}|STATE|2001:db8::85|64496|5|8"
    ]
    short = attrs.evolve(changes[0], peer_address=b"", local_address=b"")
    assert printed(short) == [f"BGP4MP|{TIME}|STATE|0.0.0.0|64496|5|6"]
    old = next(r for r in every_kind() if isinstance(r, mrt.BgpStateChange))
    assert printed(old) == [f"BGP|{TIME}|STATE|192.0.2.85|64496|1|2"]


def test_tables() -> None:
    """RFC 6396 §4.2 and §4.3.2: a line for each entry; next hops in either form."""
    hop = attribute(0x80, 14, b"\x10\x20\1" + bytes(14))
    full = attribute(0x80, 14, b"\0\1\1\4\x0a\0\0\x09\0" + NLRI)
    entries = [
        mrt.RibEntry(peer_index=index, originated=TIME, octets=octets)
        for index, octets in (
            (0, ORIGIN + WIDE + NEXT_HOP),
            (2, ORIGIN + WIDE + hop),
            (1, ORIGIN + WIDE + full),
            (1, b""),
        )
    ]
    head = f"TABLE_DUMP2|{TIME}|B"
    assert printed(peers(3), attrs.evolve(rib(), entries=entries)) == [
        f"{head}|192.0.2.1|65541|203.0.113.0/24|1 2|IGP|10.0.0.1|0|0||NAG||",
        f"{head}|2001:db8::3|65543|203.0.113.0/24|1 2|IGP|2001::|0|0||NAG||",
        f"{head}|192.0.2.2|65542|203.0.113.0/24|1 2|IGP|10.0.0.9|0|0||NAG||",
        f"{head}|192.0.2.2|65542|203.0.113.0/24||INCOMPLETE|255.255.255.255|0|0||NAG||",
    ]
    numbered = [r for r in every_kind() if isinstance(r, mrt.Rib) and r.add_path]
    found = printed(peers(1), *numbered)
    # Tables of multicast routes are not printed.
    assert [row.split("|")[0] for row in found] == ["TABLE_DUMP2_AP"] * 2
    assert [row.split("|")[6] for row in found] == ["5"] * 2
    dumps = [r for r in every_kind() if isinstance(r, mrt.TableDump)][:2]
    assert printed(*dumps) == [
        f"TABLE_DUMP|{TIME}|B|192.0.2.1|64496|203.0.113.0/24|64496 64511|IGP|192.0.2.1|0|0||NAG||",
        (
            f"TABLE_DUMP|{TIME}|B|192.0.2.1|65541|203.0.113.0/24|64496 64511 64502|IGP"
            "|198.51.100.188|100|10|64496:14|NAG||"
        ),
    ]


@pytest.mark.parametrize("bits", [32, 33])
def test_tables_of_the_nineties_with_prefixes_of_any_length(bits: int) -> None:
    """RFC 6396 §4.2: a Prefix Length of IPv4 is 32 at most; others are reported."""
    record = next(r for r in every_kind() if isinstance(r, mrt.TableDump))
    octets = bytearray(record.encode())
    octets[12 + 8] = bits
    found = lines(bytes(octets))
    assert len(list(found)) == (bits == 32)
    assert len(found.errors) == (bits == 33)


@pytest.mark.parametrize("size", range(23))
def test_tables_of_the_nineties_that_are_cut(size: int) -> None:
    """RFC 6396 §4.2: 22 octets stand before the attributes; what has fewer is reported."""
    octets = next(r for r in every_kind() if isinstance(r, mrt.TableDump)).encode()
    cut = octets[:8] + size.to_bytes(4, "big") + octets[12 : 12 + size]
    for behind in (b"", octets * 3):
        found = lines(cut + behind)
        assert len(list(found)) == len(behind) // len(octets)
        assert found.errors


def test_what_is_not_printed() -> None:
    """Messages other than UPDATE, and records that bgpdump passes over."""
    silent = [
        record
        for record in every_kind()
        if isinstance(
            record,
            mrt.UnknownRecord | mrt.RibGeneric | mrt.GeoPeerTable | mrt.Bgp4mpEntry,
        )
        or record.type in (codes.BGP4PLUS, codes.BGP4PLUS_01)
        or (isinstance(record, mrt.BgpMessage) and record.subtype != codes.BGP_UPDATE)
    ]
    assert len(silent) > 15
    assert printed(message(Keepalive()), *silent) == []


def test_messages_that_are_cut_or_too_long() -> None:
    """What can be read is printed, and that it is cut is reported."""
    whole = update_octets(ORIGIN + WIDE + NEXT_HOP, NLRI + NLRI)
    expected = f"{HEAD}1 2|IGP|10.0.0.1|0|0||NAG||"
    rows, errors = with_faults(message(whole[:-2]))
    assert rows == [expected]
    assert len(errors) == 2
    rows, errors = with_faults(message(whole + b"more"))
    assert rows == [expected] * 2
    assert [error.text for error in errors] == [
        f"the record holds {len(whole) + 4} octets, and its BGP message has {len(whole)}"
    ]
    rows, errors = with_faults(message(b"\0" + whole[1:]), message(b"short"), message(whole[:18]))
    assert not rows
    assert len(errors) == 3


def test_fields_that_do_not_fit_are_reported() -> None:
    """RFC 4271 §4.3: a Total Path Attribute Length beyond the message."""
    whole = bytearray(update_octets(ORIGIN + WIDE + NEXT_HOP))
    whole[21:23] = b"\xff\xff"
    rows, errors = with_faults(message(bytes(whole)))
    assert not rows
    assert "do not fit" in errors[0].text


# -- the rows of docs/reference/bgpdump.md -------------------------------------------------------


def test_row_1_one_group_of_zeros_is_not_shortened() -> None:
    """RFC 5952 §4.2.2."""
    record = message(peer_address="2001:db8:0:1:1:1:1:1", local_address="::")
    assert printed(record)[0].split("|")[3] == "2001:db8:0:1:1:1:1:1"


def test_row_2_bits_behind_the_prefix_are_cleared() -> None:
    """RFC 4271 §4.3: "the value of trailing bits is irrelevant"."""
    rows = printed(
        message(update_octets(ORIGIN + WIDE + NEXT_HOP, b"\x0d\x0b\x0d", b"\x0d\x0b\x0d")),
        peers(1),
        attrs.evolve(rib(), nlri=b"\x0d\x0b\x0d"),
    )
    assert [row.split("|")[5] for row in rows] == ["11.8.0.0/13"] * 3


def test_row_3_med_is_unsigned() -> None:
    """RFC 4271 §4.3: a "four-octet unsigned integer"."""
    reach = attribute(0x80, 14, b"\0\1\1\4\x0a\0\0\7\0" + NLRI)
    record = wide(ORIGIN, WIDE, reach, attribute(0x80, 4, b"\xff\xff\xff\xfe"), nlri=b"")
    assert printed(record) == [f"{HEAD}1 2|IGP|10.0.0.7|0|4294967294||NAG||"]


@pytest.mark.parametrize(
    ("path", "as4_path", "expected"),
    [
        (b"\2\1\0\1\2\2\0\2\x5b\xa0", b"\2\1\0\1\0\3", "1 2 65539"),
        (b"\3\1\0\x09\2\3\0\1\x5b\xa0\x5b\xa0", b"\2\2\0\1\0\2\0\1\0\3", "(9) 1 65538 65539"),
    ],
)
def test_row_4_as4_path_is_merged(path: bytes, as4_path: bytes, expected: str) -> None:
    """RFC 6793 §4.2.3."""
    (row,) = printed(
        narrow(ORIGIN, attribute(0x40, 2, path), NEXT_HOP, attribute(0xC0, 17, as4_path))
    )
    assert row.split("|")[6] == expected


def test_row_5_confederations_in_as4_path() -> None:
    """RFC 6793 §6: "MUST discard these path segments"."""
    path = attribute(0x40, 2, b"\2\3\0\1\x5b\xa0\x5b\xa0")
    as4_path = attribute(0xC0, 17, b"\3\1\0\0\0\7\2\2\0\1\0\2\0\1\0\3")
    (row,) = printed(narrow(ORIGIN, path, NEXT_HOP, as4_path))
    assert row.split("|")[6] == "1 65538 65539"


def test_row_6_segments_of_nothing() -> None:
    """RFC 7606 §7.2: "It has a Path Segment Length field of zero"."""
    path = attribute(0x40, 2, b"\2\1\0\1\2\0\2\1\0\4\1\0\2\1\0\5")
    (row,) = printed(narrow(ORIGIN, path, NEXT_HOP))
    assert row.split("|")[6] == "! Error !"


def test_row_7_aggregator_of_the_wrong_length() -> None:
    """RFC 7606 §7.7."""
    (row,) = printed(narrow(ORIGIN, NARROW, NEXT_HOP, attribute(0xC0, 7, b"\0\1\0\2\1\2\3\4")))
    assert row.split("|")[13] == ""
    (row,) = printed(wide(ORIGIN, WIDE, NEXT_HOP, attribute(0xC0, 7, b"\0\1\1\2\3\4")))
    assert row.split("|")[13] == ""
    trans = attribute(0xC0, 7, b"\x5b\xa0\1\2\3\4")
    (row,) = printed(narrow(ORIGIN, NARROW, NEXT_HOP, trans, attribute(0xC0, 18, b"\0\1\0\2")))
    assert row.split("|")[13] == ""


def test_attributes_beside_an_unknown_one() -> None:
    """RFC 4271 §9 has what is unknown pass: the columns are those of the attributes without it."""
    usual = [
        *(ORIGIN, WIDE, NEXT_HOP),
        *(attribute(0x80, 4, b"\0\0\0\x07"), attribute(0x40, 5, b"\0\0\0\x64")),
        *(attribute(0x40, 6, b""), attribute(0xC0, 7, b"\0\1\0\2\1\2\3\4")),
        attribute(0xC0, 8, b"\0\1\0\2"),
    ]
    (row,) = printed(wide(*usual))
    assert row == f"{HEAD}1 2|IGP|10.0.0.1|100|7|1:2|AG|65538 1.2.3.4|"
    assert printed(wide(*usual, attribute(0xC0, 99, b"\1"))) == [row]


def test_row_8_aggregator_of_any_address() -> None:
    """255.255.255.255 is as good as any."""
    (row,) = printed(wide(ORIGIN, WIDE, NEXT_HOP, attribute(0xC0, 7, b"\0\0\0\1\xff\xff\xff\xff")))
    assert row.split("|")[13] == "1 255.255.255.255"


def test_row_9_prefixes_that_are_too_long_end_the_nlri() -> None:
    """RFC 7606 §5.3: what stands before is printed, the damage is reported."""
    host = b"\x20\x0a\0\0\1"
    for add_path, number in ((False, b""), (True, b"\0\0\0\7")):
        nlri = number + NLRI + number + host + number + b"\x21\1\2\3\4\5" + number + NLRI
        octets = update_octets(ORIGIN + WIDE + NEXT_HOP, nlri)
        rows, errors = with_faults(message(octets, add_path=add_path))
        assert [row.split("|")[5] for row in rows] == ["11.0.1.0/24", "10.0.0.1/32"]
        assert [error.rfc for error in errors] == ["RFC 7606 §5.3"]
        assert errors[0].octets == message(octets, add_path=add_path).encode()


def _nineties(*attributes: bytes) -> mrt.BgpMessage:
    record = next(r for r in every_kind() if isinstance(r, mrt.BgpMessage))
    octets = update_octets(b"".join((ORIGIN, NARROW, NEXT_HOP, *attributes)), NLRI, b"\x08\x0c")
    return attrs.evolve(record, octets=octets[19:])


def test_row_10_withdrawals_of_the_nineties() -> None:
    """RFC 6396 Appendix B.2.1.2: the prefix is printed."""
    assert printed(_nineties()) == [
        f"BGP|{TIME}|W|192.0.2.85|64496|12.0.0.0/8",
        f"BGP|{TIME}|A|192.0.2.85|64496|11.0.1.0/24|1 2|IGP|10.0.0.1|0|0|NAG||",
    ]


def test_row_11_communities_of_the_nineties() -> None:
    """They have a column where there are any."""
    _, row = printed(_nineties(attribute(0xC0, 8, b"\xfb\xf0\0\1")))
    assert row.endswith("|0|0|64496:1|NAG||")
    _, row = printed(_nineties(attribute(0x40, 6, b"")))
    assert row.endswith("|0|0|AG||")


def test_row_12_microseconds_of_a_second_and_more() -> None:
    """RFC 6396 §3: the "offset value in microseconds, which is added to the Timestamp field"."""
    (row,) = printed(message(microseconds=1_000_001))
    assert row.startswith(f"BGP4MP_ET|{TIME + 1}.000001|A|")


@pytest.mark.parametrize("add_path", [False, True])
def test_row_13_messages_of_the_collector(add_path: bool) -> None:
    """RFC 6396 §4.4.5: the peer is who the messages are for."""
    number = b"\0\0\0\7" * add_path
    unreach = attribute(0x80, 15, b"\0\2\1" + number + b"\x20\x20\1\x0d\xb8")
    (row,) = printed(message(update_octets(unreach), is_local=True, add_path=add_path))
    tag = "BGP4MP_LOCAL" + "_AP" * add_path
    assert row == f"{tag}|{TIME}|W|192.0.2.85|64496|2001:db8::/32" + "|7" * add_path


def test_row_14_table_dump_of_ipv6_with_wide_as_numbers() -> None:
    """The subtype says what addresses there are."""
    record = [r for r in every_kind() if isinstance(r, mrt.TableDump)][3]
    assert record.subtype == codes.AFI_IPV6_32BIT_AS
    (row,) = printed(record)
    assert row.startswith(f"TABLE_DUMP|{TIME}|B|2001:db8::1|65541|2001:db8::/24|64496 ")


def test_row_15_the_reserved_octet_is_ignored() -> None:
    """RFC 4760 §3: "SHOULD be ignored upon receipt"."""
    reach = attribute(0x80, 14, b"\0\1\1\4\x0a\0\0\7\1" + NLRI)
    assert len(printed(wide(ORIGIN, WIDE, reach, nlri=b""))) == 1


def test_row_16_the_first_of_two_attributes_counts() -> None:
    """RFC 7606 §3 (g)."""
    (row,) = printed(wide(ORIGIN, attribute(0x40, 1, b"\1"), WIDE, NEXT_HOP))
    assert row.split("|")[7] == "IGP"


def test_row_17_a_peer_that_is_not_in_the_table() -> None:
    """RFC 6396 §4.3.1: the entry is reported, the others are printed."""
    rows, errors = with_faults(peers(1), rib("203.0.113.0/24", 0, 9))
    assert len(rows) == len(errors) == 1
    rows, errors = with_faults(rib())
    assert not rows
    assert len(errors) == 1


def test_row_18_octets_behind_the_entries() -> None:
    """RFC 6396 §4.3.4: they are reported."""
    octets = bytearray(rib().encode() + b"xx")
    octets[8:12] = (len(octets) - 12).to_bytes(4, "big")
    found = lines(peers(1).encode() + octets + rib().encode())
    assert len(list(found)) == 1
    assert found.error_count == 1


def test_row_19_a_wrong_length_costs_one_record() -> None:
    """RFC 6396 §2."""
    octets = bytearray(rib().encode())
    octets[8:12] = b"\0\0\x10\0"
    found = lines(peers(1).encode() + octets + rib().encode() * 3)
    assert len(list(found)) == 3
    assert found.error_count == 1


def test_row_20_all_entries_of_the_nineties() -> None:
    """Each entry is a route."""
    record = [r for r in every_kind() if isinstance(r, mrt.TableDump)][-1]
    assert len(printed(record)) == len(record.entries) == 3


def test_row_21_nothing_is_cut() -> None:
    """Long paths and many communities."""
    path = attribute(0x40, 2, (b"\2\xff" + b"\xff\xff\xff\1" * 255) * 8)
    marks = attribute(0xC0, 8, b"\xff\1\xff\1" * 2000)
    (row,) = printed(wide(ORIGIN, path, NEXT_HOP, marks))
    assert row.count("4294967041") == 255 * 8
    assert row.count("65281:65281") == 2000
