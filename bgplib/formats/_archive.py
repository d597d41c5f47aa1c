"""The context of messages that were recorded, where no session is there to judge by."""

from __future__ import annotations

from functools import lru_cache

from bgplib.context import Context
from bgplib.iana.families import AFI_IPV6
from bgplib.messages.decoder import Decoder
from bgplib.registry import Registry

__all__ = ["archive_context", "archive_decoder", "shared_decoder"]


@lru_cache(maxsize=16)
def archive_context(
    registry: Registry, *, four_octet_as: bool, add_path: bool = False, own_routes: bool = False
) -> Context:
    """Return the context that the type of a record implies.

    An archive shows what was received: no rule that depends on the session is applied, and any
    family may be there. A record of one of the ADDPATH subtypes has path identifiers in all
    families (RFC 8050 §3). Lengths of next hops that RFC 8950 allows are accepted. A table may hold
    routes of the collector's own.
    """
    return Context(
        four_octet_as=four_octet_as,
        add_path_receive=registry.families if add_path else (),
        extended_next_hop={(family, AFI_IPV6) for family in registry.extended_next_hop_families},
        extended_messages=True,
        session=None,
        own_routes=own_routes,
    )


@lru_cache(maxsize=16)
def archive_decoder(
    registry: Registry, *, four_octet_as: bool, add_path: bool = False, own_routes: bool = False
) -> Decoder:
    """Return the decoder of that context; records of one kind share it, and so its blocks."""
    context = archive_context(
        registry, four_octet_as=four_octet_as, add_path=add_path, own_routes=own_routes
    )
    return Decoder(context, registry)


@lru_cache(maxsize=64)
def shared_decoder(context: Context, registry: Registry) -> Decoder:
    """Return the decoder of a context, the same one as long as few contexts are in use."""
    return Decoder(context, registry)
