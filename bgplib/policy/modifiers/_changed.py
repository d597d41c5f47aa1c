"""Paths with other attributes, which all modifiers make the same way."""

from __future__ import annotations

from collections.abc import Iterable

from bgplib.attributes._segments import Segment
from bgplib.attributes.as_path import AsPath
from bgplib.iana import attributes as iana
from bgplib.kernel.as_path import Segments
from bgplib.route import Path

__all__ = ["with_as_path", "with_values"]


def with_values(path: Path, *values: object, without: Iterable[int] = ()) -> Path:
    """Return a path with other attributes; the same one where nothing differs.

    Args:
        path: the path.
        values: what comes in, in place of attributes of the same types.
        without: type codes of what goes.

    Raises:
        EncodeError: a value has no place on the wire.
    """
    gone = tuple(code for code in without if code in path.attributes)
    if not values and not gone:
        return path
    block = path.attributes.replace(*values, without=gone)
    return path if block == path.attributes else path.replace(attributes=block)


def with_as_path(path: Path, segments: Segments) -> Path:
    """Return a path that has come through other ASes.

    A BGPSEC_PATH goes: its signatures are of another path (RFC 8205 §4.4).

    Raises:
        EncodeError: the path is too long.
    """
    if segments == path.attributes.as_path:
        return path
    value = AsPath(tuple(Segment(kind, asns) for kind, asns in segments))
    return with_values(path, value, without=(iana.BGPSEC_PATH,))
