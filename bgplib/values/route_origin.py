"""The AS that originated a route, as RFC 6811 §2 derives it from the path."""

from __future__ import annotations

from bgplib.kernel.as_path import Segments

__all__ = ["route_origin"]


def route_origin(path: Segments, local_as: int | None = None) -> int | None:
    """Return the Route Origin ASN; None is the distinguished value "NONE".

    Args:
        path: the AS path.
        local_as: our own AS number, for routes from within our AS or confederation.
    """
    if not path:
        return local_as
    kind, asns = path[-1]
    # RFC 6811 §2: "the rightmost AS in the final segment of the AS_PATH attribute in the Route if
    # that segment is of type AS_SEQUENCE"
    if kind == 2:
        return asns[-1]
    # RFC 6811 §2: "the BGP speaker's own AS number if that segment is of type AS_CONFED_SEQUENCE
    # or AS_CONFED_SET or if the AS_PATH is empty"
    if kind in (3, 4):
        return local_as
    # RFC 6811 §2: "the distinguished value "NONE" if the final segment of the AS_PATH attribute is
    # of any other type."
    return None
