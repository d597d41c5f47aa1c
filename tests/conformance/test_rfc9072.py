"""RFC 9072: optional parameters of more than 255 octets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import FourOctetAs, Multiprotocol, UnknownCapability
from bgplib.errors import DecodeError
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.open import Open

FIXED = bytes.fromhex("04 fde9 005a 0a000002")
FIELD = bytes.fromhex("0104 0001 0001 4104 0000fde9")


def read(parameters: bytes) -> Open:
    message = decode(frame(1, FIXED + parameters))
    assert isinstance(message, Open)
    return message


def refused(parameters: bytes) -> tuple[int, int]:
    with pytest.raises(DecodeError) as caught:
        read(parameters)
    return caught.value.code, caught.value.subcode


def extended(value: bytes, first: int = 255) -> bytes:
    parameter = b"\x02" + len(value).to_bytes(2, "big") + value
    return bytes((first, 255)) + len(parameter).to_bytes(2, "big") + parameter


def build(length: int, *, long_form: bool = False) -> Open:
    values = []
    while length > 0:
        size = min(length, 257)
        values.append(UnknownCapability(200, bytes(size - 2)))
        length -= size
    return Open.build(asn=1, hold_time=90, identifier=1, capabilities=values, extended=long_form)


def test_short_parameters_are_sent_in_the_short_form() -> None:
    """§2: up to 255 octets "the encodings of the base BGP specification [...] SHOULD be used"."""
    octets = build(253).encode()
    assert octets[28] == 255
    assert octets[29] == 2


def test_configuration_may_force_the_long_form() -> None:
    """§2: "Configuration MAY override this to force the extended format to be used"."""
    octets = build(20, long_form=True).encode()
    assert octets[28:32] == b"\xff\xff\x00\x17"
    assert decode(octets) == build(20, long_form=True)


def test_long_parameters_are_sent_in_the_long_form() -> None:
    """§2: more than 255 octets MUST be encoded so; both first octets are 255."""
    message = build(600)
    octets = message.encode()
    assert octets[28:30] == b"\xff\xff"
    assert int.from_bytes(octets[30:32], "big") == len(octets) - 32 == 603
    assert octets[32:35] == b"\x02\x02\x58"
    assert decode(octets) == message


def test_the_long_form_is_accepted_for_short_parameters() -> None:
    """§2: "MUST accept [...] even if the length of the Optional Parameters is 255 or less"."""
    message = read(extended(FIELD))
    assert message.extended
    assert message.capabilities == (Multiprotocol(Family.IPV4_UNICAST), FourOctetAs(65001))


@given(st.integers(1, 255))
def test_the_one_octet_length_is_ignored(first: int) -> None:
    """§2: "it MUST be ignored on receipt"; §3: a value other than 255 is no fatal error."""
    octets = frame(1, FIXED + extended(FIELD, first))
    message = decode(octets)
    assert isinstance(message, Open)
    assert message.capability(FourOctetAs) == FourOctetAs(65001)
    assert message.encode() == octets


def test_a_length_of_zero_is_never_the_long_form() -> None:
    """§2: only "if the one-octet Optional Parameters Length field [...] is non-zero"."""
    assert refused(extended(FIELD, 0)) == (2, 0)


def test_no_parameters_in_the_long_form() -> None:
    """§2: "If the value of this field is zero, no Optional Parameters are present."."""
    message = read(b"\xff\xff\0\0")
    assert message.parameters == ()
    assert message.extended


@pytest.mark.parametrize(
    "tail",
    ["ff", "ffff", "ffff00", "ffff0001", "ffff000202", "ffff00020200", "ffff00020001"],
)
def test_the_long_form_must_fit_the_message(tail: str) -> None:
    """RFC 4271 §6.2: malformed: 2/0 (CVE-2022-40302, CVE-2022-43681)."""
    assert refused(bytes.fromhex(tail)) == (2, 0)


def test_parameter_lengths_have_two_octets() -> None:
    """§2: "the Parameter Length field is extended to be a two-octet unsigned integer"."""
    value = b"\xc8\xfe" + bytes(254) + b"\xc9\x00"
    assert len(read(extended(value)).capabilities) == 2


def test_type_255_anywhere_else_is_an_unknown_parameter() -> None:
    """§3: "it MUST be treated as an unrecognized Optional Parameter": 2/4."""
    assert refused(bytes.fromhex("04 0200 ff00")) == (2, 4)
    assert refused(bytes.fromhex("ff ff 0006 020000 ff0000")) == (2, 4)
    assert refused(bytes.fromhex("ff ff 0003 ff0000")) == (2, 4)


@pytest.mark.parametrize("tail", ["01 01", "03 0105 00", "03 0200 ff", "ffff 0003 010001"])
def test_what_is_cut_off_is_no_parameter_of_any_type(tail: str) -> None:
    """RFC 4271 §4.2: a parameter has type, length and value: 2/0, not 2/4 for its type."""
    assert refused(bytes.fromhex(tail)) == (2, 0)
