"""Routes for tests of policy, made of text and numbers."""

from __future__ import annotations

from typing import Any

from bgplib.attributes import AsPath, AttributeBlock, LocalPref, MultiExitDisc, NextHop, Origin
from bgplib.context import SessionType
from bgplib.policy import EXTENDED, IPV6_EXTENDED, LARGE, STANDARD
from bgplib.route import Path, Route, Source

__all__ = ["INTERNAL", "PEER", "block", "path", "route"]

PEER = Source(address="192.0.2.1", asn=65001, identifier="192.0.2.1")
INTERNAL = Source(
    address="192.0.2.2", asn=64500, identifier="192.0.2.2", session=SessionType.INTERNAL
)


def block(
    as_path: str = "65001",
    *,
    origin: int | None = 0,
    med: int | None = None,
    local_pref: int | None = None,
    communities: str = "",
    extended: str = "",
    large: str = "",
    ipv6: str = "",
    next_hop: str | None = None,
    more: tuple[object, ...] = (),
) -> AttributeBlock:
    """Make a block; communities are separated by blanks."""
    values: list[object] = [AsPath.parse(as_path), *more]
    if origin is not None:
        values.append(Origin(origin))
    if med is not None:
        values.append(MultiExitDisc(med))
    if local_pref is not None:
        values.append(LocalPref(local_pref))
    if next_hop is not None:
        values.append(NextHop.parse(next_hop))
    kinds = ((STANDARD, communities), (EXTENDED, extended), (LARGE, large), (IPV6_EXTENDED, ipv6))
    for kind, text in kinds:
        if text:
            values.append(kind.value(kind.marks(text.split())))
    return AttributeBlock.of(values)


def path(
    as_path: str = "65001", *, source: Source = PEER, via: str = "192.0.2.1", **more: Any
) -> Path:
    """Make a path of a peer."""
    return Path(source, block(as_path, **more), via)


def route(
    prefix: str = "198.51.100.0/24",
    as_path: str = "65001",
    *,
    source: Source = PEER,
    via: str = "192.0.2.1",
    **more: Any,
) -> Route:
    """Make a route to a prefix."""
    return Route.of(prefix, path(as_path, source=source, via=via, **more))
