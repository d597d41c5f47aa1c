"""RTR, the protocol by which routers have validated payloads from a cache (RFC 8210, RFC 6810).

    client = rtr.Client()
    client.start(now)
    ...  # `ConnectWanted`: connect to port 323 of the cache, and call `client.connection_made`
    client.receive_data(octets, now)
    for event in client.events():
        if isinstance(event, rtr.PayloadsChanged | rtr.PayloadsExpired):
            speaker.update_validation(now, roas=client.roas, aspas=client.aspas)

A `Client` is a router's side, and a `Cache` the other one, for tests and for programs that have
payloads of their own; neither opens a socket. `decode` reads a single PDU, and `encode` of each
makes its octets. Version 2, with ASPAs, is draft-ietf-sidrops-8210bis.
"""

from __future__ import annotations

from bgplib.rtr._table import decode
from bgplib.rtr.cache import Cache, CacheConnection
from bgplib.rtr.client import Client, ClientState
from bgplib.rtr.control import (
    CacheReset,
    CacheResponse,
    EndOfData,
    ResetQuery,
    SerialNotify,
    SerialQuery,
)
from bgplib.rtr.error import PduError
from bgplib.rtr.error_report import ErrorReport
from bgplib.rtr.events import (
    CacheReported,
    CloseWanted,
    ConnectWanted,
    Event,
    PayloadsChanged,
    PayloadsExpired,
)
from bgplib.rtr.payload import AspaPdu, Payload, PrefixPdu, RouterKey, RouterKeyPdu
from bgplib.rtr.pdu import Pdu

__all__ = [
    "AspaPdu",
    "Cache",
    "CacheConnection",
    "CacheReported",
    "CacheReset",
    "CacheResponse",
    "Client",
    "ClientState",
    "CloseWanted",
    "ConnectWanted",
    "EndOfData",
    "ErrorReport",
    "Event",
    "Payload",
    "PayloadsChanged",
    "PayloadsExpired",
    "Pdu",
    "PduError",
    "PrefixPdu",
    "ResetQuery",
    "RouterKey",
    "RouterKeyPdu",
    "SerialNotify",
    "SerialQuery",
    "decode",
]
