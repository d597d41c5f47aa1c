"""Attributes that few sessions see: octets are lossless, and no octets crash a codec."""

from __future__ import annotations

from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.attributes import AsPath, AttributeReader, BgpsecPath, DomainPath, Origin
from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes._table import CODECS, DEFAULT_TABLE
from bgplib.attributes.tunnel_encapsulation._attribute import misplaced
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana import attributes
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.vpn import VpnNlri
from bgplib.testing.malformed import update as update_of
from bgplib.testing.strategies import cold_attributes as strategies
from bgplib.testing.strategies.attributes import as_paths, attribute_octets
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher

EXTERNAL, INTERNAL, CONFEDERATION = (
    Context(session=session, bgpsec_receive=("ipv4-unicast",))
    for session in (SessionType.EXTERNAL, SessionType.INTERNAL, SessionType.CONFEDERATION)
)
CONTEXTS: Final = (EXTERNAL, INTERNAL, CONFEDERATION)
COLD: Final = strategies.values_by_code(INTERNAL)
ROWS: Final = [pytest.param(codec, id=codec.name) for codec in CODECS if codec.code in COLD]
NLRI: Final = bytes((24, 198, 51, 100))
#: 65000:1:192.0.2.0/24 with the label 100, next hop 192.0.2.1: where DOMAIN_PATH may stand
VPN: Final = bytes.fromhex(
    "800e20 0001 80 0c 0000000000000000c0000201 00 70 000641 0000fde800000001 c00002"
)
BASE: Final = (bytes.fromhex("40010100"), bytes.fromhex("400304c0000201"))

# There are so many rows that a quarter of a profile's examples is enough for each.
few = settings(max_examples=max(10, settings().max_examples // 4))


def around(codec: AnyAttributeCodec, *parts: bytes) -> bytes:
    """Make an UPDATE of routes that the attribute may stand beside (RFC 10039 §4)."""
    if codec.code == attributes.DOMAIN_PATH:
        return update_of(BASE[0], *parts, VPN)
    return update_of(*BASE, *parts, nlri=NLRI)


each_row = pytest.mark.parametrize("codec", ROWS)


def decoded(codec: AnyAttributeCodec, octets: bytes, context: Context) -> object:
    """Decode as the reader of attributes does: only lengths that the row allows; None if not."""
    if not codec.length.accepts(len(octets)):
        return None
    try:
        return codec.decode(octets, context)
    except DecodeError as error:
        assert error.text
        return None


def contexts_of(codec: AnyAttributeCodec) -> st.SearchStrategy[Context]:
    """Choose among the sessions that do not drop the attribute unread."""
    return st.sampled_from([one for one in CONTEXTS if codec.discarded_unread(one) is None])


def is_printable(value: object) -> bool:
    """Say whether a value prints in one line, without control characters."""
    text = str(value) + repr(value)
    return bool(text) and text.isprintable()


@st.composite
def mutated(draw: st.DrawFn, octets: bytes) -> bytes:
    """Change, take away or put in a few octets, most often those that can be lengths."""
    found = bytearray(octets)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(found)))
        match draw(st.integers(0, 4)):
            case 0:
                found[at : at + 1] = bytes((draw(st.integers(0, 255)),))
            case 1:
                found[at : at + 1] = bytes(((found[at] if at < len(found) else 0) ^ 1,))
            case 2:
                del found[at:]
            case 3:
                del found[at : at + draw(st.integers(1, 4))]
            case _:
                found[at:at] = draw(st.binary(min_size=1, max_size=4))
    return bytes(found)


def test_the_sweep_is_not_empty() -> None:
    """Thirteen rows are swept, and each session of the three has values for most of them."""
    assert len(ROWS) == len(COLD) == 13
    assert all(len(strategies.values_by_code(context)) >= 12 for context in CONTEXTS)


@each_row
@few
@given(data=st.data())
def test_values_are_lossless(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """What a value encodes to decodes to an equal value, of a length that the row allows."""
    context = data.draw(contexts_of(codec))
    value = data.draw(strategies.values_by_code(context)[codec.code])
    octets = codec.encode(value, context)
    assert codec.length.accepts(len(octets))
    assert codec.decode(octets, context) == value
    assert is_printable(value)


@each_row
@few
@given(data=st.data())
def test_octets_are_lossless(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """Octets that decode are written again as they stood; DecodeError is all that others raise."""
    well_formed = codec.encode(data.draw(COLD[codec.code]), INTERNAL)
    octets = data.draw(st.binary(max_size=64) | mutated(well_formed))
    for context in CONTEXTS:
        value = decoded(codec, octets, context)
        if value is not None:
            assert codec.encode(value, context) == octets
            assert is_printable(value)


@each_row
@few
@given(data=st.data())
def test_updates_are_lossless(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """An UPDATE with the attribute has no findings, and is written again octet for octet."""
    context = data.draw(contexts_of(codec))
    value = data.draw(strategies.values_by_code(context)[codec.code])
    parts = [data.draw(attribute_octets(context, value))]
    if codec.code != attributes.BGPSEC_PATH:
        path = AttributeReader(context, DEFAULT_TABLE).encode(data.draw(as_paths(context)))
        parts.append(path[1])
    octets = around(codec, *data.draw(st.permutations(parts)))
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    assert update.findings == ()
    assert update.attributes.get(type(value)) == value
    assert update.encode() == octets
    assert Decoder(context).decode(update.canonical().encode(context)) is not None


@each_row
@few
@given(data=st.data())
def test_updates_of_any_octets_are_lossless(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """Whatever the octets of the attribute are, the UPDATE is judged, and kept as it stood."""
    well_formed = codec.encode(data.draw(COLD[codec.code]), INTERNAL)
    body = data.draw(st.binary(max_size=40) | mutated(well_formed))
    head = bytes((codec.flags | 0x10, codec.code)) + len(body).to_bytes(2, "big")
    path = [] if codec.code == attributes.BGPSEC_PATH else [bytes.fromhex("400200")]
    octets = around(codec, *path, head + body)
    update = Decoder(INTERNAL).decode(octets)
    assert isinstance(update, Update)
    assert update.encode() == octets
    value = decoded(codec, body, INTERNAL)
    if value is not None and codec.code == attributes.TUNNEL_ENCAPSULATION:
        # RFC 9012 §13: it also matters what the routes beside it are.
        beside = misplaced(body, Family.IPV4_UNICAST)
        value = value if beside is None else None
    assert (update.findings == ()) == (value is not None)
    if value is None:
        (finding,) = update.findings
        assert finding.attribute == codec.code
        assert finding.rfc
        assert finding.text.isprintable()
        assert finding.octets == head + body
        assert update.attributes.get(codec.value) is None
    else:
        assert update.attributes.get(codec.value) == value


@given(value=st.one_of(*COLD.values()))
def test_built_updates_carry_them(value: object) -> None:
    """A program that builds an UPDATE with such a value finds it in what the peer decodes."""
    prefix = Prefix.parse("198.51.100.0/24")
    group = NlriGroup.of(Family.IPV4_UNICAST, [prefix], next_hop="192.0.2.1")
    if isinstance(value, DomainPath):
        route = VpnNlri(
            labels=(Label.of(100),), rd=RouteDistinguisher.parse("65000:1"), prefix=prefix
        )
        group = NlriGroup.of(Family.IPV4_VPN, [route], next_hop="192.0.2.1")
    path = () if isinstance(value, BgpsecPath) else (AsPath(()),)
    built = Update.build(attributes=[Origin(0), *path, value], announced=[group])
    update = Decoder(INTERNAL).decode(built.encode(INTERNAL))
    assert isinstance(update, Update)
    assert update.findings == ()
    assert update.attributes.get(type(value)) == value


def _with_numbers(value: Any, number: int) -> list[object]:
    """Replace, one at a time, every number of an attrs value or of what it holds."""
    found: list[object] = []
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        replaced: list[object] = []
        if type(held) is int:
            replaced = [number]
        elif attrs.has(type(held)):
            replaced = _with_numbers(held, number)
        elif type(held) is tuple:
            replaced = [
                (*held[:at], inner, *held[at + 1 :])
                for at, item in enumerate(held)
                if attrs.has(type(item))
                for inner in _with_numbers(item, number)
            ]
        found += [attrs.evolve(value, **{field.name: other}) for other in replaced]
    return found


@each_row
@few
@given(data=st.data())
def test_numbers_out_of_range_are_refused(codec: AnyAttributeCodec, data: st.DataObject) -> None:
    """A number that has no place on the wire raises EncodeError, wherever it stands in a value."""
    value = data.draw(COLD[codec.code])
    for number in (-1, 1 << 64):
        for wrong in _with_numbers(value, number):
            with pytest.raises(EncodeError):
                codec.encode(wrong, INTERNAL)
