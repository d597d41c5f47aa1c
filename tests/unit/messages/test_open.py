"""OPEN: its fields on the wire, both forms of its parameters, and what `build` makes."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.capabilities import (
    AddPath,
    Capability,
    FourOctetAs,
    GracefulRestart,
    MultipleLabels,
    Multiprotocol,
    RouteRefreshCapability,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.capabilities._codec import CapabilityCodec
from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError, EncodeError, ParseError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.header import frame
from bgplib.messages.open import Open
from bgplib.messages.open import decode as decode_open
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.testing.strategies.capabilities import capabilities
from bgplib.testing.strategies.messages import damaged_opens, opens
from tests.unit.messages.attempts import attempt

# Version 4, AS 65001, Hold Time 90 s, BGP Identifier 10.0.0.2.
FIXED = bytes.fromhex("04 fde9 005a 0a000002")
MULTIPROTOCOL = bytes.fromhex("0104 0001 0001")


def message(parameters: bytes) -> bytes:
    return frame(1, FIXED + parameters)


def read(octets: bytes, context: Context | None = None) -> Open:
    result = decode(octets, context)
    assert isinstance(result, Open)
    return result


@given(opens())
def test_opens_survive_the_wire(value: Open) -> None:
    """RFC 4271 §4.2, RFC 9072 §2: an OPEN encodes to octets that decode to it, without findings."""
    assert read(value.encode()) == value
    assert value.treatment is Treatment.NONE


@given(damaged_opens(), st.sampled_from([None, SessionType.EXTERNAL, SessionType.INTERNAL]))
def test_what_is_read_is_not_changed(octets: bytes, session: SessionType | None) -> None:
    """Whatever is accepted encodes to the octets it came from; whatever is not is a DecodeError."""
    value = attempt(lambda: read(octets, Context(session=session)))
    if isinstance(value, DecodeError):
        assert (value.code, value.subcode) in {(2, 0), (2, 4)}
        return
    assert value.encode() == octets
    for finding in value.findings:
        assert octets[finding.offset : finding.offset + finding.length] == finding.octets
        assert finding.notification.code == 2


@given(st.sampled_from((4, 4, 4, 3)), st.binary(min_size=9, max_size=120))
@example(4, bytes(9))
def test_any_octets_are_an_open_or_a_decode_error(version: int, rest: bytes) -> None:
    """Octets without any form raise nothing but DecodeError."""
    octets = frame(1, bytes((version,)) + rest)
    value = attempt(lambda: decode_open(octets))
    if isinstance(value, DecodeError):
        assert value.code == 2
    else:
        assert value.encode() == octets


@given(opens(), st.data())
def test_an_open_that_is_cut_off_is_refused(value: Open, data: st.DataObject) -> None:
    """Every length is checked against the message, wherever the octets end."""
    octets = value.encode()
    stop = data.draw(st.integers(0, len(octets) - 1))
    with pytest.raises(DecodeError):
        decode_open(octets[:stop])


def test_fields() -> None:
    """RFC 4271 §4.2: version, AS number, Hold Time, BGP Identifier, optional parameters."""
    value = read(message(b"\x08\x02\x06" + MULTIPROTOCOL))
    assert (value.version, value.two_octet_asn, value.asn, value.hold_time) == (4, 65001, 65001, 90)
    assert (value.identifier, value.identifier_text) == (0x0A000002, "10.0.0.2")
    assert value.parameters == ((Multiprotocol(Family.IPV4_UNICAST),),)
    assert value.capabilities == (Multiprotocol(Family.IPV4_UNICAST),)
    assert not value.extended
    assert value.type == 1
    assert str(value) == (
        "OPEN 65001 10.0.0.2 hold-time=90 parameters=[MULTIPROTOCOL ipv4-unicast]"
    )
    assert value.treatment is Treatment.NONE


@pytest.mark.parametrize(
    ("parameters", "subcode", "text"),
    [
        ("01", 0, "0 octets long, not 1"),
        ("00 02", 0, "1 octets long, not 0"),
        ("08 02060104000100 ", 0, "octets long, not 8"),
        ("01 02", 0, "past the end"),
        ("02 0203", 0, "parameter runs past"),
        ("03 020101", 0, "capability runs past"),
        ("04 02020101", 0, "capability runs past"),
        ("ff", 0, "0 octets long, not 255"),
        ("ff ff", 0, "cut off"),
        ("ff ff 00", 0, "cut off"),
        ("ff ff 0001", 0, "0 octets long, not 1"),
        ("ff ff 0000 00", 0, "1 octets long, not 0"),
        ("ff ff 0002 0200", 0, "parameter runs past"),
        ("ff ff 0004 0200 0201", 0, "parameter runs past"),
        ("02 0100", 4, "parameter 1 "),
        ("02 0300", 4, "parameter 3 "),
        ("04 0200 ff00", 4, "parameter 255 "),
        ("ff ff 0003 ff0000", 4, "parameter 255 "),
        ("07 0205 0103 000101", 0, "MULTIPROTOCOL: the length is 3"),
    ],
)
def test_parameters_that_cannot_be_read(parameters: str, subcode: int, text: str) -> None:
    """RFC 4271 §6.2: Unsupported Optional Parameters for the type, Unspecific for the form."""
    with pytest.raises(DecodeError, match=text) as caught:
        read(message(bytes.fromhex(parameters)))
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (2, subcode, b"")
    assert caught.value.rfc


def test_a_short_open_is_refused_without_its_header_check() -> None:
    """RFC 4271 §4.2: the minimum length is 29 octets."""
    with pytest.raises(DecodeError) as caught:
        decode_open(frame(1, FIXED))
    assert (caught.value.code, caught.value.subcode, caught.value.data) == (1, 2, b"\0\x1c")


def test_ignored_capabilities_are_kept_and_reported() -> None:
    """A malformed capability that is ignored stays in its place, with a finding that shows it."""
    octets = message(bytes.fromhex("0c 020a 4b02 0561 0104 0001 0001"))
    value = read(octets)
    assert value.capabilities[0] == UnknownCapability(75, b"\x05\x61")
    assert value.capability(SoftwareVersion) is None
    (finding,) = value.findings
    assert (finding.offset, finding.length, finding.octets) == (31, 4, bytes.fromhex("4b020561"))
    assert value.treatment is Treatment.IGNORE
    assert value.encode() == octets


def test_which_instance_counts() -> None:
    """RFC 4724 §3: the last GRACEFUL_RESTART; RFC 8277 §2.1: the first MULTIPLE_LABELS."""
    labels = Family.IPV4_LABELED
    value = Open.build(
        asn=65001,
        hold_time=90,
        identifier="10.0.0.2",
        capabilities=(
            GracefulRestart(restart_time=120),
            MultipleLabels(((labels, 2),)),
            GracefulRestart(restart_time=90),
            MultipleLabels(((labels, 5),)),
        ),
    )
    assert value.capability(GracefulRestart) == GracefulRestart(restart_time=90)
    assert value.capability(MultipleLabels) == MultipleLabels(((labels, 2),))
    assert value.capability(AddPath) is None
    assert len(value.every(MultipleLabels)) == 2


def test_families() -> None:
    """RFC 4760 §8: one capability for each family; without any, IPv4 unicast alone."""
    some = (Family.IPV6_UNICAST, Family.IPV4_UNICAST, Family.IPV6_UNICAST)
    value = Open.build(
        asn=1, hold_time=0, identifier=1, capabilities=[Multiprotocol(family) for family in some]
    )
    assert value.families == (Family.IPV6_UNICAST, Family.IPV4_UNICAST)
    plain = Open.build(asn=1, hold_time=0, identifier=1)
    assert plain.families == (Family.IPV4_UNICAST,)
    assert plain.parameters == ()


@given(
    st.lists(capabilities().filter(lambda value: not isinstance(value, FourOctetAs)), max_size=8)
)
@example([UnknownCapability(200, bytes(250)), UnknownCapability(200, bytes(9))])
def test_build_puts_all_in_one_parameter(values: list[Capability]) -> None:
    """RFC 5492 §4: the parameter should be there once; RFC 9072 §2: long form only when needed."""
    value = Open.build(asn=65001, hold_time=90, identifier=1, capabilities=values)
    assert value.capabilities == tuple(values)
    assert len(value.parameters) == bool(values)
    octets = value.encode()
    short = attrs.evolve(value, extended=False)
    if value.extended:
        with pytest.raises(EncodeError):
            short.encode()
    again = decode_open(octets)
    assert attrs.evolve(again, findings=()) == value
    located = tuple(value.located())
    assert [capability for capability, _, _ in located] == values
    assert all(octets[at : at + len(wire)] == wire for _, at, wire in located)


@pytest.mark.parametrize(("length", "extended"), [(251, False), (252, True)])
def test_the_long_form_begins_at_256_octets(length: int, extended: bool) -> None:
    """RFC 9072 §2: up to 255 octets of parameters the form of RFC 4271 is used."""
    value = Open.build(
        asn=1, hold_time=90, identifier=1, capabilities=(UnknownCapability(200, bytes(length)),)
    )
    assert value.extended is extended
    assert decode_open(value.encode()) == value


@pytest.mark.parametrize(
    ("asn", "given_", "two_octets", "expected"),
    [
        (65001, (), 65001, ()),
        (65001, (FourOctetAs(65001),), 65001, (FourOctetAs(65001),)),
        (65536, (), 23456, (FourOctetAs(65536),)),
        (65536, (FourOctetAs(65536),), 23456, (FourOctetAs(65536),)),
    ],
)
def test_build_fills_as_trans_in(
    asn: int,
    given_: tuple[Capability, ...],
    two_octets: int,
    expected: tuple[Capability, ...],
) -> None:
    """RFC 6793 §4.2.1: AS_TRANS stands in for a number that does not fit."""
    value = Open.build(asn=asn, hold_time=90, identifier=1, capabilities=given_)
    assert value.two_octet_asn == two_octets
    assert value.capabilities == expected
    assert value.asn == asn


def test_build_refuses_what_has_no_place() -> None:
    """Numbers out of range, contradictions and bad text are the caller's mistakes."""
    for asn in (-1, 1 << 32):
        with pytest.raises(EncodeError):
            Open.build(asn=asn, hold_time=90, identifier=1)
    with pytest.raises(EncodeError, match="another AS number"):
        Open.build(asn=1, hold_time=90, identifier=1, capabilities=(FourOctetAs(2),))
    with pytest.raises(ParseError):
        Open.build(asn=1, hold_time=90, identifier="router")
    with pytest.raises(EncodeError, match="Hold Time"):
        Open.build(asn=1, hold_time=1 << 16, identifier=1).encode()


def test_an_open_is_never_an_extended_message() -> None:
    """RFC 8654 §4: OPEN is at most 4,096 octets long, whatever was agreed on."""
    values = [UnknownCapability(200, bytes(255))] * 15
    room = 4096 - 32 - 3 - 257 * 15 - 2
    fits = Open.build(
        asn=1,
        hold_time=90,
        identifier=1,
        capabilities=[*values, UnknownCapability(201, bytes(room))],
    )
    assert len(fits.encode(Context(extended_messages=True))) == 4096
    large = Open.build(
        asn=1,
        hold_time=90,
        identifier=1,
        capabilities=[*values, UnknownCapability(201, bytes(room + 1))],
    )
    with pytest.raises(EncodeError, match="4097"):
        large.encode(Context(extended_messages=True))


@attrs.frozen
class Colour(Capability):
    """A capability that only this test knows."""

    code = 239
    red: int


def _decode_colour(octets: bytes) -> Colour:
    if octets == b"\xff":
        raise DecodeError("too red", subcode=9, treatment=Treatment.SESSION_RESET)
    if len(octets) != 1:
        raise DecodeError("one octet is needed")
    return Colour(octets[0])


def test_an_outsiders_capability() -> None:
    """A registry with one more row types one more capability, both ways, and judges it."""
    row = CapabilityCodec(
        code=239,
        name="COLOUR",
        value=Colour,
        rfc="none",
        malformed=Treatment.IGNORE,
        decode=_decode_colour,
        encode=lambda value: bytes((value.red,)),
    )
    registry: Registry = DEFAULT_REGISTRY.with_capability(row)
    value = Open.build(
        asn=1, hold_time=90, identifier=1, capabilities=(Colour(7),), registry=registry
    )
    octets = value.encode(registry=registry)
    assert decode(octets, registry=registry) == value
    assert read(octets).capabilities == (UnknownCapability(239, b"\x07"),)
    with pytest.raises(EncodeError, match="Colour"):
        value.encode()
    short = message(b"\x04\x02\x02\xef\x00")
    (finding,) = decode(short, registry=registry).findings
    assert (finding.rfc, finding.treatment) == ("none", Treatment.IGNORE)
    with pytest.raises(DecodeError, match="COLOUR: too red") as caught:
        decode(message(b"\x05\x02\x03\xef\x01\xff"), registry=registry)
    assert (caught.value.code, caught.value.subcode) == (2, 0)


def test_malformed_capabilities_can_be_ignored() -> None:
    """A registry of rows with `malformed=IGNORE` refuses no OPEN for a malformed capability."""
    lenient = Registry(
        DEFAULT_REGISTRY.attributes.codecs,
        (attrs.evolve(row, malformed=Treatment.IGNORE) for row in DEFAULT_REGISTRY.capabilities),
        DEFAULT_REGISTRY.nlri,
    )
    octets = message(bytes.fromhex("07 0205 0103 000101"))
    value = decode(octets, registry=lenient)
    assert isinstance(value, Open)
    assert value.capabilities == (UnknownCapability(1, b"\0\x01\x01"),)
    assert value.treatment is Treatment.IGNORE


def test_capabilities_compare_by_sort() -> None:
    """Two capabilities without value are not the same for that."""
    assert RouteRefreshCapability() == RouteRefreshCapability()
    assert len({RouteRefreshCapability(), UnknownCapability(2)}) == 2
