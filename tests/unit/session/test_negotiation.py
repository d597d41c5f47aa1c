"""What two OPENs lead to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bgplib.capabilities import (
    AddPath,
    Capability,
    EnhancedRouteRefresh,
    ExtendedMessage,
    ExtendedNextHop,
    FourOctetAs,
    MultipleLabels,
    Multiprotocol,
)
from bgplib.context import Context, SessionType
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.session.negotiation import Negotiation, negotiate

_FAMILIES = (Family.IPV4_UNICAST, Family.IPV6_UNICAST, Family.IPV4_LABELED, Family.IPV4_VPN)


def _open(asn: int, *capabilities: Capability) -> Open:
    return Open.build(asn=asn, hold_time=90, identifier="192.0.2.1", capabilities=capabilities)


_families = st.frozensets(st.sampled_from(_FAMILIES))


@st.composite
def _opens(draw: st.DrawFn) -> Open:
    asn = draw(st.sampled_from((64500, 64501)))
    capabilities: list[Capability] = [Multiprotocol(each) for each in draw(_families)]
    capabilities += draw(st.sampled_from(((), (FourOctetAs(asn),))))
    capabilities += draw(st.sampled_from(((), (ExtendedMessage(),))))
    capabilities += draw(st.sampled_from(((), (EnhancedRouteRefresh(),))))
    capabilities.append(AddPath.of(receive=draw(_families), send=draw(_families)))
    capabilities.append(ExtendedNextHop(tuple((each, 2) for each in draw(_families))))
    capabilities.append(MultipleLabels(tuple((each, 3) for each in draw(_families))))
    return _open(asn, *capabilities)


@given(_opens(), _opens())
def test_both_ends_agree(ours: Open, theirs: Open) -> None:
    """What one end sends the other receives; all else is the same (RFC 7911 §5, RFC 4760 §8)."""
    here, there = negotiate(ours, theirs), negotiate(theirs, ours)
    assert here.add_path_receive == there.add_path_send
    assert here.add_path_send == there.add_path_receive
    assert (here.local_as, here.peer_as) == (there.peer_as, there.local_as)
    for name in (
        "four_octet_as",
        "extended_next_hop",
        "extended_messages",
        "session",
        "families",
        "multiple_labels",
    ):
        assert getattr(here, name) == getattr(there, name), name


@given(_opens(), _opens())
def test_nothing_is_agreed_on_that_one_end_did_not_offer(ours: Open, theirs: Open) -> None:
    """A family needs the capability of both ends (RFC 4760 §8), and all else is of families."""
    context = negotiate(ours, theirs)
    assert context.families == frozenset(ours.families) & frozenset(theirs.families)
    assert context.add_path_receive | context.add_path_send <= context.families
    assert {family for family, _ in context.extended_next_hop} <= context.families
    assert context.multiple_labels <= context.families


def test_open_without_multiprotocol_offers_ipv4_unicast() -> None:
    """A speaker of RFC 4271 alone exchanges IPv4 unicast routes and 2-octet AS numbers."""
    plain = _open(64500)
    modern = _open(
        64501,
        Multiprotocol(Family.IPV4_UNICAST),
        Multiprotocol(Family.IPV6_UNICAST),
        FourOctetAs(64501),
    )
    context = negotiate(modern, plain)
    assert context.families == frozenset((Family.IPV4_UNICAST,))
    assert not context.four_octet_as


def test_add_path_needs_a_sender_and_a_receiver() -> None:
    """Path identifiers come where the peer can send and we can receive them (RFC 7911 §5)."""
    family = Family.IPV4_UNICAST
    sender = _open(64500, AddPath.of(send=[family]))
    receiver = _open(64501, AddPath.of(receive=[family]))
    assert negotiate(receiver, sender).add_path_receive == {family}
    assert negotiate(receiver, sender).add_path_send == frozenset()
    assert negotiate(sender, sender).add_path_send == frozenset()
    assert negotiate(receiver, receiver).add_path_receive == frozenset()


def test_extended_next_hop_needs_both_ends() -> None:
    """IPv4 routes may have IPv6 next hops where both ends offer the pair (RFC 8950 §4)."""
    able = _open(64500, ExtendedNextHop(((Family.IPV4_UNICAST, 2),)))
    unable = _open(64501)
    assert negotiate(able, able).extended_next_hop == {(Family.IPV4_UNICAST, 2)}
    assert negotiate(able, unable).extended_next_hop == frozenset()


def test_long_messages_are_accepted_where_we_said_so() -> None:
    """RFC 8654 §4: it is for the receiver of messages to say the capability."""
    able, unable = _open(64500, ExtendedMessage()), _open(64501)
    assert Negotiation.of(able, unable).receiving.extended_messages
    assert not Negotiation.of(unable, able).receiving.extended_messages


def test_extended_next_hops_are_accepted_where_we_said_so() -> None:
    """RFC 8950 §4 has a sender know "that the BGP peer supports" it, and say nothing itself."""
    able = _open(64500, ExtendedNextHop(((Family.IPV4_UNICAST, 2), (Family.IPV4_VPN, 2))))
    unable = _open(64501)
    for ours, theirs, accepted in (
        (able, unable, {(Family.IPV4_UNICAST, 2)}),  # VPN routes were not agreed on
        (unable, able, frozenset()),
    ):
        negotiation = Negotiation.of(ours, theirs)
        receiving, sending = negotiation.directions(Context())
        assert negotiation.receiving.extended_next_hop == accepted
        assert receiving.extended_next_hop == accepted
        assert sending.extended_next_hop == frozenset()


def test_the_as_numbers_tell_the_session_type() -> None:
    """Peers of one AS have an internal session (RFC 4271 §1.1); AS_TRANS does not matter."""
    wide = _open(4_200_000_000)
    assert negotiate(_open(64500), _open(64500)).session is SessionType.INTERNAL
    assert negotiate(_open(64500), _open(64501)).session is SessionType.EXTERNAL
    assert negotiate(wide, _open(4_200_000_000)).session is SessionType.INTERNAL
    assert negotiate(wide, _open(4_200_000_001)).session is SessionType.EXTERNAL
    member = negotiate(_open(64500), _open(64501), SessionType.CONFEDERATION)
    assert member.session is SessionType.CONFEDERATION
