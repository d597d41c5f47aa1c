"""Subscription: which messages a program asks RIS Live for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

import attrs

from bgplib._checks import check_fields, read_each, several
from bgplib.values.address import address_octets, address_text
from bgplib.values.prefix import Prefix

__all__ = ["Subscription"]

_SUBSCRIBE: Final = "ris_subscribe"


def _prefixes(value: Iterable[Prefix | str] | Prefix | str) -> tuple[Prefix, ...]:
    return read_each(several(value), Prefix, "prefixes", Prefix.parse)


def _peer(value: Any) -> Any:
    return address_text(address_octets(value)) if isinstance(value, str) else value


@attrs.frozen(kw_only=True)
class Subscription:
    """What is wanted: messages that are all that is said here. None says nothing.

    On the websocket a program sends `message()`, once for each subscription; of the HTTP stream it
    asks for one, in a header `X-RIS-Subscribe` that holds `header()`.

    Raises:
        LocalError: a value is of another type than its field.
        ParseError: a text is no prefix, or no address.
    """

    host: str | None = None  #: the collector, such as `rrc21`
    type: str | None = None  #: `UPDATE`, `OPEN`, `NOTIFICATION`, `KEEPALIVE`, `RIS_PEER_STATE`
    require: str | None = None  #: a key that has to be there, such as `announcements`
    peer: str | None = attrs.field(default=None, converter=_peer)  #: address of a peer
    #: an AS number, or a pattern: `64496$`, `^64496,64497`, `!64496`, `[64496,64497]` is an AS_SET
    path: int | str | None = None
    #: destinations, one of which is announced or withdrawn (text is converted)
    prefixes: tuple[Prefix, ...] = attrs.field(default=(), converter=_prefixes)
    more_specific: bool | None = None  #: a prefix within them will do; the service assumes so
    less_specific: bool | None = None  #: a prefix that they are within will do
    include_raw: bool | None = None  #: BGP messages come with their octets
    acknowledge: bool | None = None  #: a `ris_subscribe_ok` comes for each subscription

    def __attrs_post_init__(self) -> None:
        """Check what was handed in: the service would ignore what it does not know."""
        check_fields(self)

    @property
    def data(self) -> dict[str, Any]:
        """The object of JSON."""
        prefixes: list[str] = list(map(str, self.prefixes))
        options = {"includeRaw": self.include_raw, "acknowledge": self.acknowledge}
        options = {name: value for name, value in options.items() if value is not None}
        said = {
            "host": self.host,
            "type": self.type,
            "require": self.require,
            "peer": self.peer,
            "path": self.path,
            "prefix": (prefixes[0] if len(prefixes) == 1 else prefixes) or None,
            "moreSpecific": self.more_specific,
            "lessSpecific": self.less_specific,
            "socketOptions": options or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    def message(self, type: str = _SUBSCRIBE) -> str:
        """Return the text of a message for the websocket.

        Args:
            type: `ris_unsubscribe` ends what the same filters began.
        """
        return json.dumps({"type": type, "data": self.data})

    def header(self) -> str:
        """Return the value of the header `X-RIS-Subscribe`, for the HTTP stream."""
        return json.dumps(self.data)
