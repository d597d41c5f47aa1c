"""Cases of the optional attributes that single services use (RFC 7606 §7.13 to §7.16, §8)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    NEXT_HOP,
    NLRI,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    update,
)
from bgplib.testing._malformed.families import family_octets, in_family
from bgplib.testing._malformed.multiprotocol import reach

__all__ = ["cases"]

_NONE = Treatment.NONE
_DISCARD = Treatment.ATTRIBUTE_DISCARD
_WITHDRAW = Treatment.TREAT_AS_WITHDRAW
_AIGP: Final = attrs.evolve(EXTERNAL, aigp=True)
_INSIDE: Final = attrs.evolve(EXTERNAL, accept_prefix_sid=True)
_OUTSIDE: Final = attrs.evolve(EXTERNAL, accept_prefix_sid=False)
_SIGNED: Final = attrs.evolve(EXTERNAL, bgpsec_receive=(Family.IPV4_UNICAST,))
_IPV4: Final = bytes((192, 0, 2, 1))
_IPV6: Final = b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01"

#: a well-formed value of each: name, code, flags, value
_VALUES: Final = (
    ("pmsi-tunnel", 22, 0xC0, b"\x00\x06\x00\x00\x00" + _IPV4),
    (
        "tunnel-encapsulation",
        23,
        0xC0,
        b"\x00\x08\x00\x0c\x06\x0a" + bytes(4) + b"\x00\x01" + _IPV4,
    ),
    ("traffic-engineering", 24, 0x80, b"\x33\x01\x00\x00" + bytes(32)),
    ("ipv6-extended-communities", 25, 0xC0, b"\x00\x02" + _IPV6 + b"\x00\x01"),
    ("aigp", 26, 0x80, b"\x01\x00\x0b" + bytes(7) + b"\x64"),
    ("pe-distinguisher-labels", 27, 0xC0, _IPV4 + b"\x00\x06\x41"),
    ("bgp-ls", 29, 0x80, b"\x04\x04\x00\x04" + _IPV4),
    (
        "bgpsec-path",
        33,
        0x80,
        b"\x00\x08\x01\x00\x00\x00\xfd\xe9" + b"\x00\x1d\x01" + bytes(20) + b"\x00\x04abcd",
    ),
    ("domain-path", 36, 0xC0, b"\x01\x00\x00\xfd\xe9\x00\x01\x80"),
    ("sfp", 37, 0xC0, b"\x02\x00\x05\x01\x01\x00\x01x"),
    ("bfd-discriminator", 38, 0xC0, b"\x01\x00\x00\x00\x07\x01\x04" + _IPV4),
    ("next-hop-characteristics", 39, 0xC0, b"\x00\x01\x01\x04" + _IPV4 + b"\x00\x01\x00\x00"),
    ("prefix-sid", 40, 0xC0, b"\x01\x00\x07\x00\x00\x00\x00\x00\x00\x64"),
    ("bier", 41, 0xC0, b"\x00\x01\x00\x0c\x00\x00\x07\x00\x00\x02\x00\x04\x00\x30\x06\x40"),
    ("attr-set", 128, 0xC0, b"\x00\x00\xfd\xe9" + ORIGIN),
)
_BY_NAME: Final = {name: (code, flags, value) for name, code, flags, value in _VALUES}


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _right_and_flags()
    yield from _services()
    yield from _communities()
    yield from _aigp()
    yield from _link_state()
    yield from _paths()
    yield from _prefix_sid()
    yield from _attr_set()


#: one node, which BGP_LS describes (RFC 9552 §5.2)
_NODE: Final = (
    b"\x00\x01\x00\x15\x01" + bytes(8) + b"\x01\x00\x00\x08\x02\x00\x00\x04\x00\x00\xfd\xe8"
)

#: 65000:1:192.0.2.0/24 with the label 100
_VPN_ROUTE: Final = b"\x70\x00\x06\x41\x00\x00\xfd\xe8\x00\x00\x00\x01\xc0\x00\x02"


def _around(octets: bytes) -> bytes:
    """Put an attribute in an UPDATE that is otherwise right; BGPSEC_PATH stands for AS_PATH."""
    path = () if octets[1] == 33 else (AS_PATH,)
    if octets[1] == 36:
        value = reach(family_octets(Family.IPV4_VPN), bytes(8) + _IPV4, _VPN_ROUTE)
        return update(ORIGIN, *path, attribute(0x80, 14, value), octets)
    if octets[1] == 29:
        value = reach(family_octets(Family.LINK_STATE), _IPV4, _NODE)
        return update(ORIGIN, *path, attribute(0x80, 14, value), octets)
    return update(ORIGIN, *path, NEXT_HOP, octets, nlri=NLRI)


def _context(name: str) -> Context:
    if name == "bgp-ls":
        return in_family(Family.LINK_STATE)
    if name == "domain-path":
        return in_family(Family.IPV4_VPN)
    return {"aigp": _AIGP, "bgpsec-path": _SIGNED, "prefix-sid": _INSIDE}.get(name, EXTERNAL)


def _right_and_flags() -> Iterator[MalformedCase]:
    for name, code, flags, value in _VALUES:
        context = _context(name)
        octets = attribute(flags, code, value)
        yield case(f"{name}-right", _around(octets), _NONE, "RFC 7606 §7", context=context)
        low = attribute(flags | 0x1F, code, value)
        yield case(f"flags-{name}-low-bits", _around(low), _NONE, "RFC 4271 §4.3", context=context)
        # RFC 7606 §3 (c), but RFC 7311 §3.2 has another approach.
        treatment, rfc = _WITHDRAW, "RFC 7606 §3 (c)"
        if name == "aigp":
            treatment, rfc = _DISCARD, "RFC 7311 §3.2"
        also = (_DISCARD,) if name in ("prefix-sid", "bgp-ls") else ()
        for wrong in sorted({0x00, 0x40, 0x80, 0xC0} - {flags}):
            octets = attribute(wrong, code, value)
            yield case(
                f"flags-{name}-{wrong:02x}",
                _around(octets),
                treatment,
                rfc,
                also=also,
                notification=(3, 4, octets),
                context=context,
            )


def _wrong(
    name: str, how: str, value: bytes, treatment: Treatment, rfc: str, subcode: int = 9
) -> MalformedCase:
    code, flags, _ = _BY_NAME[name]
    octets = attribute(flags, code, value)
    return case(
        f"{name}-{how}",
        _around(octets),
        treatment,
        rfc,
        notification=(3, subcode, octets),
        context=_context(name),
    )


def _fine(name: str, how: str, value: bytes, rfc: str) -> MalformedCase:
    code, flags, _ = _BY_NAME[name]
    octets = _around(attribute(flags, code, value))
    return case(f"{name}-{how}", octets, _NONE, rfc, context=_context(name))


def _services() -> Iterator[MalformedCase]:
    """PMSI_TUNNEL, TUNNEL_ENCAPSULATION, TRAFFIC_ENGINEERING, PE_DISTINGUISHER_LABELS."""
    rfc = "RFC 6514 §5"
    for length in (0, 4):
        yield _wrong("pmsi-tunnel", f"length-{length}", bytes(length), _WITHDRAW, rfc, 5)
    for how, value in {
        "type-undefined": b"\x00\x70\x00\x00\x00" + _IPV4,
        "replication-5": b"\x00\x06\x00\x00\x00" + _IPV4 + b"\x00",
        "rsvp-te-5": b"\x00\x01\x00\x00\x00" + bytes(5),
        "none-1": b"\x00\x00\x00\x00\x00\x00",
        "mldp-overrun": b"\x00\x02\x00\x00\x00\x06\x00\x01\xff" + _IPV4,
    }.items():
        yield _wrong("pmsi-tunnel", how, value, _WITHDRAW, rfc)
    yield _fine("pmsi-tunnel", "none", b"\x00\x00\x00\x00\x00", rfc)
    mldp = b"\x00\x02\x00\x00\x00\x06\x00\x01\x04" + _IPV4 + b"\x00\x01x"
    yield _fine("pmsi-tunnel", "mldp", mldp, rfc)

    rfc = "RFC 9012 §13"
    color = b"\x04\x08\x03\x0b\x00\x00\x00\x00\x00\x64"
    tunnel = _BY_NAME["tunnel-encapsulation"][2]
    endpoint = tunnel[4:]
    bad_endpoint = b"\x06\x09" + bytes(4) + b"\x00\x01" + _IPV4[:3]
    name = "tunnel-encapsulation"
    for how, value in {
        "tlv-overrun": tunnel[:3] + b"\x0d" + endpoint,
        "tlv-overrun-65535": b"\x00\x08\xff\xff" + endpoint,
        "sub-tlv-overrun": b"\x00\x08\x00\x0e" + endpoint + b"\x04\x08",
        "sub-tlv-header": b"\x00\x08\x00\x0d" + endpoint + b"\x04",
        "trailing": tunnel + b"\x00\x08",
        "only-malformed-endpoints": b"\x00\x08\x00\x0b" + bad_endpoint,
        "only-no-endpoint": b"\x00\x08\x00\x0a" + color,
        "only-two-endpoints": b"\x00\x08\x00\x18" + endpoint * 2,
    }.items():
        yield _wrong(name, how, value, _WITHDRAW, rfc)
    for length in (0, 3):
        yield _wrong(name, f"length-{length}", bytes(length), _WITHDRAW, rfc, 5)
    for how, value in {
        "type-unknown": b"\x7f\xff" + tunnel[2:],
        "sub-tlv-unknown": b"\x00\x08\x00\x0f" + endpoint + b"\x7e\x01x",
        "sub-tlv-twice": b"\x00\x08\x00\x20" + endpoint + color * 2,
        "sub-tlv-malformed": b"\x00\x08\x00\x0f" + endpoint + b"\x04\x01x",
        "one-malformed-endpoint": tunnel + b"\x00\x08\x00\x0b" + bad_endpoint,
        "no-endpoint": tunnel + b"\x00\x08\x00\x0a" + color,
    }.items():
        yield _fine(name, how, value, rfc)

    rfc, name = "RFC 7606 §7.13", "traffic-engineering"
    packets = b"\x01\x01\x00\x00" + bytes(32)
    yield _wrong(name, "length-35", bytes(35), _WITHDRAW, rfc, 5)
    yield _wrong(name, "specific-cut", packets + bytes(5), _WITHDRAW, rfc)
    yield _wrong(name, "trailing", _BY_NAME[name][2] + b"\x33", _WITHDRAW, rfc)
    yield _fine(name, "packets", packets + bytes(6), "RFC 5543 §3")

    rfc, name = "RFC 6514 §8", "pe-distinguisher-labels"
    label = b"\x00\x06\x41"
    yield _wrong(name, "length-6", (_IPV4 + label)[:6], _WITHDRAW, rfc, 5)
    for how, value in {
        "length-8": _IPV4 + label + b"\x00",
        "length-18": (_IPV6 + label)[:18],
        "multicast": bytes((224, 0, 0, 1)) + label,
        "zero": bytes(4) + label,
        "multicast-ipv6": b"\xff\x02" + bytes(13) + b"\x01" + label,
    }.items():
        yield _wrong(name, how, value, _WITHDRAW, rfc)
    yield _fine(name, "two", (_IPV4 + label) * 2, rfc)
    yield _fine(name, "ipv6", _IPV6 + label, rfc)


def _communities() -> Iterator[MalformedCase]:
    name, rfc = "ipv6-extended-communities", "RFC 7606 §7.15"
    right = _BY_NAME[name][2]
    for length in (0, 8, 19, 21, 39):
        yield _wrong(name, f"length-{length}", (right * 2)[:length], _WITHDRAW, rfc, 5)
    yield _fine(name, "two", right * 2, rfc)
    yield _fine(name, "unknown", b"\x3f" * 20, rfc)


def _aigp() -> Iterator[MalformedCase]:
    rfc = "RFC 7311 §3.2"
    right = _BY_NAME["aigp"][2]
    for length in (0, 2):
        yield _wrong("aigp", f"length-{length}", bytes(length), _DISCARD, rfc, 5)
    for how, value, section in (
        ("tlv-length-2", b"\x01\x00\x02", "RFC 7311 §3"),
        ("tlv-length-0", b"\x02\x00\x00" + right, "RFC 7311 §3"),
        ("tlv-overrun", b"\x01\x00\x0c" + bytes(8), rfc),
        ("metric-length-10", b"\x01\x00\x0a" + bytes(7), "RFC 7311 §3"),
        ("metric-length-12", b"\x01\x00\x0c" + bytes(9), "RFC 7311 §3"),
        ("metric-greatest", b"\x01\x00\x0b" + b"\xff" * 8, rfc),
    ):
        yield _wrong("aigp", how, value, _DISCARD, section)
    yield _fine("aigp", "tlv-unknown", right + b"\x02\x00\x03", rfc)
    yield _fine("aigp", "twice", right * 2, "RFC 7311 §3")
    octets = attribute(0x80, 26, right)
    yield case(
        "aigp-not-enabled",
        _around(octets),
        _DISCARD,
        "RFC 7311 §3.3",
        notification=(3, 9, octets),
    )


def _link_state() -> Iterator[MalformedCase]:
    name, rfc = "bgp-ls", "RFC 9552 §8.2.2"
    right = _BY_NAME[name][2]
    for length in (0, 3):
        yield _wrong(name, f"length-{length}", right[:length], _DISCARD, rfc, 5)
    for how, value in {
        "tlv-overrun": right[:-1],
        "tlv-overrun-65535": b"\x04\x04\xff\xff" + _IPV4,
        "trailing": right + b"\x04\x05\x00",
    }.items():
        yield _wrong(name, how, value, _DISCARD, rfc)
    yield _fine(name, "tlv-unknown", right + b"\xff\x00\x00\x01x", rfc)
    octets = attribute(0x80, 29, right)
    yield case(
        "bgp-ls-beside-ipv4",
        update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
        _DISCARD,
        "RFC 7752 §3.3",
        notification=(3, 9, octets),
    )
    # RFC 9552 §8.2.2 asks for syntax alone: the value of a TLV is for who uses it.
    yield _fine(name, "value-odd", b"\x04\x04\x00\x03\x01\x02\x03", rfc)


def _paths() -> Iterator[MalformedCase]:
    """BGPSEC_PATH, DOMAIN_PATH, SFP, BFD_DISCRIMINATOR and characteristics of next hops."""
    name, rfc = "bgpsec-path", "RFC 8205 §5.2"
    right = _BY_NAME[name][2]
    path, block = right[:8], right[8:]
    yield _wrong(name, "length-32", right[:32], _WITHDRAW, rfc, 5)
    for how, value in {
        "path-length": b"\x00\x09" + right[2:],
        "path-empty": b"\x00\x02" + block + bytes(6),
        "block-overrun": path + b"\x00\x1e" + block[2:],
        "block-length-1": right + b"\x00\x01",
        "three-blocks": path + block * 3,
        "signature-missing": b"\x00\x0e" + path[2:] * 2 + block,
        "signature-overrun": path + block[:24] + b"\x05abcd",
        "as-0": path[:4] + bytes(4) + block,
        "as-other": path[:7] + b"\xea" + block,
        "confederation": path[:3] + b"\x80" + path[4:] + block,
        "p-count-0": path[:2] + b"\x00" + path[3:] + block,
    }.items():
        yield _wrong(name, how, value, _WITHDRAW, rfc)
    yield _fine(name, "two-blocks", path + block * 2, rfc)
    octets = attribute(0x80, 33, right)
    yield case(
        "bgpsec-path-beside-as-path",
        update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
        _WITHDRAW,
        rfc,
        notification=(3, 9, octets),
        context=_SIGNED,
    )
    # RFC 8205 §2.2 has no BGPSEC_PATH in a session without BGPsec, nor RFC 4271 §5 of unknown
    # attributes that are not transitive: AS_PATH is the path.
    yield case(
        "bgpsec-path-not-negotiated",
        update(ORIGIN, NEXT_HOP, octets, nlri=NLRI),
        _WITHDRAW,
        "RFC 7606 §3 (d)",
        notification=(3, 3, b"\x02"),
    )
    yield case(
        "bgpsec-path-not-negotiated-beside-as-path",
        update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
        _DISCARD,
        "RFC 8205 §2.2",
        notification=(3, 9, octets),
        also=(_NONE,),
    )

    name, rfc = "domain-path", "RFC 10039 §4"
    right = _BY_NAME[name][2]
    yield _wrong(name, "length-7", right[:7], _WITHDRAW, rfc, 5)
    yield _wrong(name, "segment-empty", right + b"\x00", _WITHDRAW, rfc)
    yield _wrong(name, "segment-overrun", b"\x02" + right[1:], _WITHDRAW, rfc)
    yield _fine(name, "two-segments", right * 2, rfc)
    octets = attribute(0xC0, 36, right)
    yield case(
        "domain-path-beside-ipv4",
        update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
        _WITHDRAW,
        rfc,
        notification=(3, 9, octets),
    )

    name, rfc = "sfp", "RFC 9015 §3.2.1"
    right = _BY_NAME[name][2]
    yield _wrong(name, "length-2", right[:2], _WITHDRAW, rfc, 5)
    yield _wrong(name, "tlv-overrun", right[:-1], _WITHDRAW, rfc)
    yield _wrong(name, "sub-tlv-overrun", b"\x02\x00\x05\x01\x01\x00\x02x", _WITHDRAW, rfc)
    yield _wrong(name, "no-hop", b"\x01\x00\x0c\x01" + bytes(11), _WITHDRAW, rfc)
    yield _wrong(name, "hop-empty", right + b"\x02\x00\x01\x01", _WITHDRAW, rfc)
    yield _wrong(name, "hop-length-0", right + b"\x02\x00\x00", _WITHDRAW, rfc)
    yield _fine(name, "tlv-unknown", right + b"\x09\x00\x01x", rfc)

    name, rfc = "bfd-discriminator", "RFC 9026 §3.1.6"
    right = _BY_NAME[name][2]
    yield _wrong(name, "length-10", right[:10], _DISCARD, rfc, 5)
    for how, value in {
        "tlv-overrun": right[:6] + b"\x05" + right[7:],
        "source-length-5": right[:6] + b"\x05" + _IPV4 + b"\x00",
        "source-missing": right[:5] + b"\x02" + right[6:],
    }.items():
        yield _wrong(name, how, value, _DISCARD, rfc)
    yield _fine(name, "source-ipv6", right[:6] + b"\x10" + _IPV6, rfc)

    name, rfc = "bier", "RFC 9793 §4"
    right = _BY_NAME[name][2]
    yield _wrong(name, "length-3", right[:3], _DISCARD, rfc, 5)
    for how, value in {
        "tlv-overrun": right[:-1],
        "tlv-header": right + b"\x00\x05\x00",
        "domain-short": b"\x00\x01\x00\x03\x00\x00\x07",
        "sub-tlv-overrun": right[:11] + b"\x05" + right[12:],
        "sub-tlv-short": b"\x00\x01\x00\x0b" + right[4:11] + b"\x03\x00\x30\x06",
        "next-hop-5": b"\x00\x01\x00\x0d" + right[4:8] + b"\x00\x04\x00\x05" + bytes(5),
    }.items():
        section = "RFC 9793 §3.3" if how == "next-hop-5" else rfc
        yield _wrong(name, how, value, _DISCARD, section)
    rfc = "RFC 9793 §3"
    yield _fine(name, "tlv-unknown", right + b"\x00\x09\x00\x01x", rfc)
    yield _fine(name, "domain-twice", right * 2, rfc)

    name, rfc = "next-hop-characteristics", "draft-ietf-idr-entropy-label §2"
    right = _BY_NAME[name][2]
    yield _wrong(name, "length-3", right[:3], _DISCARD, rfc, 5)
    yield _wrong(name, "next-hop-overrun", right[:3] + b"\xff" + right[4:], _DISCARD, rfc)
    yield _wrong(name, "tlv-overrun", right[:-1] + b"\x01", _DISCARD, rfc)
    yield _wrong(name, "tlv-header", right[:-1], _DISCARD, rfc)
    yield _fine(name, "none", right[:-4], rfc)


def _prefix_sid() -> Iterator[MalformedCase]:
    name, rfc = "prefix-sid", "RFC 8669 §6"
    right = _BY_NAME[name][2]
    for length in (0, 2):
        yield _wrong(name, f"length-{length}", right[:length], _DISCARD, rfc, 5)
    for how, value in {
        "tlv-overrun": right[:-1],
        "tlv-overrun-65535": b"\x01\xff\xff" + right[3:],
        "trailing-1": right + b"\x01",
        "trailing-2": right + b"\x01\x00",
        # Thirty-seven octets of zeros went around the world on 20 May 2025.
        "zeros": bytes(37),
        "unknown-overrun": right + b"\x09\x00\x02x",
    }.items():
        yield _wrong(name, how, value, _DISCARD, rfc)
    for length in (0, 6, 8):
        value = b"\x01\x00" + bytes((length,)) + bytes(length)
        yield _wrong(name, f"index-length-{length}", value, _DISCARD, "RFC 8669 §3.1")
    for length in (0, 2, 7, 9):
        value = b"\x03\x00" + bytes((length,)) + bytes(length)
        yield _wrong(name, f"srgb-length-{length}", value, _DISCARD, "RFC 8669 §3.2")
    yield _fine(name, "tlv-unknown", right + b"\x09\x00\x01x", rfc)
    srgb = b"\x03\x00\x08\x00\x00\x00\x3e\x80\x00\x1f\x40"
    yield _fine(name, "srgb", right + srgb, "RFC 8669 §3.2")

    labeled = Family.IPV4_LABELED
    routes = attribute(0x80, 14, reach(family_octets(labeled), _IPV4, b"\x20\x00\x06\x41\x0a"))
    for how, octets, treatment in (
        ("index-beside-labels", attribute(0xC0, 40, right + srgb), _NONE),
        ("no-index-beside-labels", attribute(0xC0, 40, srgb), _DISCARD),
    ):
        yield case(
            f"{name}-{how}",
            update(ORIGIN, AS_PATH, routes, octets),
            treatment,
            "RFC 8669 §4.1",
            notification=None if treatment is _NONE else (3, 9, octets),
            context=in_family(labeled, accept_prefix_sid=True),
        )

    rfc = "RFC 9252 §7"
    sid = bytes(1) + _IPV6 + b"\x00\xff\xff\x00"  # SID Information without sub-sub-TLVs
    layouts = b"\x01\x00\x06\x28\x18\x10\x00\x00\x00"
    for tlv_type in (5, 6):
        kind = f"srv6-l{tlv_type - 2}"
        head = bytes((tlv_type,))
        whole = head + b"\x00\x19\x00\x01\x00\x15" + sid
        yield _fine(name, kind, whole, "RFC 9252 §2")
        structured = head + b"\x00\x22\x00\x01\x00\x1e" + sid + layouts
        yield _fine(name, f"{kind}-structure", structured, "RFC 9252 §3.2.1")
        for how, value in {
            "length-0": head + b"\x00\x00",
            "overrun": whole[:-1],
            "sub-tlv-overrun": head + b"\x00\x19\x00\x01\x00\x16" + sid,
            "sub-tlv-header": head + b"\x00\x03\x00\x01\x00",
            "sid-20": head + b"\x00\x18\x00\x01\x00\x14" + sid[:-1],
            "structure-5": head + b"\x00\x21\x00\x01\x00\x1d" + sid + b"\x01\x00\x05" + bytes(5),
            "good-then-bad": right + head + b"\x00\x00",
        }.items():
            yield _wrong(name, f"{kind}-{how}", value, _WITHDRAW, rfc)
    octets = attribute(0xC0, 40, right)
    yield case(
        "prefix-sid-outside",
        _around(octets),
        _DISCARD,
        "RFC 8669 §4",
        notification=(3, 9, octets),
        context=_OUTSIDE,
    )


def _attr_set() -> Iterator[MalformedCase]:
    name, rfc = "attr-set", "RFC 6368 §5"
    head, right = b"\x00\x00\xfd\xe9", _BY_NAME["attr-set"][2]
    for length in (0, 3):
        yield _wrong(name, f"length-{length}", right[:length], _WITHDRAW, rfc, 5)
    for how, inner in {
        "mp-reach": attribute(0x80, 14, b"\x00\x01\x01\x04" + _IPV4 + b"\x00"),
        "mp-unreach": attribute(0x80, 15, b"\x00\x01\x01"),
        "inner-value": attribute(0x40, 1, b"\x03"),
        "inner-length": attribute(0x80, 4, b"\x00"),
        "inner-flags": attribute(0xC0, 1, b"\x00"),
        "inner-overrun": ORIGIN + b"\x80\x04\x05" + bytes(4),
        "inner-cut": ORIGIN + b"\x80",
        "nested-malformed": attribute(0xC0, 128, head + attribute(0x40, 1, b"\x03")),
    }.items():
        yield _wrong(name, how, head + inner, _WITHDRAW, rfc)
    yield _fine(name, "empty", head, rfc)
    yield _fine(name, "path", head + ORIGIN + AS_PATH, rfc)
    yield _fine(name, "unknown", head + attribute(0xC0, 250, b"x"), rfc)
    yield _fine(name, "nested", head + attribute(0xC0, 128, right), rfc)
