"""What a program gets wrong leads to a `BGPError` that names it, before anything is sent."""

from __future__ import annotations

import inspect
import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bgplib.attributes import AsPath, Communities, MultiExitDisc, NextHop, Origin, Segment
from bgplib.capabilities import FourOctetAs, Role
from bgplib.context import Context
from bgplib.errors import BGPError, LocalError
from bgplib.iana.families import Family
from bgplib.messages.notification import Notification
from bgplib.policy import ACCEPT_ALL, Action, Chain, Policy, PolicyContext, RoaTable, Statement
from bgplib.policy.matchers import OriginAs, PeerAs, PrefixIn, PrefixList
from bgplib.policy.modifiers import Prepend, SetMed
from bgplib.session import (
    GracefulRestartConfig,
    PrefixLimit,
    Session,
    SessionConfig,
)
from bgplib.speaker import (
    Confederation,
    DampeningConfig,
    Peer,
    PeerConfig,
    PeerRange,
    Speaker,
    SpeakerConfig,
)

V4, V6 = Family.IPV4_UNICAST, Family.IPV6_UNICAST


def speaker(**fields: Any) -> Speaker:
    """Make a speaker, of fields that may be wrong."""
    given: dict[str, Any] = {"local_as": 65001, "identifier": "192.0.2.1"}
    return Speaker(SpeakerConfig(**(given | fields)))


def peer(**fields: Any) -> PeerConfig:
    """Configure a peer, with fields that may be wrong."""
    given: dict[str, Any] = {"address": "192.0.2.2", "remote_as": 65002}
    return PeerConfig(**(given | fields))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("local_as", "65001"),
        ("local_as", None),
        ("local_as", 65001.0),
        ("local_as", True),
        ("identifier", None),
        ("identifier", "0.0.0.0"),
        ("process", "RFC4271"),
        ("resolve", {}),
        ("roas", ()),
        ("confederation", 65000),
        ("selection_deferral_time", "360"),
    ],
)
def test_configurations_of_speakers(field: str, value: Any) -> None:
    """The field is named."""
    with pytest.raises(LocalError, match=field):
        speaker(**{field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("remote_as", "65002"),
        ("remote_as", "1.0"),
        ("local_as", 65002.0),
        ("families", 1),
        ("families", [(1, 1)]),
        ("families", [None]),
        ("hold_time", "90"),
        ("hold_time", 90.0),
        ("hold_time", None),
        ("connect_retry_time", "5"),
        ("idle_hold_time", None),
        ("passive", "yes"),
        ("import_policy", "accept"),
        ("import_policy", True),
        ("import_policy", [ACCEPT_ALL]),
        ("import_policy", Action.ACCEPT),
        ("export_policy", lambda route, context: True),
        ("add_path_send", True),
        ("send_paths", "all"),
        ("role", 3),
        ("graceful_restart", True),
        ("graceful_restart", 120),
        ("extended_next_hop", True),
        ("extended_next_hop", [(V4, "ipv6")]),
        ("extended_next_hop", [(V4, 2, 3)]),
        ("extended_next_hop", [()]),
        ("next_hop_ipv4", "2001:db8::1"),
        ("next_hop_ipv6", "192.0.2.1"),
        ("local_address", b"\1\2"),
        ("link_local", "192.0.2.1"),
        ("link_local", "2001:db8::1"),
        ("capabilities", [V4]),
        ("capabilities", FourOctetAs),
        ("prefix_limits", 1000),
        ("prefix_limits", {V4: "1000"}),
        ("dampening", True),
        ("mrai", "5"),
        ("output_limit", None),
        ("name", 5),
        ("rules", None),
        ("accept", True),
        ("jitter", 0.5),
    ],
)
def test_configurations_of_peers(field: str, value: Any) -> None:
    """The field is named, and it is the configuration that is refused, not a peer made of it."""
    with pytest.raises(LocalError, match=field):
        peer(**{field: value})


def test_addresses_with_zones() -> None:
    """The zone of a link-local address is for the socket that is connected."""
    with pytest.raises(LocalError, match="zone"):
        peer(address="fe80::1%eth0")


def test_empty_addresses() -> None:
    """An empty text is an address that is not known, as it comes out of a file of configuration."""
    for field in ("address", "local_address", "next_hop_ipv4", "next_hop_ipv6", "link_local"):
        assert getattr(peer(**{"name": "router", field: ""}), field) == b""


def test_what_is_said_of_a_mistake() -> None:
    """In words, not in Python's notation of types."""
    with pytest.raises(LocalError) as caught:
        peer(local_as="65002")
    assert str(caught.value) == "local_as is '65002', which is not a whole number or None"
    with pytest.raises(LocalError, match="which is not a Policy or a Chain or None"):
        peer(import_policy=True)
    with pytest.raises(LocalError, match=r"not several of .a Family, a whole number"):
        peer(extended_next_hop=True)
    with pytest.raises(LocalError, match="not a mapping of a Family to a PrefixLimit"):
        peer(prefix_limits=5)
    with pytest.raises(LocalError, match="not a function or None"):
        peer(accept=5)


def test_what_may_be_said_in_text_or_alone() -> None:
    """Families and roles have names; one of something need not stand in a list."""
    written: Any = peer(
        families=["ipv4-unicast", V6, "ipv4 unicast"],
        add_path_send="ipv4-unicast",
        orf_receive=V6,
        extended_next_hop="ipv4-unicast",
        role="customer",
        capabilities=FourOctetAs(65001),
        shared_subnets="192.0.2.0/24",
    )
    assert written.families == (V4, V6)
    assert written.add_path_send == {V4}
    assert written.orf_receive == {V6}
    assert written.extended_next_hop == ((V4, 2),)
    assert written.role == Role.parse("customer")
    assert written.capabilities == (FourOctetAs(65001),)
    assert [str(each) for each in written.shared_subnets] == ["192.0.2.0/24"]
    with pytest.raises(BGPError, match="'ipv5' is not an address family"):
        peer(families=["ipv5"])
    with pytest.raises(BGPError, match="'client' is not a role; roles are"):
        peer(role="client")


def untyped(value: object) -> Any:
    """Return a value as a program without types hands it over: that its type is wrong is tried."""
    return value


MISTAKES: list[tuple[Callable[..., object], str]] = [
    (lambda: Speaker(untyped({"local_as": 65001})), "made of a SpeakerConfig"),
    (lambda: Session(untyped(None)), "made of a SessionConfig"),
    (lambda: speaker().add_peer(untyped(None)), "made of a PeerConfig"),
    (lambda: speaker().remove_peer(untyped(None), 0.0), "a peer or its name"),
    (lambda: speaker().remove_peer("nobody", 0.0), "no peer nobody"),
    (lambda: speaker().originate("10.0.0.0/8", untyped(None)), "time None"),
    (lambda: speaker().start(untyped("0")), "time '0'"),
    (lambda: speaker().handle_timers(untyped(datetime.now(UTC))), "number of seconds"),
    (lambda: speaker().originate("10.0.0.0/8", 0.0, weight=untyped("5")), "weight is '5'"),
    (
        lambda: speaker().originate("10.0.0.0/8", 0.0, attributes=untyped(None)),
        "attributes is None",
    ),
    (
        lambda: speaker().originate("10.0.0.0/8", 0.0, attributes=untyped(MultiExitDisc(5))),
        "several",
    ),
    (lambda: Confederation(untyped("65000")), "identifier"),
    (lambda: Confederation(65000, [untyped("65001")]), "members"),
    (lambda: GracefulRestartConfig(restart_time=untyped("120")), "restart_time"),
    (lambda: GracefulRestartConfig(families=[untyped(1)]), "families"),
    (lambda: PrefixLimit(maximum=untyped("10")), "maximum"),
    (lambda: PrefixLimit(maximum=10, warning=75), "warning"),
    (lambda: SessionConfig(local_as=untyped("1"), local_identifier="192.0.2.1"), "local_as"),
    (
        lambda: SessionConfig(local_as=1, local_identifier="192.0.2.1", peer_as=untyped("2")),
        "peer_as",
    ),
    (lambda: PolicyContext(direction=untyped("export")), "Direction.EXPORT"),
    (lambda: Policy(name="mine", statements=untyped("accept")), "no Statement"),
    (lambda: Policy(name="mine", statements=[untyped(PrefixIn.of("10.0.0.0/8"))]), "no Statement"),
    (lambda: Policy(name="mine", default=untyped(True)), "Action.ACCEPT"),
    (lambda: Policy(name="mine", default="permit"), "'permit' is none of accept, reject, next"),
    (lambda: Statement(name="all", action=untyped(True)), "Action.NEXT"),
    (lambda: Statement(name="all", matchers=untyped(5)), "5 cannot be called"),
    (lambda: Statement(name="all", modifiers=untyped("med 5")), "'med 5' cannot be called"),
    (lambda: Chain.of(untyped("accept")), "no Policy"),
    (lambda: PeerAs.of(untyped("65001")), "asns has '65001'"),
    (lambda: OriginAs.of(untyped("65001")), "asns has '65001'"),
    (lambda: AsPath.of([untyped("65001")]), "asns has '65001'"),
    (lambda: RoaTable.of(("10.0.0.0/8", untyped(7.5))), "asn is 7.5"),
    (lambda: PrefixList.of(untyped(["10.0.0.0/8"])), "no entry"),
    (lambda: SetMed(untyped("5")), "'5' does not fit"),
    (lambda: Prepend(untyped("3")), "not '3'"),
    (lambda: Prepend(asn=untyped("65001")), "'65001' is not an AS number"),
    (lambda: Notification.shutdown(untyped(None)), "text is None"),
    (lambda: Notification(untyped("cease"), 2).encode(Context()), "'cease' does not fit"),
]


@pytest.mark.parametrize(("mistake", "complaint"), MISTAKES)
def test_calls_that_cannot_be_meant(mistake: Callable[..., object], complaint: str) -> None:
    """Each is refused at once, with what is wrong."""
    with pytest.raises(BGPError, match=complaint):
        mistake()


@pytest.mark.parametrize(
    "value",
    [
        MultiExitDisc(untyped("5")),
        Origin(untyped("igp")),
        AsPath(untyped((65001,))),
        AsPath((Segment(2, (untyped("65001"),)),)),
        Communities(untyped(5)),
        NextHop(untyped("192.0.2.1")),
    ],
)
def test_attributes_of_wrong_types(value: object) -> None:
    """The attribute and what it was made of are named."""
    with pytest.raises(BGPError, match=r"cannot be written of|NEXT_HOP is .* not NextHop\("):
        speaker().originate("10.0.0.0/8", 0.0, attributes=[value])


@pytest.mark.parametrize(
    ("family", "complaint"), [(5, "5 is no Family"), ("ipv5", "'ipv5' is not an address family")]
)
def test_what_is_no_family(family: Any, complaint: str) -> None:
    """It would find nothing, for ever."""
    ours = speaker()
    known = ours.add_peer(peer())
    for call in (
        lambda: ours.adj_rib_in(known, family),
        lambda: ours.adj_rib_out(known, family),
        lambda: list(ours.loc_rib.routes(family)),
        lambda: ours.groups_of(family),
        lambda: known.request_refresh(family, 0.0),
        lambda: known.send_filters(family, [], 0.0),
    ):
        with pytest.raises(LocalError, match=complaint):
            call()


def test_families_of_limits_and_times_in_text() -> None:
    """As all other families of a configuration."""
    limit = PrefixLimit(maximum=10)
    assert peer(prefix_limits={"ipv6-unicast": limit}).prefix_limits == {Family.IPV6_UNICAST: limit}
    assert peer(prefix_limits={"ipv6-unicast": 10}) == peer(prefix_limits={"ipv6-unicast": limit})
    with pytest.raises(LocalError, match="maximum is -1, it cannot be less than 0"):
        peer(prefix_limits={"ipv6-unicast": -1})
    with pytest.raises(LocalError, match="not a mapping of a Family to a PrefixLimit"):
        peer(prefix_limits={"ipv6-unicast": True})
    assert GracefulRestartConfig(long_lived={"evpn": 5}).long_lived == {Family.L2VPN_EVPN: 5}


def test_forwarding_of_what_nobody_keeps() -> None:
    """RFC 4724 §3: a family has its F bit where it is listed, and no peer keeps another one."""
    with pytest.raises(LocalError, match="preserved has ipv6-unicast, which peers are not asked"):
        GracefulRestartConfig(families="ipv4-unicast", preserved=["ipv4-unicast", "ipv6-unicast"])


@pytest.mark.parametrize(
    ("destination", "complaint"),
    [
        ("198.51.100.1/24", r"has host bits set; without them it is 198\.51\.100\.0/24$"),
        ("198.51.100.0/33", r"IPv6 network; if it is NLRI, `family=`"),
        (ipaddress.ip_network("198.51.100.0/24"), "; Prefix.from_ipaddress makes one of it"),
    ],
)
def test_what_is_nearly_a_destination(destination: Any, complaint: str) -> None:
    """It is told what would do."""
    with pytest.raises(BGPError, match=complaint):
        speaker().originate(destination, 0.0)


def test_one_statement_or_policy_alone() -> None:
    """They need not stand in a list."""
    statement = Statement(name="all")
    assert Policy(name="mine", statements=statement).statements == (statement,)
    assert Chain(ACCEPT_ALL).policies == (ACCEPT_ALL,)


def test_a_configuration_that_is_right() -> None:
    """Numbers without a point are numbers of seconds, too."""
    config = peer(mrai=5, hold_time=30, dampening=DampeningConfig(), connect_retry_time=1)
    assert speaker().add_peer(config).name == "192.0.2.2"


# Where it is compiled, what is no property looks like one, and can be assigned to.
PEER_PARTS = [
    name
    for name, found in vars(Peer).items()
    if name[0] != "_" and (isinstance(found, property) or inspect.isgetsetdescriptor(found))
]


@pytest.mark.parametrize("name", PEER_PARTS)
def test_what_a_peer_is_made_of_is_the_speakers_to_say(name: str) -> None:
    """An importer, a source or a configuration of the program's own would be half of a change."""
    known = speaker().add_peer(peer())
    before = getattr(known, name)
    with pytest.raises(AttributeError):
        setattr(known, name, before)


def test_a_peer_has_nothing_public_that_could_be_assigned_to() -> None:
    """What is to be another one, `Speaker.update_peer` makes so."""
    known = speaker().add_peer(peer())
    assert {"config", "importer", "session", "source", "speaker"} <= {*PEER_PARTS}
    assert [name for name in getattr(known, "__dict__", {}) if name[0] != "_"] == []


SPEAKER_PARTS = [
    name
    for kind in Speaker.__mro__
    for name, found in vars(kind).items()
    if name[0] != "_" and isinstance(found, property)
]


@pytest.mark.parametrize("name", SPEAKER_PARTS)
def test_what_a_speaker_is_made_of_stays(name: str) -> None:
    """Groups, notes or a clock of the program's own would be those of half of its peers."""
    ours = speaker()
    with pytest.raises(AttributeError):
        setattr(ours, name, getattr(ours, name))


def test_a_speaker_has_nothing_public_that_could_be_assigned_to() -> None:
    """What can be changed, a method changes, with what follows from it."""
    assert {"clock", "groups", "is_shutting_down", "notes", "rib", "source"} <= {*SPEAKER_PARTS}
    assert [name for name in vars(speaker()) if name[0] != "_"] == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: PeerConfig(address="192.0.2"), "address: '192.0.2' does not appear to be"),
        (lambda: PeerConfig(address="192.0.2.1", local_address="x"), "local_address: 'x'"),
        (lambda: PeerConfig(address="192.0.2.1", next_hop_ipv6="x"), "next_hop_ipv6: 'x'"),
        (lambda: PeerConfig(address="fe80::1%eth0"), "address: fe80::1%eth0 has a zone"),
        (lambda: PeerConfig(address="192.0.2.1", identifier="x"), "identifier: 'x'"),
        (lambda: PeerConfig(address="192.0.2.1", shared_subnets="x"), "shared_subnets: 'x'"),
        (lambda: SpeakerConfig(local_as=1, identifier="192.0.2"), "identifier: '192.0.2'"),
        (lambda: SpeakerConfig(local_as=1, identifier=1, cluster_id="x"), "cluster_id: 'x'"),
        (lambda: SessionConfig(local_as=1, local_identifier="x"), "local_identifier: 'x'"),
        (lambda: PeerRange(prefixes="x", template=PeerConfig()), "prefixes: 'x'"),
    ],
)
def test_what_is_no_address_is_told_with_its_field(
    make: Callable[[], object], message: str
) -> None:
    """A configuration has many addresses; what they are called is where one looks."""
    with pytest.raises(LocalError, match=f"^{re.escape(message)}"):
        make()
