"""PDUs: their octets, what they print, and what is refused (RFC 8210 §5)."""

from __future__ import annotations

from typing import Any

import pytest

from bgplib import rtr
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.policy import Aspa, Roa
from bgplib.rtr import codes

KEY = rtr.RouterKey(asn=64496, identifier=bytes(range(20)), key=b"\x30\x03\2\1\7")

#: PDUs as the figures of RFC 8210 §5 have them, and the draft's for ASPA
PDUS: list[tuple[rtr.Pdu, str, str]] = [
    (
        rtr.SerialNotify(session_id=0x1234, serial=7),
        "01 00 1234 0000000c 00000007",
        "Serial Notify 7 of session 4660",
    ),
    (
        rtr.SerialQuery(session_id=0x1234, serial=0xFFFFFFFF),
        "01 01 1234 0000000c ffffffff",
        "Serial Query since 4294967295 of session 4660",
    ),
    (rtr.ResetQuery(version=0), "00 02 0000 00000008", "Reset Query"),
    (
        rtr.CacheResponse(session_id=0x1234),
        "01 03 1234 00000008",
        "Cache Response of session 4660",
    ),
    (
        rtr.PrefixPdu(roa=Roa(prefix="192.0.2.0/24", asn=64496, max_length=28)),
        "01 04 0000 00000014 01 18 1c 00 c0000200 0000fbf0",
        "announce 192.0.2.0/24-28 AS64496",
    ),
    (
        rtr.PrefixPdu(announce=False, roa=Roa(prefix="2001:db8::/32", asn=0)),
        "01 06 0000 00000020 00 20 20 00 20010db8 00000000 00000000 00000000 00000000",
        "withdraw 2001:db8::/32 AS0",
    ),
    (
        rtr.EndOfData(session_id=0x1234, serial=7, refresh=1, retry=2, expire=600),
        "01 07 1234 00000018 00000007 00000001 00000002 00000258",
        "End of Data 7 of session 4660",
    ),
    (
        # RFC 6810 §5.7: without intervals.
        rtr.EndOfData(version=0, session_id=0x1234, serial=7),
        "00 07 1234 0000000c 00000007",
        "End of Data 7 of session 4660",
    ),
    (rtr.CacheReset(), "01 08 0000 00000008", "Cache Reset"),
    (
        rtr.RouterKeyPdu(router_key=KEY),
        f"01 09 0100 00000025 {bytes(range(20)).hex()} 0000fbf0 3003020107",
        f"announce AS64496 {bytes(range(20)).hex()}",
    ),
    (
        rtr.ErrorReport(code=2, octets=bytes.fromhex("0102000000000008"), text="wait"),
        "01 0a 0002 0000001c 00000008 0102000000000008 00000004 77616974",
        "Error Report: No Data Available: wait",
    ),
    (
        rtr.ErrorReport(code=99),
        "01 0a 0063 00000010 00000000 00000000",
        "Error Report: UNKNOWN(99)",
    ),
    (
        rtr.AspaPdu(version=2, aspa=Aspa(64496, [64498, 64497])),
        "02 0b 0100 00000014 0000fbf0 0000fbf1 0000fbf2",
        "announce AS64496 => AS64497, AS64498",
    ),
    (
        rtr.AspaPdu(version=2, announce=False, aspa=Aspa(64496, [])),
        "02 0b 0000 0000000c 0000fbf0",
        "withdraw AS64496",
    ),
]


@pytest.mark.parametrize(("pdu", "octets", "text"), PDUS)
def test_octets(pdu: rtr.Pdu, octets: str, text: str) -> None:
    """Each encodes as the figure shows, reads back as the same value, and prints."""
    assert pdu.encode() == bytes.fromhex(octets)
    assert rtr.decode(bytes.fromhex(octets)) == pdu
    assert str(pdu) == text
    assert pdu.name == codes.PDU_NAMES[pdu.type]


@pytest.mark.parametrize(("pdu", "octets", "_text"), PDUS)
def test_truncated_and_trailing_octets(pdu: rtr.Pdu, octets: str, _text: str) -> None:
    """Every other length is refused, whatever the Length field says."""
    whole = bytes.fromhex(octets)
    for stop in range(len(whole)):
        with pytest.raises(rtr.PduError):
            rtr.decode(whole[:stop])
        if stop >= 8:
            shorter = whole[:4] + stop.to_bytes(4, "big") + whole[8:stop]
            if not isinstance(pdu, rtr.RouterKeyPdu | rtr.AspaPdu):
                with pytest.raises(rtr.PduError) as caught:
                    rtr.decode(shorter)
                assert caught.value.error_code == codes.CORRUPT_DATA
    with pytest.raises(rtr.PduError):
        rtr.decode(whole + b"\0")


def test_reserved_fields_are_not_looked_at() -> None:
    """RFC 8210 §5: they "MUST be zero on transmission and MUST be ignored on receipt"."""
    query = rtr.decode(bytes.fromhex("01 02 ffff 00000008"))
    assert query == rtr.ResetQuery()
    prefix = rtr.decode(bytes.fromhex("01 04 ffff 00000014 ff 18 1c ff c0000200 0000fbf0"))
    assert prefix == PDUS[4][0]
    assert prefix.encode() == bytes.fromhex(PDUS[4][1])


@pytest.mark.parametrize(
    ("octets", "code", "text"),
    [
        ("03 02 0000 00000008", codes.UNSUPPORTED_VERSION, "the version is 3"),
        ("01 05 0000 00000008", codes.UNSUPPORTED_PDU_TYPE, "UNKNOWN\\(5\\) in version 1"),
        ("00 09 0100 00000008", codes.UNSUPPORTED_PDU_TYPE, "Router Key in version 0"),
        ("01 0b 0100 00000008", codes.UNSUPPORTED_PDU_TYPE, "ASPA in version 1"),
        ("01 02 0000 00000009", codes.CORRUPT_DATA, "the Length is 9, of 8 octets"),
        (
            # RFC 8210 §5.1: Max Length "MUST NOT be less than the Prefix Length element."
            "01 04 0000 00000014 01 18 17 00 c0000200 0000fbf0",
            codes.CORRUPT_DATA,
            "no more specific ones of 23 bits",
        ),
        (
            "01 04 0000 00000014 01 18 21 00 c0000200 0000fbf0",
            codes.CORRUPT_DATA,
            "no more specific ones of 33 bits",
        ),
        (
            "01 04 0000 00000014 01 21 21 00 c0000200 0000fbf0",
            codes.CORRUPT_DATA,
            "no prefix of 33 bits",
        ),
        (
            "01 04 0000 00000014 01 18 18 00 c0000201 0000fbf0",
            codes.CORRUPT_DATA,
            "bits behind its length",
        ),
        ("02 0b 0100 0000000c 0000fbf0", codes.CORRUPT_DATA, "without providers"),
        ("02 0b 0000 00000010 0000fbf0 00000001", codes.CORRUPT_DATA, "with providers"),
        (
            # As StayRTR 0.5.1 sends it: flags, address family and a count before the customer.
            "02 0b 0000 00000014 01000001 0000fbf0 0000fbf1",
            codes.CORRUPT_DATA,
            "an older draft",
        ),
        ("02 0b 0100 0000000e 0000fbf0 0001", codes.CORRUPT_DATA, "4 octets wanted"),
        ("01 0a 0000 00000010 ffffffff 00000000", codes.CORRUPT_DATA, "octets wanted"),
    ],
)
def test_what_is_refused(octets: str, code: int, text: str) -> None:
    """With the code that is reported (RFC 8210 §12)."""
    with pytest.raises(rtr.PduError, match=text) as caught:
        rtr.decode(bytes.fromhex(octets))
    assert caught.value.error_code == code


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: rtr.SerialQuery(session_id=1 << 16, serial=1),
        lambda: rtr.SerialQuery(session_id=1, serial=1 << 32),
        lambda: rtr.ResetQuery(version=256),
        lambda: rtr.PrefixPdu(roa=Roa(prefix="10.0.0.0/8", asn=1 << 32)),
        lambda: rtr.AspaPdu(version=2, aspa=Aspa(1, [])),
        lambda: rtr.AspaPdu(version=2, aspa=Aspa(1, [-1])),
    ],
)
def test_what_has_no_octets(wrong: Any) -> None:
    """A field that is out of range has no place on the wire."""
    with pytest.raises(EncodeError):
        wrong().encode()


def test_wrong_types() -> None:
    """A program without a type checker is told."""
    seven: Any = "7"
    with pytest.raises(LocalError, match="serial"):
        rtr.SerialNotify(session_id=1, serial=seven).encode()
    with pytest.raises(ParseError, match="20 octets"):
        rtr.RouterKey(asn=1, identifier=b"\1", key=b"")
    with pytest.raises(LocalError):
        rtr.decode(seven)


def test_text_that_is_no_utf8_is_read() -> None:
    """RFC 8210 §5.11 has texts in UTF-8; others stay legible."""
    report = rtr.decode(bytes.fromhex("01 0a 0001 00000012 00000000 00000002 41ff"))
    assert isinstance(report, rtr.ErrorReport)
    assert report.text == "A\\xff"
    assert report.is_fatal
