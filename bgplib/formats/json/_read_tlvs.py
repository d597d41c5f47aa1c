"""TLVs of BGP-LS out of JSON: octets by their layouts, or as they stand."""

from __future__ import annotations

from typing import Any

from bgplib.attributes.bgp_ls import tlvs as _complete  # noqa: F401 - all layouts are known then
from bgplib.errors import BGPError, DecodeError
from bgplib.formats.json import _reading as given
from bgplib.formats.json._read_values import value_from_json
from bgplib.formats.json._reading import wrong
from bgplib.formats.json._values import plain
from bgplib.iana.bgp_ls import tlv_code
from bgplib.nlri.bgp_ls import LinkStateTlv, LinkStateTlvs
from bgplib.nlri.bgp_ls._table import TlvTable

__all__ = ["tells", "tlvs_from_json"]


def tlvs_from_json(value: Any, path: str) -> LinkStateTlvs:
    """Return TLVs, in their order.

    Raises:
        ParseError: one is malformed.
    """
    return LinkStateTlvs(_tlv(item, where) for where, item in given.each(value, path))


def tells(tlv: LinkStateTlv, shown: Any) -> bool:
    """Say whether the octets of a TLV can be read out of what is shown of its value."""
    try:
        return _octets(tlv.type, shown, "") == tlv.octets
    except BGPError:
        return False


def _tlv(value: Any, path: str) -> LinkStateTlv:
    found = given.checked_keys(value, path, (), ("type", "name", "value", "octets"))
    if "type" in found:
        code = given.number(found["type"], given.key(path, "type"))
    elif "name" in found:
        code = given.parsed(tlv_code, found["name"], given.key(path, "name"))
    else:
        raise wrong(path, "there is no 'type'")
    if "octets" not in found:
        if "value" not in found:
            raise wrong(path, "there is no 'value'")
        octets = _octets(code, found["value"], given.key(path, "value"))
        return LinkStateTlv(code, octets, octets)
    octets = given.octets(found["octets"], given.key(path, "octets"))
    if "value" in found and found["value"] not in _forms(code, octets):
        raise wrong(
            given.key(path, "octets"), "this is not what 'value' says: leave one of the two out"
        )
    return LinkStateTlv(code, octets, octets)


def _forms(code: int, octets: bytes) -> list[Any]:
    """Return what can be shown of the value of a TLV."""
    layout = _table().layouts.get(code)
    try:
        value = None if layout is None else layout.decode(octets)
    except DecodeError:
        value = None
    return [octets.hex()] if value is None else [octets.hex(), plain(value)]


def _octets(code: int, value: Any, path: str) -> bytes:
    table = _table()
    layout = table.layouts.get(code)
    hint = None if layout is None or layout.kind is None else layout.kind.hint
    if hint is None:
        return given.octets(value, path)
    try:
        meant = value_from_json(hint, value, "value", path)
        return table.make(code, meant).octets
    except BGPError as error:
        # Octets that are not laid out as those of their type should be are shown as they are.
        if isinstance(value, str) and hint is not str:
            try:
                return given.octets(value, path)
            except BGPError:
                pass
        raise error if str(error).startswith(path) else wrong(path, error) from None


def _table() -> TlvTable:
    table: TlvTable = LinkStateTlv.table
    return table
