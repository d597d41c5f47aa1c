"""Policies by community: a provider's customers mark routes, and the marks are obeyed.

    python policy_by_community.py

A customer of AS 64500 marks its routes with 64500:80 for a backup, and with 64500:6000N to have
our AS N times more in the path on the way to peers. Prints for some routes what became of them, and
why.
"""

from __future__ import annotations

from bgplib.attributes import AsPath, AttributeBlock, Communities, Origin
from bgplib.context import SessionType
from bgplib.policy import Action, Direction, Policy, PolicyContext, Statement
from bgplib.policy.matchers import AsPathMatches, PrefixList, community
from bgplib.policy.modifiers import AddCommunities, Prepend, RemoveCommunities, SetLocalPref
from bgplib.route import Path, Route, Source
from bgplib.values.community import parse_community

CUSTOMER = Source(address="192.0.2.1", asn=65010, identifier="192.0.2.1")
PEER = Source(address="192.0.2.9", asn=65020, identifier="192.0.2.9", session=SessionType.EXTERNAL)

#: what is taken from the customer: its own prefixes, by its own path, preferred as it asks
FROM_CUSTOMER = Policy(
    name="from customer",
    statements=[
        Statement(
            name="not theirs",
            matchers=~PrefixList.of("198.51.100.0/24 le 26"),
            action=Action.REJECT,
        ),
        Statement(
            name="not from them",
            matchers=~AsPathMatches("^65010(_65010)*$"),
            action=Action.REJECT,
        ),
        Statement(
            name="backup",
            matchers=community("64500:80"),
            modifiers=[SetLocalPref(80), AddCommunities.of("64500:1000")],
            action=Action.ACCEPT,
        ),
        Statement(
            name="usual",
            modifiers=[SetLocalPref(200), AddCommunities.of("64500:1000")],
            action=Action.ACCEPT,
        ),
    ],
)

#: what is passed on to peers: customers' routes, with our AS as often as the customer asks
TO_PEERS = Policy(
    name="to peers",
    statements=[
        *(
            Statement(
                name=f"prepend {count}",
                matchers=community(f"64500:6000{count}"),
                modifiers=Prepend(count),
                action=Action.NEXT,
            )
            for count in (1, 2, 3)
        ),
        Statement(
            name="customers",
            matchers=community("64500:1000"),
            modifiers=RemoveCommunities.of("64500:*"),
            action=Action.ACCEPT,
        ),
    ],
)


def route(prefix: str, as_path: str, communities: str = "") -> Route:
    """Make a route of the customer."""
    values: list[object] = [Origin(0), AsPath.parse(as_path)]
    if communities:
        values.append(Communities(tuple(map(parse_community, communities.split()))))
    return Route.of(prefix, Path(CUSTOMER, AttributeBlock.of(values), "192.0.2.1"))


def main() -> None:
    """Judge some routes, in and out, and say why."""
    outward = PolicyContext(direction=Direction.EXPORT, peer=PEER, local_as=64500)
    for each in (
        route("198.51.100.0/25", "65010"),
        route("198.51.100.128/25", "65010 65010", "64500:80 64500:60002"),
        route("203.0.113.0/24", "65010"),
        route("198.51.100.0/26", "65010 65099"),
    ):
        taken = FROM_CUSTOMER.apply(each)
        print(taken)
        if taken.accepted:
            print(TO_PEERS.apply(taken.route, outward))
        print()


if __name__ == "__main__":
    main()
