"""Flow specifications as GoBGP's command line and ExaBGP's configuration spell them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bgplib.errors import LocalError
from bgplib.iana.families import AFI_IPV6
from bgplib.nlri.flowspec import _types
from bgplib.nlri.flowspec._components import (
    BitmaskComponent,
    Component,
    NumericComponent,
    PrefixComponent,
)
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["exabgp_text", "gobgp_text"]

# GoBGP has the two the other way round, as drafts before RFC 8955 had.
_GOBGP_CONSTANTS: Final = {"true": "false", "false": "true"}
_GOBGP_FLAGS: Final = {
    0x01: "F",
    0x02: "S",
    0x04: "R",
    0x08: "P",
    0x10: "A",
    0x20: "U",
    0x40: "E",
    0x80: "C",
}
_GOBGP_FRAGMENTS: Final = {
    0x01: "dont-fragment",
    0x02: "is-fragment",
    0x04: "first-fragment",
    0x08: "last-fragment",
}
_EXABGP_FLAGS: Final = {
    0x01: "fin",
    0x02: "syn",
    0x04: "rst",
    0x08: "push",
    0x10: "ack",
    0x20: "urgent",
    0x40: "ece",
    0x80: "cwr",
}
_LAST_EXABGP: Final = 13


def gobgp_text(components: Sequence[Component], rd: RouteDistinguisher | None) -> str:
    """Return the words for GoBGP: `match destination 10.0.0.0/24 protocol ==6`.

    Raises:
        LocalError: GoBGP has no word for some bits.
    """
    words = [] if rd is None else ["rd", rd.gobgp_text()]
    words.append("match")
    for each in components:
        words.append(each.name)
        if isinstance(each, PrefixComponent):
            words.append(str(each.prefix))
            if each.offset:
                words.append(str(each.offset))
        elif isinstance(each, NumericComponent):
            words += _gobgp_numbers(each)
        elif isinstance(each, BitmaskComponent):
            words += _gobgp_bits(each)
        else:
            words.append(each.condition)
    return " ".join(words)


def _gobgp_numbers(component: NumericComponent) -> list[str]:
    texts = []
    for at, term in enumerate(component.terms):
        text = _GOBGP_CONSTANTS.get(term.sign) or term.plain
        texts.append("&" + text if at and term.conjunction else text)
    return _together(texts)


def _gobgp_bits(component: BitmaskComponent) -> list[str]:
    is_tcp = component.type == _types.TCP_FLAGS
    names, between = (_GOBGP_FLAGS, "") if is_tcp else (_GOBGP_FRAGMENTS, "+")
    texts = []
    for at, term in enumerate(component.terms):
        text = term.sign + between.join(_bit_names(term.value, names, component.name))
        texts.append("&" + text if at and term.conjunction else text)
    return _together(texts)


def _together(texts: list[str]) -> list[str]:
    """Join to each term those that AND ties to it."""
    words: list[str] = []
    for text in texts:
        if text[0] == "&" and words:
            words[-1] += text
        else:
            words.append(text)
    return words


def _bit_names(value: int, names: dict[int, str], component: str) -> list[str]:
    if not value or value & ~sum(names):
        raise LocalError(f"there is no word for the bits {value:#x} of {component}")
    return [name for bit, name in names.items() if value & bit]


def exabgp_text(components: Sequence[Component], rd: RouteDistinguisher | None) -> str:
    """Return the block for ExaBGP: `match { destination 10.0.0.0/24; protocol [ =6 ]; }`.

    Raises:
        LocalError: ExaBGP has no word for a component or some bits.
    """
    is_ipv6 = any(isinstance(each, PrefixComponent) and each.afi == AFI_IPV6 for each in components)
    parts = [f"{_exabgp_name(each, is_ipv6=is_ipv6)} {_exabgp_match(each)};" for each in components]
    block = f"match {{ {' '.join(parts)} }}"
    return block if rd is None else f"rd {rd}; {block}"


def _exabgp_name(component: Component, *, is_ipv6: bool) -> str:
    if component.type > _LAST_EXABGP:
        raise LocalError(f"ExaBGP has no component {component.name}")
    names = {3: "next-header", 11: "traffic-class"} if is_ipv6 else {}
    return ({13: "flow-label"} | names).get(component.type, component.name)


def _exabgp_match(component: Component) -> str:
    if isinstance(component, PrefixComponent):
        offset = f"/{component.offset}" if component.afi == AFI_IPV6 else ""
        return f"{component.prefix}{offset}"
    if isinstance(component, NumericComponent):
        texts = []
        for term in component.terms:
            if term.sign in ("true", "false"):
                raise LocalError(f"ExaBGP has no operator {term.sign}")
            texts.append(term.plain.replace("==", "=", 1))
    elif isinstance(component, BitmaskComponent):
        is_tcp = component.type == _types.TCP_FLAGS
        names = _EXABGP_FLAGS if is_tcp else _GOBGP_FRAGMENTS
        texts = [
            term.sign + "+".join(_bit_names(term.value, names, component.name))
            for term in component.terms
        ]
    else:
        return component.condition
    joined = "".join(
        ("&" if at and term.conjunction else " ") + text
        for at, (term, text) in enumerate(zip(component.terms, texts, strict=True))
    )
    return f"[{joined} ]"
