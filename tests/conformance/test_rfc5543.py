"""RFC 5543: the Traffic Engineering attribute, clause by clause."""

from __future__ import annotations

import struct

import pytest

from bgplib.attributes import TrafficEngineering
from bgplib.attributes.traffic_engineering import SwitchingCapability
from bgplib.errors import EncodeError, LocalError
from bgplib.policy import aggregate
from tests.conformance.updates import attribute, encoded, is_fine, is_withdrawn, route
from tests.unit.policy.routes import route as policy_route

RATES = struct.pack(">8f", *(125e6 * (number + 1) for number in range(8)))
MINIMUM = struct.pack(">f", 125e3)
PSC, L2SC, TDM, LSC, FSC = 1, 51, 100, 150, 200


def descriptor(kind: int, specific: bytes = b"", *, reserved: bytes = b"\0\0") -> bytes:
    """Make a switching capability descriptor."""
    return bytes((kind, 2)) + reserved + RATES + specific


def te(octets: bytes, *, flags: int = 0x80) -> bytes:
    """Make a Traffic Engineering attribute."""
    return attribute(flags, 24, octets)


def refuses(octets: bytes, rfc: str = "RFC 7606 §7.13", *, flags: int = 0x80) -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(te(octets, flags=flags))
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (24, rfc)
    return is_withdrawn(found)


HALVES = ("10.0.0.0/25", "10.0.0.128/25")


def engineering(encoding: int) -> TrafficEngineering:
    """Make a value."""
    capability = SwitchingCapability(capability=L2SC, encoding=encoding, maximum_bandwidths=RATES)
    return TrafficEngineering((capability,))


def test_3_packets() -> None:
    """§3: with PSC, Minimum LSP Bandwidth and Interface MTU follow the eight bandwidths."""
    octets = descriptor(PSC, MINIMUM + b"\x05\xdc")
    found = route(te(octets))
    assert is_fine(found)
    value = found.attributes.get(TrafficEngineering)
    assert value is not None
    (capability,) = value.capabilities
    assert capability.bandwidths[0] == 125e6
    assert capability.bandwidths[7] == 1e9
    assert (capability.minimum_bandwidth, capability.interface_mtu) == (125e3, 1500)
    assert encoded(value) == te(octets)


def test_3_time_slots() -> None:
    """§3: with TDM, Minimum LSP Bandwidth and one octet of indication follow."""
    found = route(te(descriptor(TDM, MINIMUM + b"\1")))
    assert is_fine(found)
    value = found.attributes.get(TrafficEngineering)
    assert value is not None
    assert value.capabilities[0].minimum_bandwidth == 125e3
    assert value.capabilities[0].interface_mtu is None


@pytest.mark.parametrize("kind", [L2SC, LSC, FSC])
def test_3_nothing_specific(kind: int) -> None:
    """§3: with L2SC and LSC "there is no Switching Capability specific information"."""
    found = route(te(descriptor(kind)))
    assert is_fine(found)
    value = found.attributes.get(TrafficEngineering)
    assert value is not None
    assert value.capabilities[0].minimum_bandwidth is None


def test_3_one_or_more() -> None:
    """§3: "The attribute contains one or more of the following"."""
    octets = descriptor(L2SC) + descriptor(4, bytes(6)) + descriptor(TDM, bytes(5))
    found = route(te(octets + descriptor(LSC)))
    assert is_fine(found)
    value = found.attributes.get(TrafficEngineering)
    assert value is not None
    assert [item.capability for item in value.capabilities] == [L2SC, 4, TDM, LSC]


def test_3_reserved_is_ignored() -> None:
    """§3: the Reserved field "MUST be ignored on receive"."""
    assert is_fine(route(te(descriptor(L2SC, reserved=b"\xff\xff"))))


@pytest.mark.parametrize("length", [0, 1, 35])
def test_7606_7_13_shorter_than_a_descriptor(length: int) -> None:
    """RFC 7606 §7.13: what is found malformed is treat-as-withdraw."""
    assert refuses(descriptor(L2SC)[:length])


@pytest.mark.parametrize(
    "octets",
    [
        descriptor(PSC, bytes(5)),
        descriptor(TDM, bytes(4)),
        descriptor(L2SC, bytes(1)),
        descriptor(LSC) + descriptor(LSC)[:-1],
        descriptor(PSC, bytes(7)),
    ],
)
def test_7606_7_13_past_the_end(octets: bytes) -> None:
    """RFC 7606 §7.13: a descriptor, or what is specific to it, runs past the end."""
    assert refuses(octets)


@pytest.mark.parametrize("flags", [0x00, 0x40, 0xC0])
def test_3_flags(flags: int) -> None:
    """§3: it "is an optional, non-transitive BGP attribute"; RFC 7606 §3 (c)."""
    assert refuses(descriptor(L2SC), "RFC 7606 §3 (c)", flags=flags)


@pytest.mark.parametrize(("kind", "size"), [(PSC, 5), (TDM, 6), (LSC, 1), (99, 1)])
def test_3_nothing_is_written_that_reads_as_something_else(kind: int, size: int) -> None:
    """§3: where the next descriptor starts follows from the capability alone."""
    odd = SwitchingCapability(
        capability=kind, encoding=1, maximum_bandwidths=RATES, specific=bytes(size)
    )
    plain = SwitchingCapability(capability=LSC, encoding=1, maximum_bandwidths=RATES)
    with pytest.raises(EncodeError):
        encoded(TrafficEngineering((odd, plain)))


def test_4_equal_ones_are_aggregated() -> None:
    """§4: routes that "share identical Traffic Engineering attributes"; the aggregate has it."""
    value = engineering(1)
    members = [policy_route(prefix, more=(value,)) for prefix in HALVES]
    found = aggregate(members, "10.0.0.0/24", asn=64500, identifier="192.0.2.254")
    assert found.attributes.get(TrafficEngineering) == value


@pytest.mark.parametrize("other", [(), (2,)])
def test_4_different_ones_are_not_aggregated(other: tuple[int, ...]) -> None:
    """§4: "such routes SHALL NOT be aggregated unless they share identical" ones."""
    members = [
        policy_route(HALVES[0], more=(engineering(1),)),
        policy_route(HALVES[1], more=tuple(map(engineering, other))),
    ]
    with pytest.raises(LocalError, match="TRAFFIC_ENGINEERING"):
        aggregate(members, "10.0.0.0/24", asn=64500, identifier="192.0.2.254")
