"""What a negotiation says of each thing that two OPENs speak of, and why."""

from __future__ import annotations

import re
from operator import attrgetter
from typing import Final

import pytest

from bgplib.capabilities import (
    AddPath,
    Capability,
    ExtendedMessage,
    FourOctetAs,
    GracefulRestart,
    GracefulRestartFamily,
    LongLivedFamily,
    LongLivedGracefulRestart,
    MultipleLabels,
    Multiprotocol,
    OrfEntry,
    OutboundRouteFiltering,
    OutboundRouteFilteringOld,
    Role,
    SoftwareVersion,
    UnknownCapability,
)
from bgplib.context import SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session import GracefulRestartConfig, SessionConfig
from bgplib.session.agreement import Agreement
from bgplib.session.negotiation import Negotiation
from bgplib.session.opening import open_of

IPV4: Final = Family.IPV4_UNICAST
IPV6: Final = Family.IPV6_UNICAST
ROLES: Final = ("provider", "rs", "rs-client", "customer", "peer")
PAIRS: Final = {
    ("provider", "customer"),
    ("customer", "provider"),
    ("rs", "rs-client"),
    ("rs-client", "rs"),
    ("peer", "peer"),
}


def message(asn: int, *capabilities: Capability, hold_time: int = 90) -> Open:
    return Open.build(
        asn=asn, hold_time=hold_time, identifier="192.0.2.1", capabilities=capabilities
    )


def between(
    ours: tuple[Capability, ...],
    theirs: tuple[Capability, ...],
    session: SessionType | None = None,
) -> Negotiation:
    return Negotiation.of(message(64500, *ours), message(64501, *theirs), session)


def line(negotiation: Negotiation, subject: str) -> Agreement:
    (found,) = [each for each in negotiation.report if each.subject == subject]
    return found


@pytest.mark.parametrize(
    ("ours", "theirs", "agreed", "keepalive"),
    [(90, 30, 30, 10), (30, 90, 30, 10), (0, 90, 0, 0), (90, 0, 0, 0), (3, 180, 3, 1)],
)
def test_hold_time(ours: int, theirs: int, agreed: int, keepalive: float) -> None:
    """RFC 4271 §4.2: the smaller one counts; §4.4: a third of it for KEEPALIVEs, 0 for none."""
    found = Negotiation.of(message(64500, hold_time=ours), message(64501, hold_time=theirs))
    assert (found.hold_time, found.keepalive_time) == (agreed, keepalive)
    about = line(found, "hold time")
    assert (about.agreed, about.ours, about.theirs) == (True, f"{ours} s", f"{theirs} s")


@pytest.mark.parametrize("seconds", [1, 2])
def test_hold_times_that_no_speaker_may_propose(seconds: int) -> None:
    """RFC 4271 §4.2: 0 or at least 3 s."""
    found = Negotiation.of(message(64500), message(64501, hold_time=seconds))
    about = line(found, "hold time")
    assert not about.agreed
    assert about.remedy is not None
    assert "at least 3 s" in about.remedy


def test_a_peer_without_multiprotocol() -> None:
    """RFC 4760 §8: such a peer exchanges IPv4 unicast routes, and the report says by what."""
    found = between((Multiprotocol(IPV4), Multiprotocol(IPV6)), ())
    assert found.families == (IPV4,)
    assert line(found, "MULTIPROTOCOL ipv4-unicast").theirs == "yes, by default"
    about = line(found, "MULTIPROTOCOL ipv6-unicast")
    assert (about.agreed, about.request, about.offer) == (False, (Multiprotocol(IPV6),), ())
    assert about.remedy == "let the peer offer MULTIPROTOCOL ipv6-unicast"


def test_our_own_remedy_names_the_configuration() -> None:
    """What is lacking here is said as the field of SessionConfig that offers it."""
    found = between((Multiprotocol(IPV4),), (Multiprotocol(IPV4), Multiprotocol(IPV6)))
    assert line(found, "MULTIPROTOCOL ipv6-unicast").remedy == (
        "offer MULTIPROTOCOL ipv6-unicast (SessionConfig.families)"
    )


def test_families_come_in_our_order() -> None:
    """The order of the peer's OPEN does not matter."""
    both = (Multiprotocol(IPV6), Multiprotocol(IPV4))
    assert between(both, both[::-1]).families == (IPV6, IPV4)


def test_extended_messages_by_direction() -> None:
    """RFC 8654 §4: whoever advertises it can receive them; neither needs the other."""
    found = between((ExtendedMessage(),), ())
    assert (found.send_extended, found.receive_extended) == (False, True)
    assert not line(found, "EXTENDED_MESSAGE send").agreed
    assert line(found, "EXTENDED_MESSAGE receive").agreed
    assert not found.context.extended_messages


def test_add_path_of_a_family_that_was_not_agreed_on() -> None:
    """RFC 4760 §8, RFC 7911 §5: path identifiers need their family first."""
    ours = (Multiprotocol(IPV4), AddPath.of(receive=(IPV4, IPV6)))
    theirs = (Multiprotocol(IPV4), AddPath.of(send=(IPV4, IPV6)))
    found = between(ours, theirs)
    assert found.context.add_path_receive == {IPV4}
    assert line(found, "ADD_PATH ipv4-unicast receive").agreed
    about = line(found, "ADD_PATH ipv6-unicast receive")
    assert (about.agreed, about.offer, about.request) == (
        False,
        (Multiprotocol(IPV6),),
        (Multiprotocol(IPV6),),
    )


@pytest.mark.parametrize("ours", [(), ("send",), ("receive",), ("send", "receive")])
@pytest.mark.parametrize("theirs", [(), ("send",), ("receive",), ("send", "receive")])
def test_what_each_end_says_of_path_identifiers(
    ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    """RFC 7911 §4: whether it can send, and whether it can receive; §5: one takes the other."""
    one, other = (
        AddPath.of(send=(IPV4,) * ("send" in each), receive=(IPV4,) * ("receive" in each))
        for each in (ours, theirs)
    )
    found = between((Multiprotocol(IPV4), one), (Multiprotocol(IPV4), other))
    for way, back in (("send", "receive"), ("receive", "send")):
        lines = [each for each in found.report if each.subject == f"ADD_PATH {IPV4} {way}"]
        here, there = way in ours, back in theirs
        assert len(lines) == (here or there)
        for each in lines:
            assert each.ours == (way if here else "")
            assert each.theirs == (back if there else "")
            assert each.agreed == (here and there)


def test_of_repeated_capabilities_the_right_one_counts() -> None:
    """RFC 4724 §3: the last GRACEFUL_RESTART; RFC 8277 §2.1: the first MULTIPLE_LABELS."""
    labeled = Family.IPV4_LABELED
    families = (Multiprotocol(labeled), Multiprotocol(labeled))
    theirs = (
        *families,
        MultipleLabels(((labeled, 3),)),
        MultipleLabels(((labeled, 7),)),
        GracefulRestart(restart_time=10),
        GracefulRestart(restart_time=20),
    )
    ours = (
        Multiprotocol(labeled),
        MultipleLabels(((labeled, 2),)),
        GracefulRestart(restart_time=1),
    )
    found = between(ours, theirs)
    assert found.families == (labeled,)
    assert line(found, "MULTIPLE_LABELS ipv4-labeled").theirs == "3"
    assert found.graceful_restart is not None
    assert found.graceful_restart.restart_time == 20


def test_graceful_restart() -> None:
    """RFC 4724 §3: R and F bits; RFC 8538 §2: N bits of both ends; only agreed families."""
    ours = (
        Multiprotocol(IPV4),
        GracefulRestart(restart_time=120, families=(GracefulRestartFamily(IPV4),)),
    )
    theirs = (
        Multiprotocol(IPV4),
        GracefulRestart(
            restart_time=60,
            families=(GracefulRestartFamily(IPV4, True), GracefulRestartFamily(IPV6, True)),
            restarted=True,
            notification=True,
        ),
    )
    found = between(ours, theirs)
    terms = found.graceful_restart
    assert terms is not None
    assert (terms.restart_time, terms.our_restart_time) == (60, 120)
    assert (terms.families, terms.forwarding, terms.restarted) == (
        (IPV4,),
        frozenset((IPV4,)),
        True,
    )
    assert (terms.our_families, terms.our_forwarding, terms.we_restarted) == (
        (IPV4,),
        frozenset(),
        False,
    )
    assert not terms.notification
    assert found.end_of_rib_families == {IPV4}
    about = line(found, "GRACEFUL_RESTART ipv6-unicast, the peer restarts")
    assert not about.agreed
    assert "MULTIPROTOCOL ipv6-unicast" in about.reason
    assert line(found, "GRACEFUL_RESTART notification").offer


def test_no_end_of_rib_without_the_capability() -> None:
    """RFC 4724 §2: only who advertises the capability says that it sends the marker."""
    ours = (Multiprotocol(IPV4), GracefulRestart(restart_time=120))
    assert between(ours, (Multiprotocol(IPV4),)).end_of_rib_families == frozenset()
    assert between(ours, (Multiprotocol(IPV4),)).graceful_restart is None


def test_end_of_rib_never_waits_for_a_family_that_was_not_agreed_on() -> None:
    """RFC 4724 §2: no marker comes of a family that is not exchanged."""
    restart = GracefulRestart(restart_time=9, families=(GracefulRestartFamily(IPV6),))
    theirs = (Multiprotocol(IPV4), Multiprotocol(IPV6), restart)
    assert between((Multiprotocol(IPV4),), theirs).end_of_rib_families == {IPV4}


def test_long_lived_needs_graceful_restart_beside_it() -> None:
    """RFC 9494 §4.1: without the capability of RFC 4724 it is ignored."""
    longer = LongLivedGracefulRestart((LongLivedFamily(family=IPV4, stale_time=3600),))
    restart = GracefulRestart(restart_time=120)
    assert between((longer, restart), (longer, restart)).long_lived == {
        IPV4: LongLivedFamily(family=IPV4, stale_time=3600)
    }
    found = between((longer, restart), (longer,))
    assert found.long_lived == {}
    about = line(found, "LONG_LIVED_GRACEFUL_RESTART ipv4-unicast")
    assert any(isinstance(value, GracefulRestart) for value in about.request)


def test_filters_by_direction_family_and_type() -> None:
    """RFC 5291 §6: a sender at one end, a receiver at the other; modes beyond 3 mean nothing."""
    ours = OutboundRouteFiltering((OrfEntry(IPV4, ((64, 2), (65, 3), (66, 9))),))
    theirs = OutboundRouteFilteringOld((OrfEntry(IPV4, ((64, 1), (65, 2), (66, 3))),))
    found = between((ours,), (theirs,))
    assert found.orf_send == {(IPV4, 64)}
    assert found.orf_receive == {(IPV4, 65)}
    assert line(found, "OUTBOUND_ROUTE_FILTERING ipv4-unicast 64 send").agreed
    assert not line(found, "OUTBOUND_ROUTE_FILTERING ipv4-unicast 65 send").agreed


@pytest.mark.parametrize("ours", ROLES)
@pytest.mark.parametrize("theirs", ROLES)
def test_pairs_of_roles(ours: str, theirs: str) -> None:
    """RFC 9234 §4.2, Table 2: five pairs correspond, the twenty others do not."""
    found = between((Role.parse(ours),), (Role.parse(theirs),))
    assert found.role == Role.parse(theirs)
    about = line(found, "ROLE")
    assert about.agreed == ((ours, theirs) in PAIRS)
    assert about.agreed == (about.remedy is None)


def test_roles_of_one_end_alone() -> None:
    """RFC 9234 §4.2: the session goes on; the report says what the other end would have to say."""
    customer = Role.parse("customer")
    assert line(between((customer,), ()), "ROLE").request == (Role.parse("provider"),)
    assert line(between((), (customer,)), "ROLE").offer == (Role.parse("provider"),)


def test_roles_that_contradict_each_other() -> None:
    """RFC 9234 §4.2: several roles must be one; equal ones count once."""
    customer, provider = Role.parse("customer"), Role.parse("provider")
    assert line(between((customer,), (provider, provider)), "ROLE").agreed
    about = line(between((customer,), (customer, provider)), "ROLE")
    assert not about.agreed
    assert "contradict" in about.reason
    assert about.request == (provider,)
    about = line(between((customer, provider), ()), "ROLE")
    assert (about.agreed, about.offer, about.request) == (False, (provider,), (customer,))


def test_unassigned_roles_have_no_opposite() -> None:
    """RFC 9234 §4.1: values 5 to 255 are not assigned, so nothing corresponds to them."""
    about = line(between((Role(9),), (Role(9),)), "ROLE")
    assert not about.agreed
    assert about.remedy is not None
    assert (about.offer, about.request) == ((), ())


def test_roles_belong_to_external_sessions() -> None:
    """RFC 9234 §4.1: within an AS no role counts, and none is asked for."""
    customer, provider = (Role.parse("customer"),), (Role.parse("provider"),)
    found = between(customer, provider, SessionType.INTERNAL)
    assert found.role is None
    assert not line(found, "ROLE").agreed
    bare = between((), (), SessionType.CONFEDERATION)
    assert "ROLE" not in {each.subject for each in bare.report}


def test_capabilities_that_are_not_ours() -> None:
    """RFC 5492 §3: what we do not know is ignored, and said; names and versions inform."""
    found = between((), (UnknownCapability(200, b"\x01"), SoftwareVersion(b"a\x1b[31m")))
    about = line(found, "UNKNOWN(200)")
    assert (about.agreed, about.theirs, about.remedy) == (False, "0x01", None)
    assert about.reason.startswith("not ours")
    assert "informs" in line(found, "SOFTWARE_VERSION").reason
    assert "\x1b" not in str(found) + repr(found.to_json())


def test_four_octet_as_numbers() -> None:
    """RFC 6793 §4.1: both ends must say it."""
    found = between((FourOctetAs(64500),), ())
    assert not found.context.four_octet_as
    assert line(found, "FOUR_OCTET_AS").request == (FourOctetAs(64501),)


def test_text() -> None:
    """A line about the session, then one for each subject, with what would change it below."""
    text = str(between((ExtendedMessage(),), ()))
    first, *others = text.splitlines()
    assert first == "external session of AS 64500 with AS 64501"
    at = next(number for number, each in enumerate(others) if "EXTENDED_MESSAGE send" in each)
    assert others[at].startswith("no ")
    assert others[at + 1].strip() == "to change it: let the peer offer EXTENDED_MESSAGE"
    assert str(line(between((), ()), "EXTENDED_MESSAGE receive")) == (
        "EXTENDED_MESSAGE receive: no (our OPEN lacks EXTENDED_MESSAGE); "
        "offer EXTENDED_MESSAGE (SessionConfig.extended_messages)"
    )


def test_remedies_name_what_is_configured() -> None:
    """Whoever does what a remedy says sets a field that there is."""
    config = SessionConfig(
        local_as=70000,
        local_identifier="192.0.2.1",
        families=[IPV4, IPV6],
        add_path_send=[IPV4],
        add_path_receive=[IPV4],
        extended_next_hop=[(IPV4, 2)],
        extended_messages=True,
        graceful_restart=GracefulRestartConfig(families=[IPV4], long_lived={IPV4: 60}),
        role="peer",
    )
    bare = Open(two_octet_asn=1, hold_time=90, identifier=1, parameters=())
    named = set()
    for each in Negotiation.of(bare, open_of(config)).report:
        named.update(re.findall(r"\(SessionConfig\.(.*?)\)", each.remedy or ""))
    assert len(named) >= 10
    for names in named:
        for name in names.split(", "):
            assert attrgetter(name)(config) is not None, names
