"""Decoder: one context, one registry, any message."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest

import bgplib
from bgplib.attributes import AsPath, LocalPref, Origin, UnknownAttribute
from bgplib.attributes._codec import OPTIONAL_TRANSITIVE, AttributeCodec, exactly
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, LocalError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder, decode
from bgplib.messages.keepalive import Keepalive
from bgplib.messages.update import Update
from bgplib.nlri import UnknownNlri
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing import malformed

ROUTE_VALUE = Update.announce(
    ["10.0.0.0/8"],
    next_hop="192.0.2.1",
    attributes=(Origin(0), AsPath.of([65001]), UnknownAttribute(code=250, flags=0xC0, octets=b"7")),
)
ROUTE = ROUTE_VALUE.encode()


@attrs.frozen
class Weight:
    """An attribute that an outsider defines."""

    value: int


def _decode(octets: bytes, context: Context) -> Weight:
    if octets == b"0":
        raise DecodeError("a weight is not 0", rfc="our own §1")
    return Weight(int(octets))


WEIGHT: Final = AttributeCodec(
    code=250,
    name="WEIGHT",
    flags=OPTIONAL_TRANSITIVE,
    value=Weight,
    rfc="our own §1",
    malformed=Treatment.ATTRIBUTE_DISCARD,
    malformed_rfc="our own §1",
    length=exactly(1),
    decode=_decode,
    encode=lambda weight, context: b"%d" % weight.value,
)


def update(octets: bytes, decoder: Decoder) -> Update:
    """Decode an UPDATE."""
    found = decoder.decode(octets)
    assert isinstance(found, Update)
    return found


def test_the_context_is_the_default_one_unless_given() -> None:
    """An external session with 4-octet AS numbers, as the design's contract says."""
    assert Decoder().context == Context()
    assert decode(ROUTE) == Decoder().decode(ROUTE) == bgplib.decode(ROUTE)


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_any_octets_will_do(kind: type) -> None:
    """What a connection delivers is often a bytearray or a memoryview."""
    assert decode(kind(ROUTE)) == decode(ROUTE)


@pytest.mark.parametrize("wrong", [ROUTE.hex(), 19, None, [255] * 19, ROUTE_VALUE])
def test_what_is_no_octets_is_refused(wrong: Any) -> None:
    """The caller's mistake, and none of the peer: not even zeros are made of a number."""
    with pytest.raises(LocalError, match="which is not octets"):
        decode(wrong)
    with pytest.raises(LocalError, match="which is not octets"):
        Decoder().decode(wrong)


def test_what_is_no_context_and_no_registry_is_refused() -> None:
    """Where it is handed in, and not by what fails in a message later on."""
    wrong: Any
    for wrong in ("internal", Context):
        with pytest.raises(LocalError, match="which is not a Context"):
            decode(ROUTE, wrong)
    for wrong in (None, WEIGHT):
        with pytest.raises(LocalError, match="which is not a Registry"):
            decode(ROUTE, Context(), wrong)


@pytest.mark.parametrize("size", range(19))
def test_less_than_a_header_is_refused(size: int) -> None:
    """RFC 4271 §6.1: Bad Message Length."""
    with pytest.raises(DecodeError) as caught:
        decode(ROUTE[:size])
    assert (caught.value.code, caught.value.subcode) == (1, 2)


def test_messages_of_all_types_come_from_one_decoder() -> None:
    """RFC 4271 §4.1: the type is in the header."""
    decoder = Decoder()
    assert isinstance(decoder.decode(malformed.message(4, b"")), Keepalive)
    assert isinstance(decoder.decode(ROUTE), Update)


def test_blocks_seen_before_are_the_same_object() -> None:
    """Decision 6 of the design: path attributes are interned."""
    decoder = Decoder()
    assert update(ROUTE, decoder).attributes is update(ROUTE, decoder).attributes
    assert update(ROUTE, Decoder()).attributes is not update(ROUTE, decoder).attributes


def test_mp_attributes_do_not_make_blocks_unique() -> None:
    """Decision 6: MP_REACH_NLRI is taken out before the block is looked up."""
    decoder = Decoder()
    values = (Origin(0), AsPath.of([65001]))
    messages = [
        Update.announce(
            [prefix], family=Family.IPV6_UNICAST, next_hop="::1", attributes=values
        ).encode()
        for prefix in ("2001:db8::/32", "2001:db8:1::/48")
    ]
    one, other = (update(octets, decoder) for octets in messages)
    assert one.announced != other.announced
    assert one.attributes is other.attributes
    assert [part.encode() for part in (one, other)] == messages


def test_an_outsiders_attribute_is_one_row() -> None:
    """Decision 2: a registry is an immutable value, handed to the decoder."""
    registry = DEFAULT_REGISTRY.with_attribute(WEIGHT)
    typed = update(ROUTE, Decoder(registry=registry))
    assert typed.attributes.get(Weight) == Weight(7)
    assert typed.encode() == ROUTE
    plain = [a for a in update(ROUTE, Decoder()).attributes if a.code == 250]
    assert isinstance(plain[0].value, UnknownAttribute)


def test_an_outsiders_attribute_is_judged_by_its_row() -> None:
    """The treatment and the section are the row's; the codec's own section wins."""
    decoder = Decoder(registry=DEFAULT_REGISTRY.with_attribute(WEIGHT))
    found = update(ROUTE.replace(b"\xc0\xfa\x017", b"\xc0\xfa\x010"), decoder)
    assert found.treatment is Treatment.ATTRIBUTE_DISCARD
    assert [(f.attribute, f.rfc) for f in found.findings] == [(250, "our own §1")]
    assert 250 not in found.attributes
    assert found.announced


def test_unknown_families_are_kept_raw() -> None:
    """A monitor that accepts any family loses no octet of those without a type."""
    family = Family(9999, 99)
    value = family.afi.to_bytes(2, "big") + bytes((99, 3)) + b"hop" + b"\0" + b"octets"
    values = [a.octets for a in update(ROUTE, Decoder()).attributes if a.code in (1, 2)]
    octets = malformed.update(
        malformed.attribute(0x80, 14, value),
        malformed.attribute(0x40, 1, values[0]),
        malformed.attribute(0x40, 2, values[1]),
    )
    found = update(octets, Decoder())
    assert found.findings == ()
    (group,) = found.announced
    assert (group.family, group.nlri) == (family, (UnknownNlri(b"octets"),))
    assert group.next_hop_octets == b"hop"
    assert found.encode() == octets


def test_the_session_decides_what_counts() -> None:
    """RFC 7606 §7.5: the same octets mean more from an internal peer."""
    values = (Origin(0), AsPath.of([65001]), LocalPref(7))
    octets = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=values).encode()
    seen = {
        session: update(octets, Decoder(Context(session=session))).attributes.local_pref
        for session in (SessionType.EXTERNAL, SessionType.INTERNAL, None)
    }
    assert seen == {SessionType.EXTERNAL: None, SessionType.INTERNAL: 7, None: 7}
