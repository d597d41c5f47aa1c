"""Source, Path and Route: the words that policy, decision process and RIB share.

A `Source` is who says something: a peer, or we ourselves. A `Path` is what a source says with one
set of attributes; all prefixes it says it of share the object, which is what tables hold. A
`Route` is a path to one destination: a view, made when a program asks.
"""

from __future__ import annotations

from bgplib.route.path import DEFAULT_LOCAL_PREF, OUR_OWN_AS, Layouts, Path, fresh
from bgplib.route.route import Route, destination_text, has_prefix_keys
from bgplib.route.source import Source

__all__ = [
    "DEFAULT_LOCAL_PREF",
    "OUR_OWN_AS",
    "Layouts",
    "Path",
    "Route",
    "Source",
    "destination_text",
    "fresh",
    "has_prefix_keys",
]
