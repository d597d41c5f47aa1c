"""The fields of an OPEN (RFC 4271 §4.2, RFC 5492 §4, RFC 9072 §2)."""

from __future__ import annotations

from functools import partial
from typing import Final

from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.iana import capabilities
from bgplib.messages.decoder import Decoder
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.registry import Registry
from bgplib.values.address import address_text

__all__ = ["cut_capabilities", "cut_open"]

_CAPABILITIES: Final = 2
#: the Non-Ext OP Type, which says that lengths have two octets
_EXTENDED: Final = 255


def cut_open(cut: Cutter, decoder: Decoder) -> None:
    """Cut the body of an OPEN."""
    cut.number(1, "Version")
    cut.number(2, "My Autonomous System")
    cut.number(2, "Hold Time", lambda seconds: f"{seconds} s")
    cut.take(4, "BGP Identifier", address_text)
    extended = bool(cut.peek(0)) and cut.peek(1) == _EXTENDED
    if extended:
        cut.number(1, "Non-Ext OP Len.")
        cut.number(1, "Non-Ext OP Type")
    start = cut.position
    length = cut.number(2 if extended else 1, "Opt Parm Len")
    if length is not None and length != cut.remaining:
        cut.doubt(start, cut.position)
    parameters = partial(_parameters, registry=decoder.registry, extended=extended)
    cut.group(cut.remaining, "Optional Parameters", parameters)


def _parameters(cut: Cutter, registry: Registry, *, extended: bool) -> None:
    octets = 2 if extended else 1
    while cut.remaining:
        stop = min(cut.position + 1 + octets, cut.stop)
        length = int.from_bytes(cut.octets[cut.position + 1 : stop], "big")
        fill = partial(_parameter, registry=registry, octets=octets)
        cut.group(1 + octets + length, "Optional Parameter", fill)


def _parameter(cut: Cutter, registry: Registry, octets: int) -> None:
    start = cut.position
    is_known = cut.peek(0) == _CAPABILITIES
    cut.number(1, "Parm. Type", lambda kind: named(kind, "Capabilities" if is_known else None))
    length = cut.number(octets, "Parm. Length")
    if length is not None and length > cut.remaining:
        cut.doubt(start, cut.stop)
    if is_known:
        cut_capabilities(cut, registry)
    else:
        cut.doubt(start, cut.stop)
        cut.rest("Parm. Value")


def cut_capabilities(cut: Cutter, registry: Registry) -> None:
    """Cut all that is left to capabilities."""
    while cut.remaining:
        code = cut.peek(0) or 0
        row = registry.capability(code)
        fill = partial(_capability, registry=registry)
        name = capabilities.name(code) if row is None else row.name
        cut.group(2 + (cut.peek(1) or 0), name, fill)


def _capability(cut: Cutter, registry: Registry) -> None:
    start = cut.position
    code = cut.number(1, "Capability Code")
    length = cut.number(1, "Capability Length")
    if code is None or length is None:
        return
    row = registry.capability(code)
    text = ""
    if length > cut.remaining:
        cut.doubt(start, cut.stop)
    elif row is not None:
        try:
            text = row.decode(cut.octets[cut.position : cut.stop]).text
        except DecodeError as error:
            treatment = row.malformed if error.treatment is None else error.treatment
            if treatment == Treatment.SESSION_RESET:
                cut.doubt(start, cut.stop)
    cut.take(length, "Capability Value", lambda _: text)
