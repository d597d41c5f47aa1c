"""Cases of OPEN: its fields, optional parameters and capabilities (RFC 4271 §6.2, RFC 5492)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from bgplib.capabilities import Multiprotocol, Role, RouteRefreshCapability
from bgplib.findings import Treatment
from bgplib.iana import messages
from bgplib.iana.families import Family
from bgplib.messages.open_validation import Expected
from bgplib.testing._malformed.case import EXTERNAL, INTERNAL, MalformedCase, case, message

__all__ = ["cases"]

_NONE, _IGNORE, _RESET = Treatment.NONE, Treatment.IGNORE, Treatment.SESSION_RESET
_US: Final = bytes((10, 0, 0, 1))
_THEM: Final = bytes((10, 0, 0, 2))
_TWO_OCTET: Final = (65001).to_bytes(2, "big")
_WIDE: Final = (65001).to_bytes(4, "big")
_EXPECTED: Final = Expected(
    local_as=65000, local_identifier=int.from_bytes(_US, "big"), peer_as=65001
)
_MULTIPROTOCOL: Final = b"\x01\x04\x00\x01\x00\x01"
_FOUR_OCTET_AS: Final = b"\x41\x04" + _WIDE
_LONG_RESTART: Final = b"\x47\x07\x00\x01\x01\x80\x00\x00\x3c"


def _open(
    parameters: bytes = b"",
    *,
    version: int = 4,
    asn: bytes = _TWO_OCTET,
    hold_time: int = 90,
    identifier: bytes = _THEM,
    length: int | None = None,
) -> bytes:
    """Make an OPEN (RFC 4271 §4.2) whose parameters' length is true unless given."""
    stated = len(parameters) if length is None else length
    fields = bytes((version,)) + asn + hold_time.to_bytes(2, "big") + identifier
    return message(messages.OPEN, fields + bytes((stated,)) + parameters)


def _extended(parameters: bytes, *, first: int = 255, length: int | None = None) -> bytes:
    """Make an OPEN in the form of RFC 9072."""
    stated = len(parameters) if length is None else length
    return _open(b"\xff" + stated.to_bytes(2, "big") + parameters, length=first)


def _capabilities(*triples: bytes) -> bytes:
    """Make an optional parameter of capabilities (RFC 5492 §4)."""
    value = b"".join(triples)
    return bytes((2, len(value))) + value


def _with(*triples: bytes) -> bytes:
    """Make an OPEN of capabilities."""
    return _open(_capabilities(*triples))


def _fine(
    name: str, octets: bytes, rfc: str, expected: Expected = _EXPECTED, *, internal: bool = False
) -> MalformedCase:
    context = INTERNAL if internal else EXTERNAL
    return case(f"open-{name}", octets, _NONE, rfc, context=context, expected=expected)


def _wrong(
    name: str,
    octets: bytes,
    subcode: int,
    rfc: str,
    *,
    data: bytes = b"",
    also: tuple[Treatment, ...] = (),
    expected: Expected = _EXPECTED,
    internal: bool = False,
) -> MalformedCase:
    return case(
        f"open-{name}",
        octets,
        _RESET,
        rfc,
        also=also,
        notification=(messages.OPEN_MESSAGE_ERROR, subcode, data),
        context=INTERNAL if internal else EXTERNAL,
        expected=expected,
    )


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    yield from _fields()
    yield from _as_numbers()
    yield from _parameters()
    yield from _extended_parameters()
    yield from _framing()
    yield from _unknown()
    yield from _lengths()
    yield from _values()
    yield from _roles()
    yield from _required()


def _fields() -> Iterator[MalformedCase]:
    rfc = "RFC 4271 §6.2"
    yield _fine("plain", _open(), "RFC 4271 §4.2")
    for version in (0, 3, 5):
        octets = _open(version=version)
        yield _wrong(f"version-{version}", octets, 1, rfc, data=b"\x00\x04")
    for seconds in (1, 2):
        yield _wrong(f"hold-time-{seconds}", _open(hold_time=seconds), 6, rfc)
    for seconds in (0, 3, 65535):
        yield _fine(f"hold-time-{seconds}", _open(hold_time=seconds), rfc)
    yield _wrong("identifier-0", _open(identifier=bytes(4)), 3, "RFC 6286 §2.2")
    inside = attrs.evolve(_EXPECTED, peer_as=65000)
    same = _open(asn=(65000).to_bytes(2, "big"), identifier=_US)
    yield _wrong("identifier-ours", same, 3, "RFC 6286 §2.2", expected=inside, internal=True)
    other = _open(asn=(65000).to_bytes(2, "big"))
    yield _fine("identifier-internal", other, "RFC 6286 §2.2", inside, internal=True)
    yield _fine("identifier-ours-external", _open(identifier=_US), "RFC 6286 §2.2")
    multicast = _open(identifier=bytes((224, 0, 0, 1)))
    yield _fine("identifier-multicast", multicast, "RFC 6286 §2.1")


def _as_numbers() -> Iterator[MalformedCase]:
    rfc = "RFC 4271 §6.2"
    yield _wrong("as-other", _open(asn=b"\xfd\xea"), 2, rfc)
    wide = _with(b"\x41\x04\x00\x00\xfd\xea")
    yield _wrong("as-other-wide", wide, 2, rfc)
    anyone = attrs.evolve(_EXPECTED, peer_as=None)
    yield _fine("as-any", _open(asn=b"\xfd\xea"), rfc, anyone)
    yield _fine("as-right-wide", _with(_FOUR_OCTET_AS), "RFC 6793 §4.1")
    zero = "RFC 7607 §2"
    yield _wrong("as-0", _open(asn=b"\0\0"), 2, zero, expected=anyone)
    yield _wrong("as-0-wide", _with(b"\x41\x04" + bytes(4)), 2, zero, expected=anyone)
    trans = "RFC 6793 §4.2.1"
    alone = _open(asn=b"\x5b\xa0")
    yield _wrong("as-trans-alone", alone, 2, trans, expected=anyone)
    beside = _open(_capabilities(b"\x41\x04\x00\x01\x00\x00"), asn=b"\x5b\xa0")
    yield _fine("as-trans", beside, trans, attrs.evolve(_EXPECTED, peer_as=65536))


def _parameters() -> Iterator[MalformedCase]:
    rfc = "RFC 4271 §6.2"
    for name, octets in {
        "authentication": _open(b"\x01\x01\x00"),
        "0": _open(b"\x00\x00"),
        "3": _open(_capabilities(_MULTIPROTOCOL) + b"\x03\x00"),
        "255-behind": _open(_capabilities(_MULTIPROTOCOL) + b"\xff\x00"),
    }.items():
        yield _wrong(f"parameter-{name}", octets, 4, rfc)
    yield _fine("parameter-empty", _open(b"\x02\x00"), "RFC 5492 §4")
    twice = _open(_capabilities(_MULTIPROTOCOL) + _capabilities(_FOUR_OCTET_AS))
    yield _fine("parameter-twice", twice, "RFC 5492 §4")
    for name, octets in {
        "type-alone": _open(b"\x02"),
        "overrun": _open(b"\x02\x05\x01"),
        "length-too-large": _open(b"\x02\x00", length=3),
        "length-255-alone": _open(length=255),
        "length-too-small": _open(b"\x02\x00", length=1),
    }.items():
        yield _wrong(f"parameter-{name}", octets, 0, rfc)
    # A length of 0 with octets behind it: BIRD, FRR and GoBGP look away.
    left = _open(_capabilities(_MULTIPROTOCOL), length=0)
    yield _wrong("parameter-length-0", left, 0, rfc, also=(_NONE,))


def _extended_parameters() -> Iterator[MalformedCase]:
    rfc = "RFC 9072 §2"
    triples = _MULTIPROTOCOL + _FOUR_OCTET_AS
    parameter = b"\x02" + len(triples).to_bytes(2, "big") + triples
    yield _fine("extended", _extended(parameter), rfc)
    yield _fine("extended-non-ext-length-1", _extended(parameter, first=1), rfc)
    many = _MULTIPROTOCOL * 50
    yield _fine("extended-long", _extended(b"\x02" + len(many).to_bytes(2, "big") + many), rfc)
    for name, octets in {
        "cut": _open(b"\xff\x00", length=255),
        "length-too-large": _extended(parameter, length=len(parameter) + 1),
        "length-65535": _extended(b"", length=65535),
        "parameter-overrun": _extended(b"\x02\x00\x01"),
        "parameter-header": _extended(b"\x02\x00"),
    }.items():
        yield _wrong(f"extended-{name}", octets, 0, rfc)
    within = _extended(parameter + b"\xff\x00\x00")
    yield _wrong("extended-255-behind", within, 4, "RFC 9072 §3")


def _framing() -> Iterator[MalformedCase]:
    rfc = "RFC 5492 §4"
    for name, octets in {
        "code-alone": b"\x01",
        "overrun": b"\x01\x05\x00\x01\x00\x01",
        "second-overrun": _MULTIPROTOCOL + b"\x02\x01",
    }.items():
        yield _wrong(f"capability-{name}", _with(octets), 0, rfc)
    yield _fine("capability-twice", _with(_MULTIPROTOCOL, _MULTIPROTOCOL), rfc)


def _unknown() -> Iterator[MalformedCase]:
    rfc = "RFC 5492 §3"
    yield _fine("capability-unknown", _with(b"\xfa\x03abc", _FOUR_OCTET_AS), rfc)
    yield _fine("capability-reserved", _with(b"\x00\x00"), rfc)
    for name, family in {"afi": b"\x12\x34\x00\x01", "safi": b"\x00\x01\x00\xf0"}.items():
        yield _fine(f"multiprotocol-unknown-{name}", _with(b"\x01\x04" + family), rfc)
    yield _fine("multiprotocol-right", _with(_MULTIPROTOCOL), "RFC 4760 §8")


def _lengths() -> Iterator[MalformedCase]:
    """Capabilities of impossible length; some speakers ignore them."""
    right = {
        "multiprotocol": (1, b"\x00\x01\x00\x01", (0, 3, 5), "RFC 4760 §8"),
        "four-octet-as": (65, _WIDE, (0, 3, 5), "RFC 6793 §3"),
        "graceful-restart": (64, b"\x00\x78\x00\x01\x01\x80", (0, 1, 3, 5), "RFC 4724 §3"),
        "add-path": (69, b"\x00\x01\x01\x03", (1, 3, 5), "RFC 7911 §4"),
        "extended-next-hop": (5, b"\x00\x01\x00\x01\x00\x02", (1, 5, 7), "RFC 8950 §4"),
        "role": (9, b"\x03", (0, 2), "RFC 9234 §4.1"),
    }
    for name, (code, value, lengths, rfc) in right.items():
        yield _fine(f"{name}-length-right", _with(bytes((code, len(value))) + value), rfc)
        for length in lengths:
            octets = bytes((code, length)) + (value * 2)[:length]
            yield _wrong(f"{name}-length-{length}", _with(octets), 0, rfc, also=(_IGNORE, _NONE))
    restart = b"\x40\x02\x00\x78"
    yield _fine("long-lived-length-right", _with(restart, _LONG_RESTART), "RFC 9494 §3.1")
    for length in (1, 3, 6, 8):
        octets = bytes((71, length)) + (_LONG_RESTART[2:] * 2)[:length]
        yield _wrong(
            f"long-lived-length-{length}",
            _with(restart, octets),
            0,
            "RFC 9494 §3.1",
            also=(_IGNORE, _NONE),
        )
    yield _fine("multiple-labels-right", _with(b"\x08\x04\x00\x01\x04\x02"), "RFC 8277 §2.1")
    yield from _ignored("multiple-labels-length-3", b"\x08\x03\x00\x01\x04", "RFC 8277 §2.1")
    yield from _ignored(
        "multiple-labels-length-5", b"\x08\x05\x00\x01\x04\x02\x00", "RFC 8277 §2.1"
    )


def _ignored(name: str, capability: bytes, rfc: str) -> Iterator[MalformedCase]:
    """Make the case of a malformed capability that does no harm."""
    # RFC 4271 §6.2: "If one of the Optional Parameters in the OPEN message is recognized, but is
    # malformed, then the Error Subcode MUST be set to 0 (Unspecific)." No RFC forbids to end the
    # session so, nor to take the capability for absent.
    yield case(
        f"open-{name}",
        _with(capability),
        _IGNORE,
        rfc,
        also=(_NONE, _RESET),
        notification=(messages.OPEN_MESSAGE_ERROR, 0, b""),
        expected=_EXPECTED,
    )


def _values() -> Iterator[MalformedCase]:
    """Values that are ignored, or that only look wrong."""
    for mode in (0, 4, 255):
        octets = b"\x45\x04\x00\x01\x01" + bytes((mode,))
        yield _fine(f"add-path-mode-{mode}", _with(octets), "RFC 7911 §4")
    twice = _with(b"\x40\x02\x00\x78", b"\x40\x02\x00\x00")
    yield _fine("graceful-restart-twice", twice, "RFC 4724 §3")
    yield _fine("graceful-restart-reserved", _with(b"\x40\x02\x30\x78"), "RFC 4724 §3")
    yield _fine("long-lived-alone", _with(_LONG_RESTART), "RFC 9494 §3.1")
    for count in (0, 1):
        octets = b"\x08\x04\x00\x01\x04" + bytes((count,))
        yield _fine(f"multiple-labels-count-{count}", _with(octets), "RFC 8277 §2.1")
    labels = b"\x08\x04\x00\x01\x04"
    yield _fine("multiple-labels-twice", _with(labels + b"\x02", labels + b"\x03"), "RFC 8277 §2.1")
    for name, capability, rfc in (
        ("software-version-255", b"\x4b\x02\xffx", "draft-abraitis-bgp-version-capability"),
        ("fqdn-empty", b"\x49\x00", "draft-walton-bgp-hostname-capability"),
        ("fqdn-overrun", b"\x49\x03\x05ab", "draft-walton-bgp-hostname-capability"),
        ("orf-count-255", b"\x03\x05\x00\x01\x00\x01\xff", "RFC 5291 §5"),
        ("orf-cut", b"\x03\x03\x00\x01\x00", "RFC 5291 §5"),
        ("route-refresh-length-1", b"\x02\x01\x00", "RFC 2918 §2"),
        ("extended-message-length-1", b"\x06\x01\x00", "RFC 8654 §3"),
    ):
        yield from _ignored(name, capability, rfc)
    for name, capability, rfc in (
        ("software-version-0", b"\x4b\x01\x00", "draft-abraitis-bgp-version-capability"),
        ("software-version-right", b"\x4b\x05\x04test", "draft-abraitis-bgp-version-capability"),
        ("fqdn-right", b"\x49\x05\x02ab\x01c", "draft-walton-bgp-hostname-capability"),
        ("orf-right", b"\x03\x07\x00\x01\x00\x01\x01\x40\x03", "RFC 5291 §5"),
        ("route-refresh-right", b"\x02\x00", "RFC 2918 §2"),
        ("extended-message-right", b"\x06\x00", "RFC 8654 §3"),
    ):
        yield _fine(name, _with(capability), rfc)


def _roles() -> Iterator[MalformedCase]:
    rfc = "RFC 9234 §4.2"
    provider = attrs.evolve(_EXPECTED, role=Role.parse("provider"))
    strict = attrs.evolve(provider, strict_role=True)
    customer, peer = b"\x09\x01\x03", b"\x09\x01\x04"
    yield _fine("role-right", _with(customer), rfc, strict)
    yield _fine("role-twice-same", _with(customer, customer), rfc, provider)
    yield _fine("role-missing", _open(), rfc, provider)
    yield _fine("role-not-configured", _with(peer), rfc)
    yield _wrong("role-mismatch", _with(peer), 11, rfc, expected=provider)
    yield _wrong("role-unassigned", _with(b"\x09\x01\x05"), 11, rfc, expected=provider)
    yield _wrong("role-twice-different", _with(customer, peer), 11, rfc, expected=provider)
    yield _wrong("role-missing-strict", _open(), 11, rfc, expected=strict)


def _required() -> Iterator[MalformedCase]:
    needs = attrs.evolve(
        _EXPECTED, required=(RouteRefreshCapability(), Multiprotocol(Family.IPV6_UNICAST, 0))
    )
    ipv6 = b"\x01\x04\x00\x02\x00\x01"
    rfc = "RFC 5492 §3"
    yield _fine("required-there", _with(b"\x02\x00", ipv6), rfc, needs)
    yield _wrong("required-missing", _with(b"\x02\x00"), 7, rfc, data=ipv6, expected=needs)
    yield _wrong("required-none", _open(), 7, rfc, data=b"\x02\x00" + ipv6, expected=needs)
