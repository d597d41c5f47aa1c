"""EVPN routes as GoBGP's command line spells them.

    a-d esi <esi> etag <etag> label <label> rd <rd>
    macadv <mac> [<ip>] [esi <esi>] etag <etag> label <label>[,<label>] rd <rd>
    multicast <ip> etag <etag> rd <rd>
    esi <ip> esi <esi> rd <rd>
    prefix <prefix> [gw <gateway>] [esi <esi>] etag <etag> [label <label>] rd <rd>

A label there is all 24 bits of the field, which is a VNI (RFC 8365 §5.1.3): GoBGP makes `label 16`
of MPLS label 1. `vni:16` says the same. Labels of several stand with a comma between, or a slash
as in other families. GoBGP wants an address, and takes 0.0.0.0 for none; it may be left out here.

Route targets, tunnels and other attributes, which GoBGP takes on the same line, are not NLRI.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import attrs

from bgplib.errors import LocalError, ParseError
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.evpn._table import ROUTES
from bgplib.nlri.evpn.mac_ip import MacIpAdvertisement
from bgplib.values._notation import brief
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.route_distinguisher import RouteDistinguisher

__all__ = ["COMMANDS", "gobgp_text", "is_gobgp_text", "parse_gobgp_text"]


@attrs.frozen
class _Form:
    """The line of one route type."""

    word: str  #: of the type, as its row has it
    bare: tuple[str, ...]  #: words of the fields that stand first, without those
    named: tuple[str, ...]  #: words of the fields that follow, each behind its own


_FORMS: Final = {
    "a-d": _Form("A-D", (), ("esi", "etag", "label", "rd")),
    "macadv": _Form("macadv", ("mac", "ip"), ("esi", "etag", "labels", "rd")),
    "multicast": _Form("multicast", ("ip",), ("etag", "rd")),
    "esi": _Form("esi", ("ip",), ("esi", "rd")),
    "prefix": _Form("prefix", ("prefix",), ("gw", "esi", "etag", "label", "rd")),
}
#: what GoBGP calls a field, where that is not our word
_GOBGP_WORDS: Final = {"labels": "label"}
#: how many words an Ethernet segment identifier has, by the first; others have 3
_ESI_WORDS: Final = {"single-homed": 1, "0": 1, "arbitrary": 2}
#: fields that print otherwise than in our form
_WORDS: Final[dict[str, Callable[[Any], str]]] = {
    "esi": EthernetSegmentId.gobgp_text,
    "rd": RouteDistinguisher.gobgp_text,
    "label": lambda label: str(label.vni),
    "labels": lambda labels: ",".join(str(label.vni) for label in labels),
}
#: what stands between labels
_COMMA: Final = re.compile("[,/]")
#: the words that such a line begins with
COMMANDS: Final = tuple(_FORMS)
_BY_TYPE: Final = {form.word: (word, form) for word, form in _FORMS.items()}
_ROWS: Final = {row.word: row for row in ROUTES.rows}


def gobgp_text(route: TypedRoute) -> str:
    """Return what GoBGP's command line takes: `macadv 00:00:5e:00:53:01 192.0.2.1 etag 100 ...`.

    `gobgp global rib add -a evpn ` stands before it, attributes such as ` rt 65000:100` behind.

    Raises:
        LocalError: GoBGP has no words for the type, or for a value.
    """
    found = _BY_TYPE.get(route.codec.word)
    if found is None:
        raise LocalError(f"GoBGP's command line has no {route.codec.word} routes")
    word, form = found
    words = [word]
    fields = {field.word: field for field in route.codec.fields}
    for each in (*form.bare, *form.named):
        field = fields[each]
        value = getattr(route, field.name)
        if each in form.named:
            words.append(_GOBGP_WORDS.get(each, each))
        words.append(_WORDS.get(each, field.form.text)(value))
    if isinstance(route, MacIpAdvertisement) and not route.ip:
        words[2] = "0.0.0.0"
    text = " ".join(words)
    # An address that is not there has a word for hosts alone.
    if "*" in words or parse_gobgp_text(text) != attrs.evolve(route, path_id=None):
        raise LocalError(f"GoBGP's command line has no words for {route}")
    return text


def is_gobgp_text(text: str) -> bool:
    """Say whether a text begins as such a line."""
    return text.split(None, 1)[0].lower() in _FORMS if text.strip() else False


def parse_gobgp_text(text: str) -> TypedRoute:
    """Read such a line, without the attributes that may follow.

    Raises:
        ParseError: a field is missing, unknown or malformed.
    """
    words = text.split()
    form = _FORMS[words[0].lower()]
    row = _ROWS[form.word]
    by_word = {_GOBGP_WORDS.get(each, each): each for each in form.named}
    if row.value is MacIpAdvertisement and len(words) > 2 and words[2] in by_word:
        words.insert(2, "0.0.0.0")
    at = 1 + len(form.bare)
    if len(words) < at:
        raise ParseError(f"{brief(text)} ends before the {form.bare[-1]}")
    pieces = dict(zip(form.bare, words[1:at], strict=True))
    while at < len(words):
        each = by_word.get(words[at])
        if each is None or each in pieces:
            raise ParseError(f"{brief(words[at])} has no place in NLRI as {brief(text)}")
        count = 1
        if each == "esi" and at + 1 < len(words):
            first = words[at + 1].lower()
            count = 1 if ":" in first else _ESI_WORDS.get(first, 3)
        pieces[each] = " ".join(words[at + 1 : at + 1 + count])
        at += 1 + count
    # GoBGP takes this address for none.
    if row.value is MacIpAdvertisement and pieces["ip"] in ("0.0.0.0", "::"):
        pieces["ip"] = ""
    for each in ("label", "labels"):
        if each in form.named:
            pieces[each] = ",".join(map(_as_vni, _COMMA.split(pieces.get(each, "0"))))
    route: TypedRoute = row.parse(pieces)
    return route


def _as_vni(word: str) -> str:
    """Return a label of GoBGP's command line in our form."""
    return f"vni:{word}" if word.isdigit() else word
