"""What RIS Live sends: objects of JSON with a type and data, most of which tell of a peer.

    {"type": "ris_message", "data": {"timestamp": 1700000000.12, "peer": "192.0.2.1",
     "peer_asn": "64496", "host": "rrc00.ripe.net", "id": "...", "type": "UPDATE", ...}}

`type` is `ris_message`, or `ris_error`, `ris_subscribe_ok`, `ris_rrc_list`, `pong` and whatever
comes. The type within is `UPDATE`, `OPEN`, `NOTIFICATION` or `KEEPALIVE` for what a peer said, and
`STATE` or `RIS_PEER_STATE` for what became of its session. Fields that nobody here knows stay in
`data`. AS numbers and addresses are text or numbers, as the service had it at different times.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from bgplib._checks import check
from bgplib._frozen import frozen
from bgplib.context import Context
from bgplib.errors import ParseError
from bgplib.formats._archive import archive_context, shared_decoder
from bgplib.formats.json import _reading as given
from bgplib.formats.json._reading import Json, wrong
from bgplib.formats.mrt.bgp4mp import Bgp4mpMessage, Bgp4mpStateChange
from bgplib.formats.ris_live._values import address_of, asn_of, timestamp_of
from bgplib.messages.decoder import Message
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.address import address_text

__all__ = ["PeerMessage", "PeerState", "ServerMessage", "parse"]

_STATES: Final = ("STATE", "RIS_PEER_STATE")
# RFC 6396 §4.4.1: 1 is Idle and 6 is Established.
_IDLE: Final = 1
_ESTABLISHED: Final = 6
#: What RIS Live sends nests less deep than this. What nests deeper is refused before anyone goes
#: down in it: to print, compare or copy it would end in a RecursionError.
_DEEPEST: Final = 16


@attrs.frozen(kw_only=True)
class ServerMessage:
    """A message of the service: an error, an answer, or something of a type that comes one day."""

    type: str  #: `ris_error`, `ris_subscribe_ok`, `ris_rrc_list`, `pong`, ...
    #: what it holds, as JSON has it: objects are dicts, lists are lists
    data: Any = attrs.field(default=None, hash=False)

    @property
    def error(self) -> str | None:
        """What a `ris_error` complains about, after which the service may close; None of others."""
        if self.type != "ris_error":
            return None
        told = self.data.get("message") if isinstance(self.data, Mapping) else self.data
        return told if isinstance(told, str) else given.called(told)


@frozen(kw_only=True)
class PeerMessage(ServerMessage):
    """A `ris_message`: what a peer of a collector said, or the collector to it."""

    timestamp: float  #: when, in seconds since 1970-01-01 00:00 UTC
    peer_address: bytes  #: address of the peer
    peer_as: int  #: AS number of the peer
    host: str = ""  #: the collector, such as `rrc00.ripe.net`
    id: str = ""  #: what tells the message from others
    kind: str = ""  #: `UPDATE`, `OPEN`, `NOTIFICATION`, `KEEPALIVE`, or something new

    @property
    def address_text(self) -> str:
        """The address of the peer as text."""
        return address_text(self.peer_address)

    @property
    def octets(self) -> bytes | None:
        """The BGP message from its marker on; None unless `includeRaw` was asked for.

        Raises:
            ParseError: `raw` is there, and is no octets in hexadecimal.
        """
        raw = self.data.get("raw")
        return None if raw is None else given.octets(raw, "data.raw")

    def decode(
        self, context: Context | None = None, registry: Registry = DEFAULT_REGISTRY
    ) -> Message:
        """Decode the octets of the BGP message.

        Args:
            context: what the peer and the collector agreed on. RIS Live does not say it. None
                assumes what nearly all of them do: four-octet AS numbers, and no path identifiers;
                no rule that depends on the session is applied.
            registry: what decodes the message.

        Returns:
            The message; what is wrong with an UPDATE stands in its `findings`.

        Raises:
            DecodeError: the octets are not one whole message, or it is malformed.
            ParseError: there are no octets: the subscription has to ask for `includeRaw`.
        """
        check(registry, Registry, "registry")
        if context is None:
            context = archive_context(registry, four_octet_as=True)
        check(context, Context, "context")
        return shared_decoder(context, registry).decode(self._needed_octets())

    def record(self, *, four_octet_as: bool = True) -> Bgp4mpMessage | Bgp4mpStateChange:
        """Return the record of MRT in which a collector would have kept the message.

        `mrt.write` makes an archive of such records, and a `mrt.Loader` keeps a RIB up to date.
        Neither AS number nor address of the collector are known: they are 0.

        Args:
            four_octet_as: AS numbers of an UPDATE have four octets, as nearly all peers send them.

        Raises:
            ParseError: there are no octets: the subscription has to ask for `includeRaw`.
        """
        return Bgp4mpMessage(
            **self._peering(),
            four_octet_as=four_octet_as,
            is_local=self.data.get("direction") == "sent",
            octets=self._needed_octets(),
        )

    def _needed_octets(self) -> bytes:
        octets = self.octets
        if octets is None:
            raise ParseError("there is no 'raw' in data: subscribe with include_raw=True")
        return octets

    def _peering(self) -> dict[str, Any]:
        """Return the fields that all records of BGP4MP have."""
        seconds, microseconds = divmod(round(self.timestamp * 1_000_000), 1_000_000)
        return {
            "timestamp": seconds,
            "microseconds": microseconds,
            "peer_as": self.peer_as,
            "local_as": 0,
            "peer_address": self.peer_address,
            "local_address": bytes(len(self.peer_address)),
        }


@attrs.frozen(kw_only=True)
class PeerState(PeerMessage):
    """The session of a peer came up or went down, and all of its routes with it."""

    state: str  #: `connected`, `up`, `down`, or something new

    @property
    def is_down(self) -> bool:
        """Whether the session ended."""
        return self.state == "down"

    def record(self, *, four_octet_as: bool = True) -> Bgp4mpStateChange:
        """Return the record of MRT: from Established to Idle where it is down, else the reverse.

        Args:
            four_octet_as: write AS numbers with four octets.
        """
        before, after = (_ESTABLISHED, _IDLE) if self.is_down else (_IDLE, _ESTABLISHED)
        return Bgp4mpStateChange(
            **self._peering(), four_octet_as=four_octet_as, old_state=before, new_state=after
        )


def parse(message: Mapping[str, Any] | str | bytes) -> ServerMessage:
    """Read a message of RIS Live.

    What its data say of routes is looked at by `elements`, what they say of octets by `decode`.

    Args:
        message: the object, or its text: one message of the websocket, one line of the stream.

    Returns:
        A `PeerMessage`, of which a `PeerState` is one, where it is a `ris_message`.

    Raises:
        ParseError: it is not JSON, nests too deep, has no type; or it is a `ris_message`, and does
            not say when and of which peer. The error says where: `data.peer: ...`.
    """
    found = given.loaded(message) if isinstance(message, str | bytes) else message
    found = given.obj(found, "")
    _check_depth(found)
    if "type" not in found:
        raise wrong("", "there is no 'type'")
    name = given.text(found["type"], "type")
    if name != "ris_message":
        return ServerMessage(type=name, data=found.get("data"))
    data = given.obj(found.get("data"), "data")
    kind = _text(data, "type")
    fields: dict[str, Any] = {
        "type": name,
        "data": data,
        "timestamp": timestamp_of(data.get("timestamp"), "data.timestamp"),
        "peer_address": address_of(data.get("peer"), "data.peer"),
        "peer_as": asn_of(data.get("peer_asn"), "data.peer_asn"),
        "host": _text(data, "host"),
        "id": _text(data, "id"),
        "kind": kind,
    }
    if kind in _STATES:
        return PeerState(**fields, state=given.text(data.get("state"), "data.state"))
    return PeerMessage(**fields)


def _text(data: Json, name: str) -> str:
    """Return a text that may be lacking."""
    value = data.get(name)
    return "" if value is None else given.text(value, f"data.{name}")


def _check_depth(found: Json) -> None:
    level: list[Any] = list(found.values())
    for _ in range(_DEEPEST):
        level = [
            item
            for each in level
            if isinstance(each, dict | list | tuple)
            for item in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise ParseError("it nests too deep for a message")
