"""What holds of every capability: nothing is lost, nothing but DecodeError is raised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import capabilities as sorts
from bgplib.capabilities import Capability, UnknownCapability
from bgplib.capabilities._codec import AnyCapabilityCodec
from bgplib.capabilities._list import encode_capability, read_capabilities
from bgplib.capabilities._table import CODECS
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana import capabilities as iana
from bgplib.iana.families import Family
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.testing.strategies.capabilities import (
    capabilities,
    capability_fields,
    capability_octets,
    damaged_capability_fields,
)
from tests.unit.messages.attempts import attempt

rows = pytest.mark.parametrize("row", CODECS, ids=lambda row: row.name)

# errors.md and RFC 4271 §6.2: capabilities whose malformation refuses the OPEN.
REFUSING = {
    iana.MULTIPROTOCOL,
    iana.EXTENDED_NEXT_HOP,
    iana.ROLE,
    iana.GRACEFUL_RESTART,
    iana.FOUR_OCTET_AS,
    iana.ADD_PATH,
    iana.LONG_LIVED_GRACEFUL_RESTART,
}


def read(octets: bytes) -> tuple[Capability, ...]:
    found, _ = read_capabilities(octets, 0, len(octets), DEFAULT_REGISTRY)
    return tuple(capability for capability, _, _ in found)


@given(capabilities())
def test_every_value_survives_the_wire(capability: Capability) -> None:
    """RFC 5492 §4: a value encodes to a triple that decodes to the value."""
    octets = encode_capability(capability, DEFAULT_REGISTRY)
    assert octets[0] == capability.code
    assert octets[1] == len(octets) - 2
    assert read(octets) == (capability,)


@given(capability_octets())
def test_accepted_octets_are_not_changed(octets: bytes) -> None:
    """What is decoded encodes to the same octets: reserved bits and odd entries stay."""
    values = attempt(lambda: read(octets))
    if isinstance(values, DecodeError):
        assert (values.code, values.subcode) == (2, 0)
        assert octets[0] in REFUSING
        return
    assert len(values) == 1
    assert encode_capability(values[0], DEFAULT_REGISTRY) == octets


@given(st.one_of(capability_fields(), damaged_capability_fields(), st.binary(max_size=64)))
def test_nothing_but_a_decode_error_leaves(octets: bytes) -> None:
    """Any octets are capabilities or a DecodeError that asks for NOTIFICATION 2/0."""
    result = attempt(lambda: read_capabilities(octets, 0, len(octets), DEFAULT_REGISTRY))
    if isinstance(result, DecodeError):
        assert (result.code, result.subcode, result.data) == (2, 0, b"")
        assert result.rfc
        return
    found, findings = result
    assert b"".join(wire for _, _, wire in found) == octets
    for finding in findings:
        assert finding.treatment is Treatment.IGNORE
        assert octets[finding.offset : finding.offset + finding.length] == finding.octets


@given(capabilities())
def test_texts_are_one_printable_line(capability: Capability) -> None:
    """`str` begins with the registry's name, and a terminal can print it as it is."""
    text = str(capability)
    assert text.startswith(capability.name)
    assert text.isprintable()
    assert capability.name == iana.name(capability.code)


@rows
def test_rows_agree_with_their_classes(row: AnyCapabilityCodec) -> None:
    """A row's code and name are those of the registry and of its class."""
    assert row.value.code == row.code
    assert row.name == iana.NAMES[row.code]
    assert row.value.__name__ in sorts.__all__
    assert (row.malformed is Treatment.SESSION_RESET) == (row.code in REFUSING)


def test_rows_are_in_the_order_of_the_registry() -> None:
    """Each code has one row, in ascending order."""
    codes = [row.code for row in CODECS]
    assert codes == sorted(set(codes))
    assert len(codes) == 27


@rows
def test_malformed_values_have_the_outcome_of_their_row(row: AnyCapabilityCodec) -> None:
    """RFC 4271 §6.2, RFC 5492 §3: a malformed value refuses the OPEN, or is ignored and kept."""
    values = (bytes(size) for size in range(12))
    broken = [value for value in values if not _decodes(row, value)]
    if row.code in (iana.MULTIPLE_ROUTES, iana.DYNAMIC_CAPABILITY, iana.DYNAMIC_CAPABILITY_OLD):
        assert not broken
        return
    assert broken
    for value in broken:
        octets = bytes((row.code, len(value))) + value
        if row.malformed is Treatment.SESSION_RESET:
            with pytest.raises(DecodeError, match=row.name) as caught:
                read(octets)
            assert (caught.value.code, caught.value.subcode) == (2, 0)
        else:
            found, (finding,) = read_capabilities(octets, 0, len(octets), DEFAULT_REGISTRY)
            assert found[0][0] == UnknownCapability(row.code, value)
            assert finding.text.startswith(row.name)
            assert finding.rfc


def _decodes(row: AnyCapabilityCodec, value: bytes) -> bool:
    try:
        row.decode(value)
    except DecodeError:
        return False
    return True


def test_an_unknown_class_cannot_be_encoded() -> None:
    """A capability whose class no row has is an EncodeError, not a guess."""

    class Mine(Capability):
        code = 200

    with pytest.raises(EncodeError, match="Mine"):
        encode_capability(Mine(), DEFAULT_REGISTRY)


@pytest.mark.parametrize(
    "capability",
    [
        UnknownCapability(200, bytes(256)),
        UnknownCapability(256),
        sorts.FourOctetAs(1 << 32),
        sorts.Role(256),
        sorts.Role(-1),
        sorts.GracefulRestart(restart_time=4096),
        sorts.GracefulRestart(restart_time=0, spare=4),
        sorts.Bgpsec(afi=1, send=True, version=16),
        sorts.Bgpsec(afi=1, send=True, spare=8),
        sorts.SoftwareVersion(bytes(256)),
        sorts.SoftwareVersion(bytes(255)),
        sorts.Fqdn(bytes(256)),
        sorts.AddPath(((Family(1, 256), 1),)),
    ],
    ids=str,
)
def test_out_of_range_is_an_encode_error(capability: Capability) -> None:
    """A value that has no place in its field is refused, never cut."""
    with pytest.raises(EncodeError):
        encode_capability(capability, DEFAULT_REGISTRY)
