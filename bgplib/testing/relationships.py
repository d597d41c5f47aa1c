"""Relationships: a network of ASes of which one is customer, provider or peer of another.

    topology = gao_rexford(["64496|64497|-1", "64496|64498|-1", "64497|64498|0"])
    assert topology.converge().settled

What customers announce is preferred and passed on to everybody; what providers and peers announce
goes to customers only. Then every network settles that has no customer among its own providers
(Gao and Rexford, "Stable Internet Routing Without Global Coordination"). The roles of RFC 9234 see
to what is passed on, or export policies where an AS has none; import policies see to what is
preferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from bgplib._checks import check, several
from bgplib.errors import LocalError, ParseError
from bgplib.policy import Policy, Statement
from bgplib.policy.matchers import IsLocal, LocalPrefIs
from bgplib.policy.modifiers import SetLocalPref
from bgplib.testing.network import Network
from bgplib.testing.topology import Topology, both_ends
from bgplib.values._numbers import parse_as_number

__all__ = ["gao_rexford"]

#: LOCAL_PREF of what an AS hears from its customers, peers and providers
_PREFERENCES: Final = {"customer": 300, "peer": 200, "provider": 100}
#: for providers and peers, from an AS without roles
_OF_CUSTOMERS: Final = Policy(
    name="not upwards, not sideways",
    statements=Statement(
        name="ours, and of customers",
        matchers=IsLocal() | LocalPrefIs.of(_PREFERENCES["customer"]),
    ),
)
_PROVIDER_TO_CUSTOMER: Final = "-1"
_PEER_TO_PEER: Final = "0"


def gao_rexford(
    lines: str | Iterable[str],
    *,
    originates: Iterable[int] | int | None = None,
    roles: Iterable[int] | int | None = None,
    speaker: Mapping[str, Any] | None = None,
    seed: int = 0,
    **link: Any,
) -> Topology:
    """Return a router for each AS, `AS64496`, which originates a prefix, and a link for each line.

    The AS that a line names first connects to the other one, which waits for it.

    Each prefix takes about one UPDATE on each link, so that time and memory grow with the number
    of prefixes times that of links.

    Args:
        lines: text, or lines of it, in the form of CAIDA's AS relationships: `64496|64497|-1` says
            that AS 64496 is a provider of AS 64497, `64496|64497|0` that they are peers. What else
            stands in a line, and lines that begin with `#`, are passed over.
        originates: the ASes that originate a prefix; None: all.
        roles: the ASes that have roles (RFC 9234), and so mark what goes to customers and refuse
            what leaked; None: all. Others pass on the same, but neither mark nor refuse.
        speaker: further fields of each `SpeakerConfig`, such as `{"best_changes": True}`.
        seed: of the delays, where links have `jitter`.
        link: fields of every link; `left_peer` is what the AS that a line names first knows of the
            other one.

    Raises:
        LocalError: two ASes are linked twice, or an AS with itself; or an AS of `originates` or
            `roles` is in no line, or none; or a line is no text.
        ParseError: a line is something else.
    """
    topology = Topology(Network(seed))
    announcing = None if originates is None else _ases(originates)
    marking = None if roles is None else _ases(roles)
    for left, right, role in _relations(lines.splitlines() if isinstance(lines, str) else lines):
        for asn in (left, right):
            if f"AS{asn}" not in topology.routers:
                announces = announcing is None or asn in announcing
                topology.add(f"AS{asn}", asn, originates=announces, **(speaker or {}))
        theirs = "customer" if role == "provider" else "peer"
        topology.link(
            f"AS{left}",
            f"AS{right}",
            **both_ends(
                link,
                _side(role, theirs, has_role=marking is None or left in marking),
                # RFC 4271 §6.8: where both ends dial, one of the two connections is closed again;
                # that was a quarter of the time which a network with few prefixes took.
                {
                    "passive": True,
                    **_side(theirs, role, has_role=marking is None or right in marking),
                },
            ),
        )
    for asn in sorted((announcing or frozenset()) | (marking or frozenset())):
        if f"AS{asn}" not in topology.routers:
            raise LocalError(f"AS {asn} is in no line")
    return topology


def _ases(asns: Iterable[int] | int) -> frozenset[int]:
    """Return AS numbers, one or several.

    Raises:
        LocalError: something is none; text is equal to no number.
    """
    found = frozenset(several(asns))
    for asn in found:
        if not isinstance(asn, int):
            raise LocalError(f"{asn!r} is no AS number")
    return found


def _side(ours: str, theirs: str, *, has_role: bool) -> dict[str, Any]:
    """Return what an AS says of a neighbour: what we are, and what we think of what it says."""
    preference = SetLocalPref(_PREFERENCES[theirs])
    statement = Statement(name=f"of a {theirs}", modifiers=preference)
    side: dict[str, Any] = {"import_policy": Policy(name="preference", statements=statement)}
    if has_role:
        side["role"] = ours
    elif theirs != "customer":
        side["export_policy"] = _OF_CUSTOMERS
    return side


def _relations(lines: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield two ASes, and what the first is to the second."""
    linked: dict[frozenset[int], int] = {}  # by which line
    for number, line in enumerate(lines, 1):
        check(line, str, f"line {number}")
        words = line.strip().split("|")
        if not line.strip() or line.startswith("#"):
            continue
        if len(words) < 3 or words[2] not in (_PROVIDER_TO_CUSTOMER, _PEER_TO_PEER):
            raise ParseError(
                f"line {number}: {line!r} is no relationship, such as 64496|64497|-1 or ...|0"
            )
        try:
            left, right = map(parse_as_number, words[:2])
        except ParseError as error:
            raise ParseError(f"line {number}: {error}") from None
        if left == right:
            raise LocalError(f"line {number}: AS {left} has no relationship with itself")
        first = linked.setdefault(frozenset((left, right)), number)
        if first != number:
            raise LocalError(
                f"line {number}: line {first} says already what AS {left} and AS {right} are"
            )
        yield left, right, "provider" if words[2] == _PROVIDER_TO_CUSTOMER else "peer"
