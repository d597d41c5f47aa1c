"""An archive, and selections of its routes; what they select, said in another way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from bgplib.formats import mrt
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.text import bgpdump_m
from bgplib.policy import TextRegex
from bgplib.values.prefix import Prefix
from tests.bench import data

__all__ = [
    "ALL",
    "ARCHIVE",
    "COMMUNITIES",
    "LINES",
    "PREFIXES",
    "SELECTIONS",
    "TABLE",
    "UPDATES",
    "is_wanted",
    "kept",
]

UPDATES = b"".join(data.bgp4mp(data.live_feed(300)))
TABLE = b"".join(data.table_dump_v2(40, 6))
ARCHIVE = TABLE + UPDATES
ALL = list(mrt.elements(ARCHIVE))
LINES = list(bgpdump_m.lines(ARCHIVE))
PREFIXES = sorted({element.prefix for element in ALL})
ORIGINS = sorted({asn for element in ALL for asn in element.origin_asns or ()})
PATHS = sorted({element.as_path for element in ALL if element.as_path})[::4]
COMMUNITIES = sorted({text for element in ALL for text in element.communities or ()})[::9]


def kept(only: Selection) -> Iterator[mrt.Element]:
    """Select among elements that were made."""
    return (element for element in ALL if is_wanted(only, element))


def is_wanted(only: Selection, element: mrt.Element) -> bool:
    """Say what a selection says of an element."""
    prefix = Prefix.parse(element.prefix)
    within = [prefix in only.prefixes]
    if only.covered:
        within += [each.contains(prefix) for each in only.prefixes]
    if only.covering:
        within += [prefix.contains(each) for each in only.prefixes]
    marks = element.communities or ()
    wanted = [each.replace("*", "[0-9]*") for each in only.communities]
    return (
        (not only.type or element.elem_type == only.type)
        and (not only.afis or prefix.afi in only.afis)
        and (not only.prefixes or any(within))
        and (not only.peer_asns or element.peer_asn in only.peer_asns)
        and (not only.origin_asns or bool(only.origin_asns & set(element.origin_asns or ())))
        and (not wanted or any(re.fullmatch(each, mark) for each in wanted for mark in marks))
        and (not only.as_paths or any(_matches(each, element) for each in only.as_paths))
        and (not only.peers or bytes(map(int, element.peer_ip.split("."))) in only.peers)
    )


def _matches(wanted: TextRegex, element: mrt.Element) -> bool:
    """Do what a router does, by Python's own expressions; paths here have no sets."""
    python = wanted.pattern.replace("_", "(?:^| |$)")
    return element.as_path is not None and re.search(python, element.as_path) is not None


def expressions(path: str) -> list[str]:
    """Return expressions that match a path."""
    asns = path.split()
    return [
        f"_{asns[len(asns) // 2]}_",
        f"^{asns[0]}_",
        f"_{asns[-1]}$",
        f"^{path}$",
        "^$",
        "7[0-4]?_",
    ]


def wildcards(community: str) -> list[str]:
    """Return a community, and it with the first and the last part left open."""
    return [community, re.sub(r"^\d+", "*", community), re.sub(r"\d+$", "*", community)]


#: what may be asked for, by the name of the argument
ASKED: dict[str, st.SearchStrategy[Any]] = {
    "prefixes": st.lists(
        st.sampled_from(PREFIXES).map(Prefix.parse)
        | st.sampled_from(PREFIXES).map(
            lambda text: Prefix.from_address(
                Prefix.parse(text).address, Prefix.parse(text).length // 2
            )
        ),
        min_size=1,
        max_size=3,
    ),
    "covered": st.booleans(),
    "covering": st.booleans(),
    "as_paths": st.lists(
        st.sampled_from(PATHS).map(expressions).flatmap(st.sampled_from), min_size=1, max_size=2
    ),
    "communities": st.lists(
        st.sampled_from(COMMUNITIES).flatmap(lambda text: st.sampled_from(wildcards(text)))
        | st.sampled_from(("*:*", "1:1", "65000:*:1")),
        min_size=1,
        max_size=2,
    ),
    "peer_asns": st.lists(st.sampled_from((65001, 65003, 65006, 7)), min_size=1, max_size=2),
    "peers": st.lists(
        st.sampled_from(("192.0.2.1", "192.0.2.4", "10.0.0.1")), min_size=1, max_size=2
    ),
    "origin_asns": st.lists(st.sampled_from(ORIGINS), min_size=1, max_size=3),
    "afis": st.lists(st.sampled_from((1, 2)), min_size=1, max_size=2),
    "type": st.sampled_from(("A", "W")),
}

# What is asked for in all ways at once is of no route: two or three leave some.
SELECTIONS = (
    st.sets(st.sampled_from(sorted(ASKED)), max_size=3)
    .flatmap(lambda names: st.fixed_dictionaries({name: ASKED[name] for name in sorted(names)}))
    .map(lambda asked: Selection(**asked))
)
