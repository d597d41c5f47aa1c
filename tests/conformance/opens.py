"""Helpers of the tests on OPEN: messages made of a few fields, and what is wrong with them."""

from __future__ import annotations

import pytest

from bgplib.capabilities import FourOctetAs
from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.open import Open

# Version 4, AS 65001, Hold Time 90 s, BGP Identifier 10.0.0.2.
FIXED = bytes.fromhex("04 fde9 005a 0a000002")


def read(field: str) -> Open:
    """Decode an OPEN with one parameter, whose capabilities are given in hexadecimal."""
    octets = bytes.fromhex(field)
    parameters = bytes((len(octets) + 2, 2, len(octets))) + octets
    message = decode(frame(1, FIXED + parameters))
    assert isinstance(message, Open)
    return message


def refused(field: str) -> tuple[int, int]:
    """Decode such an OPEN, which must fail, and return code and subcode of the NOTIFICATION."""
    with pytest.raises(DecodeError) as caught:
        read(field)
    return caught.value.code, caught.value.subcode


def decode_again(message: Open, context: Context | None = None) -> Open:
    """Encode an OPEN, and decode it in a context."""
    result = decode(message.encode(), context)
    assert isinstance(result, Open)
    return result


def open_of(two_octet_asn: int, *wide: int, identifier: int = 2) -> Open:
    """Make an OPEN with an AS number in each place where it can have one."""
    return Open(
        two_octet_asn=two_octet_asn,
        hold_time=90,
        identifier=identifier,
        parameters=(tuple(FourOctetAs(asn) for asn in wide),) if wide else (),
    )


def subcodes(message: Open) -> list[int]:
    """Return the subcodes of what is wrong with an OPEN, all of which must refuse it."""
    assert all(finding.treatment is Treatment.SESSION_RESET for finding in message.findings)
    return [finding.notification.subcode for finding in message.findings]
