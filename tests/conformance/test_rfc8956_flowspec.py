"""RFC 8956: flow specifications for IPv6, clause by clause."""

from __future__ import annotations

import pytest

from bgplib.capabilities import Multiprotocol
from bgplib.errors import EncodeError
from bgplib.iana.families import SAFI_UNICAST, Family
from bgplib.messages.open import Open
from bgplib.nlri.flowspec import (
    BitmaskComponent,
    BitmaskTerm,
    FlowSpecNlri,
    PrefixComponent,
    flow_rule_cmp,
)
from bgplib.rib import Rib, flow_problem
from bgplib.route import Path, Route, Source
from bgplib.session.negotiation import negotiate
from bgplib.values.prefix import Prefix
from tests.conformance.flow_rules import V6, read, refused, rule, written
from tests.unit.decision.paths import block

VPN = Family.IPV6_FLOWSPEC_VPN


def opened(*families: Family) -> Open:
    """Make an OPEN that offers families."""
    return Open.build(
        asn=65001,
        hold_time=90,
        identifier="192.0.2.1",
        capabilities=[Multiprotocol(each) for each in families],
    )


@pytest.mark.parametrize(("family", "numbers"), [(V6, (2, 133)), (VPN, (2, 134))])
def test_2_it_is_offered_and_agreed_on(family: Family, numbers: tuple[int, int]) -> None:
    """§2: "(AFI=2, SAFI=133) for IPv6 Flow Specification rules and (AFI=2, SAFI=134)"."""
    assert family == Family(*numbers)
    assert negotiate(opened(family), opened(family)).families == frozenset({family})


def test_2_ipv4_does_not_stand_for_ipv6() -> None:
    """§2: the pair itself is to be offered."""
    agreed = negotiate(opened(V6, VPN), opened(Family.IPV4_FLOWSPEC, VPN)).families
    assert agreed == frozenset({VPN})


@pytest.mark.parametrize("kind", ["01", "02"])
def test_3_1_padding_is_ignored(kind: str) -> None:
    """§3.1: "Padding bits MUST be 0 on encoding and MUST be ignored on decoding"."""
    odd, plain = f"{kind} 24 00 2001 0db8 1f", f"{kind} 24 00 2001 0db8 10"
    assert rule(odd, V6) == rule(plain, V6)
    assert written(rule(odd, V6), V6) == bytes.fromhex(plain).hex()


def test_3_1_padding_behind_an_offset_is_ignored() -> None:
    """§3.1: it pads the pattern, which begins behind the offset."""
    odd, plain = "01 44 40 1f", "01 44 40 10"
    assert rule(odd, V6) == rule(plain, V6)
    assert written(rule(odd, V6), V6) == bytes.fromhex(plain).hex()


def test_3_1_padding_is_not_sent() -> None:
    """§3.1: "Padding bits MUST be 0 on encoding": host bits of a prefix do not get there."""
    prefix = Prefix.parse("2001:db8:ffff::/36", strict=False)
    made = FlowSpecNlri(components=(PrefixComponent.of(1, prefix),))
    assert written(made, V6) == "01240020010db8f0"


@pytest.mark.parametrize(
    ("octets", "text"),
    [
        ("01 00 00", "destination ::/0"),
        ("01 80 00 20010db8000000000000000000000001", "destination 2001:db8::1/128"),
        ("01 80 7f 80", "destination ::1/127-128"),
        ("02 40 20 12345678", "source 0:0:1234:5678::/32-64"),
    ],
)
def test_3_1_lengths_in_range(octets: str, text: str) -> None:
    """§3.1: "length MUST be in the range offset < length < 129", or both are 0."""
    assert read(octets, V6) == text


@pytest.mark.parametrize("octets", ["01 00 01", "01 40 40", "01 40 41", "02 20 40 00"])
def test_3_1_offsets_that_are_not_below_the_length(octets: str) -> None:
    """§3.1: "or the component is malformed"."""
    assert refused(octets, V6) == "RFC 8956 §3.1"


@pytest.mark.parametrize("octets", ["01 81 00" + "00" * 17, "02 ff fe 00"])
def test_3_1_lengths_above_128(octets: str) -> None:
    """§3.1: "length < 129"."""
    assert refused(octets, V6)


def test_3_1_offsets_out_of_range_are_not_written() -> None:
    """§3.1: nor are they made."""
    for offset in (64, 65):
        with pytest.raises(EncodeError):
            PrefixComponent.of(1, Prefix.parse("2001:db8::/64"), offset)


def test_3_6_fragments_have_one_octet() -> None:
    """§3.6: "MUST be encoded as a single octet bitmask"."""
    assert written(rule("0c 81 0e", V6), V6) == "0c810e"


def test_3_6_wider_fragments() -> None:
    """§3.6: others are not encoded as specified (RFC 8955 §4.2), and are not written."""
    assert refused("0c 91 000e", V6) == "RFC 8955 §4.2"
    wide = BitmaskComponent(12, (BitmaskTerm.of("", 0x100),))
    with pytest.raises(EncodeError):
        written(FlowSpecNlri(components=(wide,)), V6)


def test_3_6_reserved_bits_are_ignored() -> None:
    """§3.6: "MUST be ignored during decoding": bits of the mask without a name match nothing."""
    (fragment,) = rule("0c 80 f3", V6).components
    assert isinstance(fragment, BitmaskComponent)
    assert fragment == rule("0c 80 02", V6).components[0]


def test_3_6_reserved_bits_are_not_sent() -> None:
    """§3.6: "MUST be set to 0 on NLRI encoding"."""
    odd = FlowSpecNlri(components=(BitmaskComponent(12, (BitmaskTerm(0x01, 0xF2),)),))
    assert written(odd, V6) == "0c8102"


def test_3_6_bits_with_a_name_are_kept() -> None:
    """§3.6: LF, FF and IsF are no reserved bits."""
    assert read("0c 81 0e", V6) == "fragment =is-fragment+first-fragment+last-fragment"


def test_4_the_lowest_offset_first() -> None:
    """§4: "If the offsets are not equal, the lowest offset has precedence"."""
    near, far = rule("01 40 10 ffffffffffff", V6), rule("01 80 20" + "00" * 12, V6)
    assert flow_rule_cmp(near, far) < 0 < flow_rule_cmp(far, near)


def test_4_equal_offsets_compare_as_ever() -> None:
    """§4: "the comparison is the same, retaining longest-prefix-match semantics"."""
    longer, shorter = rule("01 48 20 0000000000", V6), rule("01 40 20 00000000", V6)
    higher = rule("01 48 20 0000000100", V6)
    assert flow_rule_cmp(longer, shorter) < 0 < flow_rule_cmp(shorter, longer)
    assert flow_rule_cmp(longer, higher) < 0 < flow_rule_cmp(higher, longer)


def test_5_a_destination_without_offset() -> None:
    """§5: "A destination prefix component with offset=0 is embedded"; others are not enough."""
    peer = Source(address="2001:db8::1", asn=65001)
    rib = Rib()
    unicast = Family(2, SAFI_UNICAST)
    rib.announce(unicast, "2001:db8::/32", peer, block("65001"), Prefix.parse("::1").address)

    def problem(octets: str) -> str | None:
        return flow_problem(
            rib, Route(V6, b"key", Path(peer, block("65001"), b"", nlri=rule(octets, V6)))
        )

    assert problem("01 30 00 20010db80001") is None
    assert problem("01 30 10 0db80001") == "it has no destination prefix"
    assert "no unicast route" in (problem("01 30 00 20010db90001") or "")
