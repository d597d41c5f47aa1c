"""Flow specifications out of ExaBGP's JSON."""

from __future__ import annotations

import re
from typing import Any, Final

from bgplib.errors import BGPError
from bgplib.formats.exabgp_json._flowspec import FRAGMENTS, NAMES, NUMBERS, TCP_FLAGS
from bgplib.formats.exabgp_json._reading import prefix
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.iana.families import AFI_IPV6, Family
from bgplib.nlri.flowspec import _types
from bgplib.nlri.flowspec._components import (
    BitmaskComponent,
    Component,
    NumericComponent,
    PrefixComponent,
)
from bgplib.nlri.flowspec._operators import BitmaskTerm, NumericTerm

__all__ = ["COMPONENTS", "components_from_json"]

_PREFIXES: Final = {
    "destination-ipv4": _types.DESTINATION,
    "destination-ipv6": _types.DESTINATION,
    "source-ipv4": _types.SOURCE,
    "source-ipv6": _types.SOURCE,
}
_TYPES: Final = {name: code for code, name in NAMES.items()} | {
    "next-header": _types.PROTOCOL,
    "traffic-class": _types.DSCP,
}
#: the keys of components
COMPONENTS: Final = (*_PREFIXES, *_TYPES)
_NUMERIC: Final = re.compile(r"(true|false|[<>!]?=|[<>])(.*)")
_UNKNOWN_FLAGS: Final = re.compile(r"unknown tcp flag type ([0-9]{1,5})")
_NUMBER: Final = re.compile(r"[0-9]{1,20}")
_BITS: Final = re.compile(r"0x[0-9a-f]{1,2}")


def components_from_json(found: Json, family: Family, path: str) -> tuple[Component, ...]:
    """Return the components of a rule.

    Raises:
        ParseError: one is malformed, or is there twice.
    """
    components: dict[int, Component] = {}
    for name, value in found.items():
        if name not in COMPONENTS:
            continue
        where = given.key(path, name)
        kind = _PREFIXES.get(name) or _TYPES[name]
        if kind in components:
            raise wrong(where, "this is there already, under another name")
        read = _prefix if name in _PREFIXES else _terms
        components[kind] = read(kind, value, family, where)
    if not components:
        raise wrong(path, "there is no component")
    return tuple(components.values())


def _prefix(kind: int, value: Any, family: Family, path: str) -> Component:
    texts = [given.text(item, where) for where, item in given.each(value, path)]
    if len(texts) != 1:
        raise wrong(path, f"there are {len(texts)} prefixes, and not 1")
    text, offset = texts[0], "0"
    if family.afi == AFI_IPV6:
        text, _, offset = text.rpartition("/")
        if _NUMBER.fullmatch(offset) is None:
            raise wrong(path, f"{given.called(texts[0])} has no offset behind its length")
    try:
        return PrefixComponent.of(kind, prefix(text, family, path), int(offset))
    except BGPError as error:
        raise wrong(path, error) from None


def _terms(kind: int, value: Any, family: Family, path: str) -> Component:
    texts: list[tuple[str, str, bool]] = []
    for where, item in given.each(value, path):
        for at, text in enumerate(given.text(item, where).split("&")):
            texts.append((where, text, at > 0))
    if not texts:
        raise wrong(path, "there is nothing to compare with")
    if _types.form_of(kind, family.afi) == _types.BITMASK:
        return BitmaskComponent(
            type=kind, terms=tuple(_bitmask(kind, text, joined, at) for at, text, joined in texts)
        )
    return NumericComponent(
        type=kind, terms=tuple(_numeric(kind, text, joined, at) for at, text, joined in texts)
    )


def _numeric(kind: int, text: str, joined: bool, path: str) -> NumericTerm:
    match = _NUMERIC.fullmatch(text)
    if match is None:
        raise wrong(path, f"{given.called(text)} is no comparison")
    sign, word = match[1], match[2]
    if sign in ("true", "false") and not word:
        word = "0"
    for number, name in NUMBERS.get(kind, {}).items():
        if word == name:
            word = str(number)
    if _NUMBER.fullmatch(word) is None:
        raise wrong(path, f"{given.called(word)} is no number")
    if int(word) >> 64:
        raise wrong(path, f"{word} does not fit in 64 bits")
    return NumericTerm.of("==" if sign == "=" else sign, int(word), conjunction=joined)


def _bitmask(kind: int, text: str, joined: bool, path: str) -> BitmaskTerm:
    sign = next(each for each in ("!=", "!", "=", "") if text.startswith(each))
    words = text.removeprefix(sign)
    names = TCP_FLAGS if kind == _types.TCP_FLAGS else FRAGMENTS
    bits = {name: bit for bit, name in names.items()}
    value = 0
    for word in words.split("+") if words else ():
        unknown = _UNKNOWN_FLAGS.fullmatch(word)
        if unknown is not None:
            value |= int(unknown[1])
        elif _BITS.fullmatch(word):
            value |= int(word, 16)
        elif word in bits:
            value |= bits[word]
        else:
            raise wrong(path, f"{given.called(word)} is no flag")
    return BitmaskTerm.of(sign, value, conjunction=joined)
