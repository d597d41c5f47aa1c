"""The routes in a message, as rows of the columns that archives have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from bgplib._checks import check
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.formats._addresses import AddressTexts, ipv4_prefix_text, ipv6_prefix_text
from bgplib.formats.json import _reading as given
from bgplib.formats.mrt._row import Row
from bgplib.formats.mrt._update_elements import UpdateElements
from bgplib.formats.mrt.element import Element
from bgplib.formats.ris_live import _values as values
from bgplib.formats.ris_live.message import PeerMessage, ServerMessage
from bgplib.iana.families import AFI_IPV4
from bgplib.kernel import as_path as kernel
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import is_link_local
from bgplib.values.prefix import Prefix

__all__ = ["elements"]

_KIND: Final = "RIS_LIVE/UPDATE"
# What a withdrawal has in the columns from `next_hop` on.
_NOTHING: Final = (None, None, None, None, None, None, None, False, None, None, None, _KIND)
_ADDRESSES: Final = AddressTexts()


def elements(
    message: ServerMessage, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
) -> list[Element]:
    """Return the routes that a message withdraws and announces, as `mrt.elements` shows them.

    The JSON leaves out what many routes have: LOCAL_PREF, ATOMIC_AGGREGATE, large and extended
    communities. Who needs these subscribes with `include_raw` and hands in a context.

    Args:
        message: any message; only an UPDATE has routes.
        context: None: the JSON is read. A context: the octets are decoded by it, as `decode` does,
            and RFC 7606 is applied; `Context(session=None)` is what nearly all peers agreed on.
        registry: what decodes the octets.

    Raises:
        LocalError: it is no message, but the text of one, which `parse` reads.
        ParseError: something in the JSON is no route; the error says where. Or there is a context,
            and there are no octets.
        DecodeError: the octets are not one whole message, or it is malformed.
    """
    given: object = message
    if isinstance(given, str | bytes | Mapping):
        raise LocalError(f"message is a {type(given).__name__}, which `parse` makes a message of")
    if not isinstance(message, PeerMessage):
        check(message, ServerMessage, "message")
        return []
    if message.kind != "UPDATE":
        return []
    if context is None:
        return _of_json(message)
    update = message.decode(context, registry)
    if not isinstance(update, Update):
        return []
    rows = _update_elements(registry)
    return rows.rows(update, message.timestamp, message.peer_address, message.peer_as, _KIND)


@lru_cache(maxsize=4)
def _update_elements(registry: Registry) -> UpdateElements:
    return UpdateElements(registry, _ignore)


def _ignore(_text: str, _rfc: str) -> None:
    """Tell nobody: `findings` of the decoded UPDATE have it."""


def _of_json(message: PeerMessage) -> list[Element]:
    data = message.data
    head = (message.timestamp, "W", _ADDRESSES[message.peer_address], message.peer_as)
    rows: list[Element] = [
        Row((*head, _text(prefix), *_NOTHING))
        for prefix in values.prefixes_of(data.get("withdrawals"), "data.withdrawals")
    ]
    announcements = data.get("announcements")
    if not announcements:
        return rows
    head = (message.timestamp, "A", *head[2:])
    columns = _columns(data)
    seen: set[Prefix] = set()
    for path, item in given.each(announcements, "data.announcements"):
        group = given.obj(item, path)
        address = values.next_hop_of(group.get("next_hop"), f"{path}.next_hop")
        prefixes = values.prefixes_of(group.get("prefixes"), f"{path}.prefixes")
        if is_link_local(address):
            # In messages of 2021 the two addresses of a next hop (RFC 2545 §3) are two
            # announcements of the same prefixes.
            prefixes = [prefix for prefix in prefixes if prefix not in seen]
        seen.update(prefixes)
        end = (_ADDRESSES[address] if address else None, *columns)
        rows += [Row((*head, _text(prefix), *end)) for prefix in prefixes]
    return rows


def _columns(data: given.Json) -> tuple[Any, ...]:
    """Return the columns from `as_path` on."""
    path = values.as_path_of(data.get("path"), "data.path")
    aggregator = values.aggregator_of(data.get("aggregator"), "data.aggregator")
    return (
        None if path is None else kernel.text(path),
        _origin_asns(path),
        values.origin_of(data.get("origin"), "data.origin"),
        None,
        values.med_of(data.get("med"), "data.med"),
        values.communities_of(data.get("community"), "data.community"),
        False,
        None if aggregator is None else aggregator[0],
        None if aggregator is None else _ADDRESSES[aggregator[1]],
        None,
        _KIND,
    )


def _origin_asns(path: kernel.Segments | None) -> tuple[int, ...] | None:
    """Return the AS that a path starts from, which stands last; the ASes of a set there."""
    if not path:
        return None
    kind, asns = path[-1]
    return asns[-1:] if kind == values.AS_SEQUENCE else asns


def _text(prefix: Prefix) -> str:
    key = prefix.key
    return ipv4_prefix_text(key) if prefix.afi == AFI_IPV4 else ipv6_prefix_text(key)
