"""What tells the update groups of peers apart, and what does not."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import attrs
import pytest

from bgplib.attributes import MultiExitDisc
from bgplib.capabilities import (
    Capability,
    GracefulRestart,
    LongLivedFamily,
    LongLivedGracefulRestart,
    Role,
)
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.policy import ACCEPT_ALL, AspaTable, Policy, RoaTable, Statement
from bgplib.policy.matchers import AspaIs, RpkiIs
from bgplib.policy.modifiers import SetAttribute
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.route import Source
from bgplib.session import Negotiation
from bgplib.speaker import PeerConfig, SpeakerConfig
from bgplib.speaker.grouping import export_policy, key_of, terms_of
from bgplib.speaker.policies import policies_of
from bgplib.speaker.terms import ExportTerms
from bgplib.values.prefix import Prefix
from tests.unit import own_row

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST
EXTERNAL, INTERNAL = SessionType.EXTERNAL, SessionType.INTERNAL
HOST, HOST6 = bytes((192, 0, 2, 254)), bytes.fromhex("20010db8" + "00" * 11 + "fe")
SPEAKER: Final = SpeakerConfig(local_as=65000, identifier="192.0.2.254")
CONFIG: Final = PeerConfig(address="192.0.2.1", remote_as=65001, export_policy=ACCEPT_ALL)


def terms(
    family: Family = V4,
    *,
    config: dict[str, Any] | None = None,
    speaker: dict[str, Any] | None = None,
    session: SessionType = EXTERNAL,
    knows: tuple[Family, ...] = (),
    restarts: bool = True,
    local_address: bytes = HOST,
    wanted: Any = None,
    number: int = 1,
    asn: int = 65001,
    **sending: Any,
) -> ExportTerms:
    """Return the terms of a peer with which something was agreed on."""
    peer = attrs.evolve(CONFIG, address=f"192.0.2.{number}", **(config or {}))
    source = Source(
        address=peer.address, asn=asn, identifier=number, session=session, local_as=65000
    )
    entries = tuple(LongLivedFamily(family=each, stale_time=9) for each in knows)
    known: list[Capability] = [LongLivedGracefulRestart(entries)] if knows else []
    if restarts:
        known.append(GracefulRestart(restart_time=9))
    local, remote = (
        Open.build(asn=asn, hold_time=0, identifier=asn, capabilities=capabilities)
        for asn, capabilities in (
            (65000, ()),
            (65001, known),
        )
    )
    return terms_of(
        family,
        peer,
        attrs.evolve(SPEAKER, **(speaker or {})),
        source,
        sending=Context(session=session, **sending),
        negotiation=Negotiation.of(local, remote, session),
        local_as=65000,
        local_address=local_address,
        policy=export_policy(peer, source, shutting_down=False),
        wanted=wanted,
    )


def test_peers_that_are_alike_are_in_one_group() -> None:
    """Whoever they are: the policy does not look at that."""
    assert key_of(terms()) == key_of(terms(number=2))


@pytest.mark.parametrize("role", [None, "rs", "provider", "customer", "peer"])
def test_roles_tell_no_neighbour_from_another(role: str | None) -> None:
    """RFC 9234 §5: OTC is added "with a value equal to the AS number of the local AS"."""
    config = {"role": role}
    assert key_of(terms(config=config)) == key_of(terms(config=config, number=2, asn=65002))


def test_a_client_with_a_choice_is_a_group_of_its_own() -> None:
    """RFC 7947 §2.3.2.1: what it announced itself is not among what it chooses from."""
    for own in (False, True):
        config = {"route_server_client": True, "own_choice": own}
        same = key_of(terms(config=config)) == key_of(terms(config=config, number=2))
        assert same is not own


@pytest.mark.parametrize(
    "agreed",
    [
        {"add_path_send": {V6}},
        {"extended_next_hop": {(Family.IPV4_VPN, 2)}},
        {"multiple_labels": {Family.IPV4_LABELED}},
        {"maximum_labels_sent": {(Family.IPV4_LABELED, 3)}},
        {"knows": (V6,)},
        {"knows": (V4,), "restarts": False},  # RFC 9494 §4.5
    ],
)
def test_what_was_agreed_on_for_another_family_tells_nobody_apart(agreed: dict[str, Any]) -> None:
    """Messages of this family are encoded alike."""
    assert key_of(terms(**agreed)) == key_of(terms())


@pytest.mark.parametrize(
    "agreed",
    [
        {"add_path_send": {V4}},  # RFC 7911 §3
        {"extended_next_hop": {(V4, 2)}},  # RFC 8950 §4
        {"multiple_labels": {V4}},  # RFC 8277 §2.1
        {"maximum_labels_sent": {(V4, 3)}},
        {"extended_messages": True},  # RFC 8654 §4
        {"four_octet_as": False},  # RFC 6793 §4.2.2
        {"session": INTERNAL},
        {"aigp": True},  # RFC 7311 §3.4
        {"knows": (V4,)},  # RFC 9494 §4.3
        {"wanted": bool},  # RFC 5291 §6
        {"speaker": {"update_groups": False}},
        {"config": {"mrai": 5.0}},
        {"config": {"next_hop_self": True}},
        {"config": {"next_hop_ipv4": "192.0.2.77"}},
        {"config": {"role": "provider"}},  # RFC 9234 §5
        {"config": {"shared_subnets": ["192.0.2.0/24"]}},  # RFC 4271 §5.1.3
        {"config": {"registry": DEFAULT_REGISTRY.with_attribute(own_row.CODEC)}},
    ],
)
def test_what_is_told_otherwise_tells_peers_apart(agreed: dict[str, Any]) -> None:
    """Each of these changes what a peer is told, or in which octets, or when."""
    assert key_of(terms(**agreed)) != key_of(terms())


@pytest.mark.parametrize(
    "alone",
    [
        {"wanted": bool},
        {"speaker": {"update_groups": False}},
        {"config": {"shared_subnets": ["192.0.2.0/24"]}},
    ],
)
def test_some_peers_are_alone(alone: dict[str, Any]) -> None:
    """What is left out for each of them depends on its filters, or on its address."""
    assert key_of(terms(**alone)) == key_of(terms(**alone))
    assert key_of(terms(**alone)) != key_of(terms(number=2, **alone))


def test_subnets_are_shared_with_external_peers() -> None:
    """RFC 4271 §5.1.3: to an internal peer, the next hop is left alone anyway."""
    shared = {"shared_subnets": ["192.0.2.0/24"]}
    assert terms(config=shared).shared_subnets == (Prefix.parse("192.0.2.0/24"),)
    assert key_of(terms(config=shared, session=INTERNAL)) == key_of(
        terms(number=2, session=INTERNAL)
    )


@pytest.mark.parametrize(
    ("family", "config", "local_address", "next_hop"),
    [
        (V4, {}, HOST, HOST),
        (V4, {"next_hop_ipv4": "192.0.2.77"}, HOST, bytes((192, 0, 2, 77))),
        (V4, {}, HOST6, b""),
        (V4, {"next_hop_ipv6": "2001:db8::77"}, HOST, HOST),
        (V6, {}, HOST6, HOST6),
        (V6, {}, HOST, b""),
        (V6, {"next_hop_ipv6": "2001:db8::fe"}, HOST, HOST6),
        (V6, {"next_hop_ipv6": "2001:db8::fe"}, bytes(16), HOST6),
        (V6, {"next_hop_ipv4": "192.0.2.77"}, HOST6, HOST6),
    ],
)
def test_our_own_next_hop(
    family: Family, config: dict[str, Any], local_address: bytes, next_hop: bytes
) -> None:
    """What is configured for a family of addresses, else the address that the session has."""
    found = terms(family, config=config, local_address=local_address)
    assert found.next_hop == found.policy_context.local_address == next_hop


@pytest.mark.parametrize(
    ("session", "said", "enabled"),
    [
        (EXTERNAL, None, False),
        (INTERNAL, None, True),
        (SessionType.CONFEDERATION, None, True),
        (EXTERNAL, True, True),
        (INTERNAL, False, False),
    ],
)
def test_aigp(session: SessionType, said: bool | None, enabled: bool) -> None:
    """RFC 7311 §3.4: disabled by default where sessions are external, and enabled elsewhere."""
    assert terms(session=session, aigp=said).aigp is enabled


def test_several_paths_need_path_identifiers() -> None:
    """RFC 7911 §3: who takes none is told the best path alone."""
    several = {"send_paths": 4}
    assert terms(config=several).send_paths == 1
    assert terms(config=several, add_path_send={V6}).send_paths == 1
    assert terms(config=several, add_path_send={V4}).send_paths == 4


def test_roles_are_those_of_external_sessions() -> None:
    """RFC 9234 §5: what goes to a customer, a peer, or a client of a route server is marked."""
    provider = {"role": "provider"}
    assert terms(config=provider).policy_context.role == Role.parse("provider")
    assert terms(config=provider, session=INTERNAL).policy_context.role is None
    assert terms().policy_context.role is None


@pytest.mark.parametrize(
    ("session", "names"),
    [
        (EXTERNAL, ["well-known communities", "accept all", "roles, out", "graceful shutdown"]),
        (INTERNAL, ["well-known communities", "accept all"]),
    ],
)
def test_what_judges_routes(session: SessionType, names: list[str]) -> None:
    """RFC 9234 §5 and RFC 8326 §4.2 ask for what is done to routes that leave the AS."""
    config = attrs.evolve(CONFIG, role="provider")
    source = Source(address="192.0.2.1", asn=65001, session=session)
    found = policies_of(export_policy(config, source, shutting_down=True))
    assert [each.name.partition(" (")[0] for each in found] == names
    config = attrs.evolve(CONFIG, role=None)
    found = policies_of(export_policy(config, source, shutting_down=False))
    assert [each.name.partition(" (")[0] for each in found] == names[:2]


def test_payloads_of_the_rpki_are_those_that_the_policy_looks_at() -> None:
    """RFC 6811 §3 and ASPA: a table that nobody asks is not kept by the group."""
    tables = {"roas": RoaTable.of(("10.0.0.0/8", 1, 8)), "aspas": AspaTable.of({1: [2]})}
    for matcher, asked in ((RpkiIs("valid"), "roas"), (AspaIs("valid"), "aspas")):
        policy = Policy(name="asks", statements=[Statement(name="all", matchers=[matcher])])
        found = terms(config={"export_policy": policy}, speaker=tables).policy_context
        for name, table in tables.items():
            assert getattr(found, name) is (table if name == asked else None)


@attrs.define
class Mood:
    """A value of an attribute of a program's own, without a hash."""

    code: ClassVar[int] = 250
    value: int


def test_policies_without_a_hash_are_told_apart_by_identity() -> None:
    """What they hold may change, so that two that are equal now need not be so later."""

    def setting(value: int) -> Policy:
        modifier = SetAttribute(Mood(value))
        return Policy(name="own", statements=[Statement(name="all", modifiers=[modifier])])

    policies = setting(1), setting(1), setting(2)
    keys = [key_of(terms(config={"export_policy": each})) for each in policies]
    assert len(set(keys)) == len(keys)
    assert keys == [key_of(terms(number=2, config={"export_policy": each})) for each in policies]


def test_equal_policies_of_clients_are_one_group() -> None:
    """RFC 7947 §2.3: clients share what they are told, whichever objects say what is exported."""

    def policy(value: int) -> Policy:
        modifiers = [SetAttribute(MultiExitDisc(value))]
        return Policy(name="client", statements=(Statement(name="all", modifiers=modifiers),))

    keys = [
        key_of(
            terms(
                config={"route_server_client": True, "export_policy": policy(value)},
                number=number,
                asn=65000 + number,
            )
        )
        for number, value in enumerate((5, 5, 6), 1)
    ]
    assert keys[0] == keys[1] != keys[2]
