"""The commands that ExaBGP takes of its processes, as far as `exabgp_process.py` obeys them.

announce route 198.51.100.0/24 next-hop self med 5 community [ 65000:1 no-export ]
withdraw route 198.51.100.0/24
announce attributes next-hop 192.0.2.1 as-path [ 65001 65002 ] nlri 10.0.0.0/8 10.64.0.0/10
announce route 10.0.0.0/8 next-hop self rd 65000:1 label 100 extended-community target:65000:1
announce flow route { match { destination 192.0.2.0/24; protocol udp; } then { discard; } }
neighbor 192.0.2.1 announce route 198.51.100.0/24 next-hop self
announce route 198.51.100.0/24 next-hop self watchdog dog withdraw
announce watchdog dog
withdraw watchdog dog
announce eor ipv4 unicast
disable-ack
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from bgplib import AsPath, Communities, Family, LargeCommunities, LocalPref, MultiExitDisc, Origin
from bgplib.attributes import (
    Aggregator,
    AtomicAggregate,
    ClusterList,
    ExtendedCommunities,
    OriginatorId,
    UnknownAttribute,
)
from bgplib.errors import ParseError
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.values.address import address_octets, parse_identifier
from bgplib.values.community import parse_community
from bgplib.values.large_community import LargeCommunity
from bgplib.values.prefix import Prefix

__all__ = ["Acknowledge", "AnyCommand", "Command", "EndOfRib", "Watchdog", "parse_command"]

_ORIGINS = {"igp": 0, "egp": 1, "incomplete": 2}
_NEIGHBORS = re.compile(r"neighbor\s+([0-9a-fA-F.:*]+)[^,]*?(?:,\s*|\s+(?=announce|withdraw))")
_FLOW = re.compile(r"\s*\{\s*(match\s*\{[^{}]*\})\s*then\s*\{([^{}]*)\}\s*\}\s*")


@attrs.frozen(kw_only=True)
class Command:
    """Routes to announce, or to withdraw."""

    announce: bool
    family: Family
    destinations: tuple[str | FlowSpecNlri, ...]
    next_hop: str | None = None  # None: our own address in each session
    attributes: tuple[object, ...] = ()
    neighbors: frozenset[str] = frozenset()  # empty: all
    watchdog: str | None = None  # whose announcing and withdrawing the routes follow
    is_withheld: bool = False  # until the watchdog is announced


@attrs.frozen
class Watchdog:
    """All routes of a name, to announce or to withdraw."""

    announce: bool
    name: str


@attrs.frozen
class EndOfRib:
    """An End-of-RIB marker (RFC 4724 §2)."""

    family: Family
    neighbors: frozenset[str] = frozenset()  # empty: all


@attrs.frozen
class Acknowledge:
    """Whether commands are answered from now on, and this one is."""

    later: bool
    now: bool = True


AnyCommand = Command | Watchdog | EndOfRib | Acknowledge
_ACKNOWLEDGE = {
    "enable-ack": Acknowledge(True),
    "disable-ack": Acknowledge(False),
    "silence-ack": Acknowledge(False, now=False),
}


def parse_command(line: str) -> AnyCommand:
    """Read a command.

    Raises:
        ParseError: it is none of those above, or a word of it is not understood.
    """
    text = line.strip().replace("\\n", " ")
    if text in _ACKNOWLEDGE:
        return _ACKNOWLEDGE[text]
    neighbors = set()
    while match := _NEIGHBORS.match(text):
        neighbors.add(match[1])
        text = text[match.end() :]
    action, _, rest = text.partition(" ")
    what, _, rest = rest.strip().partition(" ")
    if action not in ("announce", "withdraw"):
        raise ParseError(f"{action!r} is no command")
    chosen = frozenset(neighbors - {"*"})
    if what == "watchdog":
        if chosen or len(rest.split()) != 1:
            raise ParseError("a watchdog has one name, and is of all neighbors")
        return Watchdog(action == "announce", rest.strip())
    if what == "eor" and action == "announce":
        return EndOfRib(Family.parse("-".join(rest.split()) or "ipv4-unicast"), chosen)
    if what == "flow":
        what, _, rest = rest.strip().partition(" ")
        command = _flow(rest)
    elif what == "route":
        command = _routes(_Words(rest), several=False)
    elif what in ("attribute", "attributes"):
        command = _routes(_Words(rest), several=True)
    else:
        raise ParseError(f"there is no way to {action} {what!r}")
    if action == "announce" and not command.announce:
        raise ParseError("a route is announced without a next hop")
    return attrs.evolve(command, announce=action == "announce", neighbors=chosen)


class _Words:
    """The words of a command, one after the other."""

    def __init__(self, text: str) -> None:
        self._words = re.sub(r"([\[\]()])", r" \1 ", text).split()

    def __bool__(self) -> bool:
        return bool(self._words)

    def take(self) -> str:
        """Take the next word."""
        if not self._words:
            raise ParseError("the command ends too early")
        return self._words.pop(0)

    def several(self) -> list[str]:
        """Take a list in brackets, or one word that stands for a list of one."""
        word = self.take()
        ends = {"[": "]", "(": ")"}
        if word not in ends:
            return [word]
        return list(iter(self.take, ends[word]))


def _routes(words: _Words, *, several: bool) -> Command:
    prefixes = [] if several else [words.take()]
    attributes: list[object] = []
    next_hop: str | None = None
    has_next_hop = False
    said: dict[str, str] = {}
    watchdog: str | None = None
    is_withheld = False
    while words:
        name = words.take()
        if name == "nlri" and several:
            prefixes += [words.take() for _ in iter(lambda: bool(words), False)]
        elif name == "next-hop":
            word, has_next_hop = words.take(), True
            next_hop = None if word == "self" else word
        elif name == "watchdog":
            watchdog = words.take()
        elif name == "withdraw":
            is_withheld = True
        elif name in ("rd", "route-distinguisher", "label"):
            said["rd" if name.startswith("r") else name] = " ".join(words.several())
        elif name in _ATTRIBUTES:
            attributes.append(_ATTRIBUTES[name](words))
        else:
            raise ParseError(f"{name!r} is not understood")
    if not prefixes:
        raise ParseError("there is no prefix")
    families = {_family(prefix, said) for prefix in prefixes}
    if len(families) != 1:
        raise ParseError("the prefixes are of several families")
    return Command(
        announce=has_next_hop,
        family=families.pop(),
        destinations=tuple(_destination(prefix, said) for prefix in prefixes),
        next_hop=next_hop,
        attributes=tuple(attributes),
        watchdog=watchdog,
        is_withheld=is_withheld and watchdog is not None,
    )


def _family(prefix: str, said: dict[str, str]) -> Family:
    kind = "vpn" if "rd" in said else "labeled" if "label" in said else "unicast"
    return Family.parse(f"ipv{4 if Prefix.parse(prefix).afi == 1 else 6}-{kind}")


def _destination(prefix: str, said: dict[str, str]) -> str:
    text = f"{said['rd']}:{prefix}" if "rd" in said else prefix
    # A route is withdrawn without its label.
    if "rd" in said or "label" in said:
        text += f" label {said.get('label', '0').replace(' ', '/')}"
    return text


def _origin(words: _Words) -> Origin:
    word = words.take()
    if word not in _ORIGINS:
        raise ParseError(f"{word!r} is no origin")
    return Origin(_ORIGINS[word])


def _as_path(words: _Words) -> AsPath:
    text = " ".join(words.several())
    return AsPath.parse(text.replace("(", "{").replace(")", "}"))


def _number(kind: Callable[[int], object]) -> Callable[[_Words], object]:
    def read(words: _Words) -> object:
        word = words.take()
        if not word.isdecimal():
            raise ParseError(f"{word!r} is no number")
        return kind(int(word))

    return read


def _mark(_: _Words) -> AtomicAggregate:
    return AtomicAggregate()


def _aggregator(words: _Words) -> Aggregator:
    asn, _, address = "".join(words.several()).partition(":")
    if not asn.isdecimal():
        raise ParseError(f"{asn!r} is no AS number")
    return Aggregator(asn=int(asn), address=address_octets(address))


def _extended(words: _Words) -> ExtendedCommunities:
    # What ExaBGP calls the origin of a route is its site here.
    return ExtendedCommunities.of([re.sub(r"^origin:", "soo:", word) for word in words.several()])


def _generic(words: _Words) -> UnknownAttribute:
    code, flags, octets = words.several()
    return UnknownAttribute(
        code=int(code, 16), flags=int(flags, 16), octets=bytes.fromhex(octets.removeprefix("0x"))
    )


_ATTRIBUTES: dict[str, Callable[[_Words], object]] = {
    "origin": _origin,
    "as-path": _as_path,
    "med": _number(MultiExitDisc),
    "local-preference": _number(LocalPref),
    "atomic-aggregate": _mark,
    "aggregator": _aggregator,
    "community": lambda words: Communities(tuple(map(parse_community, words.several()))),
    "large-community": lambda words: LargeCommunities(
        tuple(map(LargeCommunity.parse, words.several()))
    ),
    "extended-community": _extended,
    "originator-id": lambda words: OriginatorId(parse_identifier(words.take())),
    "cluster-list": lambda words: ClusterList(tuple(map(parse_identifier, words.several()))),
    "attribute": _generic,
}


def _flow(text: str) -> Command:
    match = _FLOW.fullmatch(text)
    if match is None:
        raise ParseError("a flow specification is `{ match { ... } then { ... } }`")
    rule = FlowSpecNlri.parse(match[1])
    communities: list[Any] = []
    attributes: list[object] = []
    for clause in filter(None, map(str.strip, match[2].split(";"))):
        name, _, value = clause.partition(" ")
        if name in ("community", "large-community"):
            attributes.append(_ATTRIBUTES[name](_Words(value)))
        elif name == "extended-community":
            communities += _extended(_Words(value)).communities
        else:
            communities += _action(name, value.strip())
    if communities:
        attributes.append(ExtendedCommunities.of(communities))
    is_ipv6 = any(getattr(each, "afi", 1) == 2 for each in rule.components)
    return Command(
        announce=True,
        family=Family.IPV6_FLOWSPEC if is_ipv6 else Family.IPV4_FLOWSPEC,
        destinations=(rule,),
        attributes=tuple(attributes),
    )


def _action(name: str, value: str) -> Iterator[str]:
    """Yield what says what becomes of the packets (RFC 8955 §7)."""
    if name == "discard":
        yield "traffic-rate-bytes:0:0"
    elif name == "rate-limit" and value.isdecimal():
        yield f"traffic-rate-bytes:0:{value}"
    elif name == "mark" and value.isdecimal():
        yield f"traffic-marking:{value}"
    elif name == "redirect":
        yield f"rt-redirect:{value}"
    elif name != "accept":
        raise ParseError(f"there is no action {name!r}")
