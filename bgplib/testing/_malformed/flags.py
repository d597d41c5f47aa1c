"""Cases of attribute flags (RFC 4271 §4.3, RFC 7606 §3 c)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bgplib.context import Context
from bgplib.findings import Treatment
from bgplib.testing._malformed.case import (
    AS_PATH,
    EXTERNAL,
    INTERNAL,
    LOCAL_PREF,
    NEXT_HOP,
    NLRI,
    ORIGIN,
    MalformedCase,
    attribute,
    case,
    update,
)

__all__ = ["VALUES", "cases"]

_NONE = Treatment.NONE
_DISCARD = Treatment.ATTRIBUTE_DISCARD
_WITHDRAW = Treatment.TREAT_AS_WITHDRAW
_RESET = Treatment.SESSION_RESET

#: a well-formed value of each attribute of RFC 4271 and close kin: name, code, flags, value
VALUES: Final = (
    ("origin", 1, 0x40, b"\0"),
    ("as-path", 2, 0x40, AS_PATH[3:]),
    ("next-hop", 3, 0x40, NEXT_HOP[3:]),
    ("med", 4, 0x80, bytes(4)),
    ("local-pref", 5, 0x40, bytes(4)),
    ("atomic-aggregate", 6, 0x40, b""),
    ("aggregator", 7, 0xC0, b"\0\0\xfd\xe9" + bytes(4)),
    ("communities", 8, 0xC0, bytes(4)),
    ("originator-id", 9, 0x80, bytes(4)),
    ("cluster-list", 10, 0x80, bytes(4)),
    ("extended-communities", 16, 0xC0, bytes(8)),
    ("large-community", 32, 0xC0, bytes(12)),
    ("only-to-customer", 35, 0xC0, b"\0\0\xfd\xe9"),
)
_NEEDED: Final = {1: ORIGIN, 2: AS_PATH, 3: NEXT_HOP, 5: LOCAL_PREF}
#: those that the registry marks as deprecated (RFC 7606 §7)
_DEPRECATED: Final = (11, 12, 13, 19, 20, 21, 28, 30, 31, 129, 241, 242, 243)


def cases() -> Iterator[MalformedCase]:
    """Make the cases."""
    for name, code, flags, value in VALUES:
        for wrong in sorted({0x00, 0x40, 0x80, 0xC0} - {flags}):
            yield _wrong(name, code, wrong, value)
    # What does not matter: unused bits, a long length, Partial.
    for name, code, flags, value in VALUES:
        right = attribute(flags, code, value)
        yield _fine(f"{name}-right", code, right, "RFC 4271 §4.3")
        low = attribute(flags | 0x0F, code, value)
        yield _fine(f"flags-{name}-low-bits", code, low, "RFC 4271 §4.3")
        long = attribute(flags | 0x10, code, value)
        yield _fine(f"flags-{name}-extended-length", code, long, "RFC 4271 §4.3")
        partial = attribute(flags | 0x20, code, value)
        also = () if flags == 0xC0 else (_WITHDRAW,)
        yield _fine(f"flags-{name}-partial", code, partial, "RFC 7606 §3 (c)", also)
    yield from _discarded()
    yield from _unrecognised()


def _around(code: int, octets: bytes) -> bytes:
    """Put an attribute in an UPDATE that is otherwise right."""
    return update(*(_NEEDED | {code: octets}).values(), nlri=NLRI)


def _wrong(name: str, code: int, flags: int, value: bytes) -> MalformedCase:
    octets = attribute(flags, code, value)
    # RFC 7606 §3 (c) asks for treat-as-withdraw, §3 (f) for attribute discard of these two.
    also = (_DISCARD,) if code in (6, 7) else ()
    return case(
        f"flags-{name}-{flags:02x}",
        _around(code, octets),
        _WITHDRAW,
        "RFC 7606 §3 (c)",
        also=also,
        notification=(3, 4, octets),
        context=INTERNAL,
    )


def _fine(
    name: str, code: int, octets: bytes, rfc: str, also: tuple[Treatment, ...] = ()
) -> MalformedCase:
    return case(name, _around(code, octets), _NONE, rfc, also=also, context=INTERNAL)


def _discarded() -> Iterator[MalformedCase]:
    """Attributes of internal sessions from an external peer: dropped before flags are looked at."""
    sections = {5: "RFC 7606 §7.5", 9: "RFC 7606 §7.9", 10: "RFC 7606 §7.10"}
    for name, code, flags, value in VALUES:
        if code not in sections:
            continue
        for how, octets in {
            "right": attribute(flags, code, value),
            "flags": attribute(flags ^ 0xC0, code, value),
            "length": attribute(flags, code, value[1:]),
            "empty": attribute(flags, code),
        }.items():
            message = update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI)
            yield case(
                f"external-{name}-{how}",
                message,
                _DISCARD,
                sections[code],
                # §3 (h) asks for the stronger of two treatments, and §3 (c) has one for flags.
                also=(_WITHDRAW,) if how == "flags" else (),
                notification=(3, 9, octets),
                context=EXTERNAL,
            )


def _unrecognised() -> Iterator[MalformedCase]:
    """Attributes that nobody knows."""
    for flags in (0x00, 0x40):
        octets = attribute(flags, 250, b"x")
        yield case(
            f"unknown-well-known-{flags:02x}",
            update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
            _WITHDRAW,
            "RFC 7606 §3 (c)",
            also=(_RESET,),
            notification=(3, 2, octets),
        )
    fine: dict[str, tuple[int, int, bytes]] = {
        "transitive": (0xC0, 250, b"x"),
        "partial": (0xE0, 250, b"x"),
        "non-transitive": (0x80, 250, b"x"),
        "empty": (0xC0, 250, b""),
        **{f"deprecated-{code}": (0xC0, code, bytes(8)) for code in _DEPRECATED},
        "99": (0xC0, 99, bytes(3000)),
        "development": (0xC0, 255, bytes(200)),
    }
    context: Context = EXTERNAL
    for name, (flags, code, value) in fine.items():
        message = update(ORIGIN, AS_PATH, NEXT_HOP, attribute(flags, code, value), nlri=NLRI)
        yield case(f"unknown-{name}", message, _NONE, "RFC 4271 §9", context=context)
    octets = attribute(0xC0, 0, b"x")
    yield case(
        "unknown-reserved-0",
        update(ORIGIN, AS_PATH, NEXT_HOP, octets, nlri=NLRI),
        _DISCARD,
        "RFC 4271 §6.3",
        also=(_NONE, Treatment.IGNORE),
        notification=(3, 9, octets),
    )
