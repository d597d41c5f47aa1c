"""The fields of NLRI: whole ones as their row reads them, and what these consist of."""

from __future__ import annotations

from functools import partial
from typing import Final

import attrs

from bgplib.errors import DecodeError
from bgplib.iana.families import (
    SAFI_EVPN,
    SAFI_MCAST_VPLS,
    SAFI_MCAST_VPN,
    SAFI_MUP,
    SAFI_SFC,
    Family,
)
from bgplib.messages.decoder import Decoder
from bgplib.messages.dissection._cutter import Cutter, named
from bgplib.nlri import Nlri, UnicastNlri
from bgplib.nlri._routes import TypedRoute
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.octets import Reader

__all__ = ["cut_nlri"]

#: octets before the route type, of the route type, and of the length, by SAFI
_FRAMES: Final = {
    SAFI_MCAST_VPN: (0, 1, 1),
    SAFI_MCAST_VPLS: (0, 1, 1),
    SAFI_SFC: (0, 2, 2),
    SAFI_EVPN: (0, 1, 1),
    SAFI_MUP: (1, 2, 1),
}


def cut_nlri(cut: Cutter, decoder: Decoder, family: Family, *, withdrawn: bool = False) -> None:
    """Cut a field of NLRI to single ones, up to the first whose end cannot be told."""
    families = decoder.family(family)
    row = families.codec
    if row is None:
        cut.rest("NLRI")
        return
    decode = row.decode
    if withdrawn and row.decode_withdrawn is not None:
        decode = row.decode_withdrawn
    while cut.remaining:
        reader = Reader(cut.octets, cut.position, cut.stop)
        nlri: Nlri | None = None
        try:
            path_id = reader.u32() if families.add_path else None
            nlri = attrs.evolve(decode(reader, family, decoder.context), path_id=path_id)
        except DecodeError as error:
            # Only a codec that has consumed the NLRI may ask for less than the row does.
            size = 0 if error.treatment is None else reader.position - cut.position
        else:
            size = reader.position - cut.position
        if not size:
            break
        fill = partial(_parts, nlri=nlri, family=family, add_path=families.add_path)
        cut.group(size, "NLRI", fill, "" if nlri is None else str(nlri))
    cut.rest("NLRI")


def _parts(cut: Cutter, nlri: Nlri | None, family: Family, *, add_path: bool) -> None:
    if add_path:
        cut.number(4, "Path Identifier")
    if isinstance(nlri, UnicastNlri | LabeledNlri | VpnNlri):
        cut.number(1, "Length")
        if not isinstance(nlri, UnicastNlri):
            for label in nlri.labels:
                cut.take(3, "Label", partial(_said, str(label)))
        if isinstance(nlri, VpnNlri):
            cut.take(8, "Route Distinguisher", partial(_said, str(nlri.rd)))
        cut.rest("Prefix", partial(_said, str(nlri.prefix)))
    elif isinstance(nlri, TypedRoute) and family.safi in _FRAMES:
        before, kind, length = _FRAMES[family.safi]
        cut.take(before, "Architecture Type")
        cut.number(kind, "Route Type", lambda number: named(number, nlri.codec.name))
        cut.number(length, "Length")
        _route(cut, nlri, family)
    elif cut.fields:
        cut.rest("Route")


def _route(cut: Cutter, route: TypedRoute, family: Family) -> None:
    """Cut the fields of a route, which its row lists."""
    for field in route.codec.fields:
        reader = Reader(cut.octets, cut.position, cut.stop)
        value = field.form.read(reader, family)
        said = partial(_said, field.form.text(value))
        cut.take(reader.position - cut.position, field.name.replace("_", " "), said)


def _said(text: str, _octets: bytes) -> str:
    return text
