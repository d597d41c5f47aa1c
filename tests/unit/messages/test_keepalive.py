"""KEEPALIVE: a header and nothing behind it."""

from __future__ import annotations

import pytest

from bgplib.context import Context
from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.keepalive import decode as decode_keepalive

OCTETS = b"\xff" * 16 + b"\x00\x13\x04"


def test_nineteen_octets() -> None:
    """RFC 4271 §4.4: "A KEEPALIVE message consists of only the message header"."""
    assert Keepalive().encode() == Keepalive().encode(Context(extended_messages=True)) == OCTETS
    assert decode(OCTETS) == Keepalive()
    assert (str(Keepalive()), Keepalive().type) == ("KEEPALIVE", 4)
    assert (Keepalive().findings, Keepalive().treatment) == ((), Treatment.NONE)


@pytest.mark.parametrize("body", [b"\0", bytes(10)])
def test_anything_more_is_refused(body: bytes) -> None:
    """RFC 4271 §6.1: the length of a KEEPALIVE is 19."""
    octets = frame(4, body)
    for decoder in (decode, decode_keepalive):
        with pytest.raises(DecodeError) as caught:
            decoder(octets)
        assert (caught.value.code, caught.value.subcode) == (1, 2)
        assert caught.value.data == octets[16:18]
