"""Names of type codes (IANA "BGP Extended Communities", RFC 7153)."""

from __future__ import annotations

from bgplib.iana import extended_communities as iana


def test_every_code_point_has_a_printable_name() -> None:
    """RFC 7606 §7.14: unrecognized types are no error, so they print, too."""
    assert iana.name(0x0002) == "Route Target"
    assert iana.name(0x1234) == "UNKNOWN(0x1234)"
    assert iana.type_name(0x06) == "EVPN"
    assert iana.type_name(0x46) == "UNKNOWN(0x46)"
    assert iana.ipv6_name(0x000D) == "Flow spec rt-redirect-ipv6 format"
    assert iana.ipv6_name(0x0000) == "UNKNOWN(0x0000)"


def test_sub_types_belong_to_types_of_the_registry() -> None:
    """RFC 7153 §2: a type that has sub-types says so in the registry of types."""
    assert len(iana.NAMES) > 80
    assert {code >> 8 for code in iana.NAMES} <= set(iana.TYPE_NAMES)


def test_non_transitive_types_have_the_t_bit() -> None:
    """RFC 7153 §5.1.2: non-transitive types are 0x40-0x7F and 0xC0-0xFF."""
    named = {code for code, name in iana.TYPE_NAMES.items() if name.startswith("Non-Transitive")}
    assert named == {code for code in iana.TYPE_NAMES if code & iana.NON_TRANSITIVE}
