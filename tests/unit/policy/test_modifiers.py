"""Modifiers: what each changes, that it changes nothing else, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from bgplib.attributes import (
    Aggregator,
    Aigp,
    AsPath,
    LocalPref,
    NextHop,
    OnlyToCustomer,
    UnknownAttribute,
)
from bgplib.attributes.bgpsec_path import BgpsecPath
from bgplib.attributes.reader import neutral_reader
from bgplib.context import SessionType
from bgplib.errors import LocalError, ParseError
from bgplib.policy import (
    EXTENDED,
    IPV6_EXTENDED,
    LARGE,
    Direction,
    Policy,
    PolicyContext,
    PolicyError,
    Statement,
)
from bgplib.policy.changes import differences
from bgplib.policy.community_set import CommunitySet
from bgplib.policy.modifiers import (
    AddCommunities,
    AddLocalPref,
    AddMed,
    LocalAsIn,
    LocalAsOut,
    NextHopPeer,
    NextHopSelf,
    NextHopUnchanged,
    Prepend,
    PrependNeighbour,
    RemoveAttribute,
    RemoveCommunities,
    RemoveLocalPref,
    RemoveMed,
    RemovePrivateAs,
    SetAttribute,
    SetCommunities,
    SetLocalPref,
    SetMed,
    SetNextHop,
    SetOrigin,
    SetValidationState,
    SetWeight,
    is_private,
)
from bgplib.route import Path, Route, Source
from tests.unit.policy.routes import INTERNAL, PEER, block, path, route

#: what a program may hand in that checks no types
TEXT: Any = "2"

CONTEXT = PolicyContext(peer=PEER, local_as=64500, local_address="192.0.2.254")
TOP = 0xFFFFFFFF

CHANGES: list[tuple[Any, Route, list[str]]] = [
    (SetLocalPref(200), route(), ["preference 200 added", "LOCAL_PREF 200 added"]),
    (AddLocalPref(20), route(), ["preference 120 added", "LOCAL_PREF 120 added"]),
    (AddLocalPref(-500), route(source=INTERNAL, local_pref=300),
     ["preference 0 added", "LOCAL_PREF 300 -> 0"]),
    (AddLocalPref(TOP), route(), [f"preference {TOP} added", f"LOCAL_PREF {TOP} added"]),
    (RemoveLocalPref(), route(local_pref=7), ["LOCAL_PREF 7 removed"]),
    (RemoveLocalPref(), route(), []),
    (SetMed(7), route(), ["MULTI_EXIT_DISC 7 added"]),
    (SetMed(7), route(med=7), []),
    (AddMed(7), route(med=1), ["MULTI_EXIT_DISC 1 -> 8"]),
    (AddMed(-7), route(med=1), ["MULTI_EXIT_DISC 1 -> 0"]),
    (AddMed(7), route(), ["MULTI_EXIT_DISC 7 added"]),
    (RemoveMed(), route(med=1), ["MULTI_EXIT_DISC 1 removed"]),
    (SetWeight(9), route(), ["weight 0 -> 9"]),
    (SetOrigin("incomplete"), route(), ["ORIGIN igp -> incomplete"]),
    (SetNextHop("203.0.113.9"), route(), ["next hop 192.0.2.1 -> 203.0.113.9"]),
    (SetNextHop("203.0.113.9"), route(next_hop="192.0.2.1"),
     ["next hop 192.0.2.1 -> 203.0.113.9", "NEXT_HOP 192.0.2.1 -> 203.0.113.9"]),
    (SetNextHop("2001:db8::9"), route(next_hop="192.0.2.1"),
     ["next hop 192.0.2.1 -> 2001:db8::9", "NEXT_HOP 192.0.2.1 removed"]),
    (NextHopSelf(), route(), ["next hop 192.0.2.1 -> 192.0.2.254"]),
    (NextHopPeer(), route(via="192.0.2.77"), ["next hop 192.0.2.77 -> 192.0.2.1"]),
    (NextHopUnchanged(), route(), []),
    (Prepend(2), route(), ["AS_PATH 65001 -> 64500 64500 65001"]),
    (Prepend(asn=65009), route(as_path=""), ["AS_PATH empty -> 65009"]),
    (Prepend(asn=65009), route(as_path="{1,2}"), ["AS_PATH {1,2} -> 65009 {1,2}"]),
    (Prepend(asn=65009), route(as_path="(1) [2,3] 4"),
     ["AS_PATH (1) [2,3] 4 -> (1) [2,3] 65009 4"]),
    (Prepend(asn=65009), route(as_path="(1)"), ["AS_PATH (1) -> (1) 65009"]),
    (PrependNeighbour(2), route(as_path="65001 1"), ["AS_PATH 65001 1 -> 65001 65001 65001 1"]),
    (PrependNeighbour(), route(as_path="(1) [2,3] 4"),
     ["AS_PATH (1) [2,3] 4 -> (1) [2,3] 4 4"]),
    (PrependNeighbour(), route(as_path="{1,2}"), ["AS_PATH {1,2} -> 65001 {1,2}"]),
    (PrependNeighbour(), route(as_path="", source=INTERNAL), []),
    (LocalAsIn(64510), route(as_path="64496"), ["AS_PATH 64496 -> 64510 64496"]),
    (LocalAsOut(asn=64510, global_asn=64500), route(as_path="1"),
     ["AS_PATH 1 -> 64510 64500 1"]),
    (LocalAsOut(asn=64510, global_asn=64500, replace=True), route(as_path="1"),
     ["AS_PATH 1 -> 64510 1"]),
    (RemovePrivateAs(), route(as_path="64512 1 4200000000 {2,64513} {64514}"),
     ["AS_PATH 64512 1 4200000000 {2,64513} {64514} -> 1 {2}"]),
    (RemovePrivateAs("leading"), route(as_path="64512 64513 1 64514"),
     ["AS_PATH 64512 64513 1 64514 -> 1 64514"]),
    (RemovePrivateAs("replace"), route(as_path="64512 1 64513 {64514,64515,2}"),
     ["AS_PATH 64512 1 64513 {64514,64515,2} -> 64500 1 64500 {64500,2}"]),
    (RemovePrivateAs("nearest"), route(as_path="64512 1 64513 2 64514"),
     ["AS_PATH 64512 1 64513 2 64514 -> 64500 1 1 2 2"]),
    (RemovePrivateAs(), route(as_path="1 2"), []),
    (RemovePrivateAs(), route(as_path="65001 1"), []),
    (SetCommunities.of("1:1"), route(communities="2:2 no-export"),
     ["COMMUNITIES 2:2 65535:65281 -> 1:1"]),
    (SetCommunities.of(), route(communities="2:2"), ["COMMUNITIES 2:2 removed"]),
    (SetCommunities.of("1:1"), route(communities="1:1"), []),
    (AddCommunities.of("1:1", "2:2"), route(communities="2:2"),
     ["COMMUNITIES 2:2 -> 2:2 1:1"]),
    (AddCommunities.of("rt:1:1", kind=EXTENDED), route(),
     ["EXTENDED_COMMUNITIES rt:1:1 added"]),
    (AddCommunities.of("1:2:3", kind=LARGE), route(large="1:2:4"),
     ["LARGE_COMMUNITY 1:2:4 -> 1:2:4 1:2:3"]),
    (AddCommunities.of("rt:[2001:db8::1]:7", kind=IPV6_EXTENDED), route(),
     ["IPV6_EXTENDED_COMMUNITIES rt:[2001:db8::1]:7 added"]),
    (RemoveCommunities.of("2:*"), route(communities="2:2 1:1 2:3"),
     ["COMMUNITIES 2:2 1:1 2:3 -> 1:1"]),
    (RemoveCommunities.of("2:*"), route(communities="2:2"), ["COMMUNITIES 2:2 removed"]),
    (RemoveCommunities.of("rt:*:1", kind=EXTENDED), route(extended="rt:1:1 rt:2:1 rt:1:2"),
     ["EXTENDED_COMMUNITIES rt:1:1 rt:2:1 rt:1:2 -> rt:1:2"]),
    (RemoveCommunities.of("1:*:3", kind=LARGE), route(), []),
    (RemoveAttribute(4), route(med=3), ["MULTI_EXIT_DISC 3 removed"]),
    (SetAttribute(UnknownAttribute(code=250, flags=0xC0, octets=b"x")), route(),
     ["UNKNOWN(250) 78 added"]),
    (SetAttribute(AsPath.parse("1 2")), route(), ["AS_PATH 65001 -> 1 2"]),
    (SetAttribute(OnlyToCustomer(7)), route(), ["ONLY_TO_CUSTOMER 7 added"]),
    (SetValidationState("valid"), route(extended="validation-state:invalid rt:1:1"),
     ["EXTENDED_COMMUNITIES validation-state:invalid rt:1:1 -> rt:1:1 validation-state:valid"]),
]  # fmt: skip


@pytest.mark.parametrize(("modifier", "found", "changes"), CHANGES)
def test_changes(modifier: Any, found: Route, changes: list[str]) -> None:
    """The change is the one that is meant, and all there is; without one, the route is the same."""
    changed = modifier(found, CONTEXT)
    texts = [str(each) for each in differences(found, changed)]
    if texts and texts[-1].startswith("UNKNOWN(250)"):
        texts[-1] = "UNKNOWN(250) 78 added"
    assert texts == changes
    assert (changed is found) is (not changes)
    assert (changed.family, changed.key, changed.source) == (
        found.family, found.key, found.source
    )  # fmt: skip


@pytest.mark.parametrize("modifier", [row[0] for row in CHANGES])
def test_what_is_changed_can_be_sent(modifier: Any) -> None:
    """The result encodes as what it says, and reads back so."""
    changed = modifier(route(med=1, communities="2:2"), CONTEXT)
    octets = changed.attributes.canonical().octets
    assert octets == changed.attributes.octets
    assert changed.attributes.routable


@pytest.mark.parametrize(
    ("modifier", "text"),
    [
        (SetLocalPref(1), "set LOCAL_PREF 1"),
        (AddLocalPref(-1), "subtract 1 from LOCAL_PREF"),
        (AddMed(1), "add 1 to MED"),
        (RemoveMed(), "remove MED"),
        (RemoveLocalPref(), "remove LOCAL_PREF"),
        (SetWeight(1), "set weight 1"),
        (SetOrigin(0), "set ORIGIN igp"),
        (SetNextHop("2001:db8::1,fe80::1"), "set next hop 2001:db8::1,fe80::1"),
        (NextHopSelf(), "set next hop self"),
        (NextHopPeer(), "set next hop peer"),
        (NextHopUnchanged(), "keep next hop"),
        (Prepend(3), "prepend our own AS 3 times"),
        (Prepend(asn=7), "prepend 7"),
        (PrependNeighbour(), "prepend the neighbour AS"),
        (PrependNeighbour(2), "prepend the neighbour AS 2 times"),
        (LocalAsIn(7), "show local AS 7"),
        (LocalAsOut(asn=7, global_asn=8, replace=True), "leave by local AS 7 alone"),
        (RemovePrivateAs("nearest"), "remove private AS numbers (nearest)"),
        (SetCommunities.of(), "set community none"),
        (AddCommunities.of("1:2:3", kind=LARGE), "add large community 1:2:3"),
        (RemoveCommunities.of("1:*", "2:3"), "remove community 2:3, 1:*"),
        (RemoveAttribute(26), "remove AIGP"),
        (SetAttribute(OnlyToCustomer(7)), "set OnlyToCustomer(asn=7)"),
        (SetValidationState("not-found"), "set RPKI state not-found"),
    ],
)
def test_modifiers_print_themselves(modifier: Any, text: str) -> None:
    """As a policy is read aloud."""
    assert str(modifier) == text


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (LocalError, lambda: SetLocalPref(-1)),
        (LocalError, lambda: SetMed(1 << 32)),
        (LocalError, lambda: SetWeight(-1)),
        (LocalError, lambda: Prepend(0)),
        (LocalError, lambda: Prepend(256)),
        (LocalError, lambda: Prepend(TEXT)),
        (LocalError, lambda: Prepend(asn=0)),
        (LocalError, lambda: PrependNeighbour(256)),
        (LocalError, lambda: LocalAsIn(1 << 32)),
        (LocalError, lambda: RemoveAttribute(1)),
        (LocalError, lambda: RemoveAttribute(2)),
        (LocalError, lambda: RemoveAttribute(5)),
        (LocalError, lambda: RemoveAttribute(6)),
        (LocalError, lambda: SetAttribute(LocalPref(5))),
        (LocalError, lambda: SetAttribute(NextHop(bytes(4)))),
        (LocalError, lambda: RemoveAttribute(35)),
        (LocalError, lambda: SetOrigin(9)),
        (LocalError, lambda: SetNextHop(b"12345")),
        (ParseError, lambda: SetNextHop("nowhere")),
        (ParseError, lambda: SetOrigin("nowhere")),
        (ParseError, lambda: RemovePrivateAs("some")),
        (ParseError, lambda: SetValidationState("good")),
        (ParseError, lambda: AddCommunities.of("1:*")),
        (ParseError, lambda: AddCommunities.of("1:2:3")),
        (ParseError, lambda: SetCommunities.of("1:2", kind=LARGE)),
    ],
)
def test_what_cannot_be_done_is_refused_at_once(kind: Any, wrong: Any) -> None:
    """When the modifier is made."""
    with pytest.raises(kind):
        wrong()


@pytest.mark.parametrize(
    ("modifier", "found"),
    [
        (NextHopSelf(), route()),
        (Prepend(), route()),
        (RemovePrivateAs("replace"), route(as_path="64512")),
        (NextHopPeer(), Route.of("10.0.0.0/8", Path(Source.ourselves(1), block("")))),
        (SetAttribute(OnlyToCustomer(8)), route(more=(OnlyToCustomer(7),))),
        (SetAttribute("text"), route()),
    ],
)
def test_what_the_context_does_not_say_is_an_error(modifier: Any, found: Route) -> None:
    """With the statement's name, once a route comes."""
    policy = Policy(name="p", statements=[Statement(name="s", modifiers=modifier)])
    with pytest.raises(PolicyError, match="statement 's'"):
        policy.apply(found)


def test_a_path_that_gets_too_long_is_an_error() -> None:
    """A block has 65,535 octets at most; prepending cannot make one that no message holds."""
    long = path(" ".join(["65001"] * 16_300))
    policy = Policy(name="p", statements=[Statement(name="s", modifiers=Prepend(255, 65001))])
    with pytest.raises(PolicyError, match="AS_PATH has 66350 octets"):
        policy.apply(long)


def test_segments_hold_255_at_most() -> None:
    """RFC 4271 §5.1.2: an overflow starts a new segment."""
    changed = Prepend(10, 7).change(path(" ".join(["65001"] * 250)), CONTEXT)
    assert [len(asns) for _, asns in changed.attributes.as_path] == [10, 250]
    assert changed.as_path_length == 260
    full = Prepend(5, 7).change(path(" ".join(["65001"] * 250)), CONTEXT)
    assert [len(asns) for _, asns in full.attributes.as_path] == [255]


def test_within_a_confederation_prepending_stays_inside() -> None:
    """RFC 5065 §4: towards a peer of another Member-AS, into an AS_CONFED_SEQUENCE."""
    peer = attrs.evolve(PEER, session=SessionType.CONFEDERATION)
    context = PolicyContext(peer=peer, local_as=64501, direction=Direction.EXPORT)
    changed = Prepend(2).change(path("(64502) 1"), context)
    assert changed.attributes.as_path_text == "(64501 64501 64502) 1"
    assert changed.as_path_length == 1


def test_a_changed_path_is_not_signed() -> None:
    """BGPSEC_PATH goes with the first change of the AS path; without a change it stays."""
    bgpsec = UnknownAttribute(code=33, flags=0x90, octets=_signed())
    signed = block().replace(bgpsec, without=(2,))
    assert signed.get(BgpsecPath) is not None
    found = Path(PEER, signed, "192.0.2.1")
    changed = Prepend(asn=65009).change(found, CONTEXT)
    assert 33 not in changed.attributes
    assert changed.attributes.as_path_text == f"65009 {signed.as_path_text}"
    changed = SetAttribute(AsPath.parse("1 2")).change(found, CONTEXT)
    assert 33 not in changed.attributes
    assert changed.attributes.as_path_text == "1 2"
    assert SetMed(1).change(found, CONTEXT).attributes.get(BgpsecPath) is not None


def _signed() -> bytes:
    """Return a BGPsec_Path of one hop from AS 65001, with a signature of no meaning."""
    secure = bytes.fromhex("0008 01 00 0000fde9")
    signature = bytes(20) + (2).to_bytes(2, "big") + b"ab"
    return secure + (3 + len(signature)).to_bytes(2, "big") + b"\x01" + signature


def test_two_octet_as_numbers_are_no_change() -> None:
    """RFC 6793 §4.2.3: a block of an old peer says the same in other octets."""
    wide = block("65001 4200000000", more=(Aggregator(4200000001, bytes(4)),))
    narrow = wide.canonical(neutral_reader(False, wide.reader.table))
    assert 17 in narrow
    assert 18 in narrow
    found = Path(PEER, narrow, "192.0.2.1")
    changed = SetMed(7).change(found, CONTEXT)
    assert changed.attributes.four_octet_as
    assert [str(each) for each in differences(found, changed)] == ["MULTI_EXIT_DISC 7 added"]


def test_vpn_next_hops_keep_their_form() -> None:
    """RFC 4364 §4.3.2: a route distinguisher of 0 stands before the address."""
    found = path().replace(next_hop=bytes(8) + bytes((192, 0, 2, 1)))
    changed = NextHopSelf().change(found, CONTEXT)
    assert changed.next_hop_octets == bytes(8) + bytes((192, 0, 2, 254))


def test_aigp_may_be_removed() -> None:
    """RFC 7311 §3: it is of one administrative domain."""
    found = route(more=(Aigp.of(7),))
    assert 26 in found.attributes
    assert 26 not in RemoveAttribute(26)(found, CONTEXT).attributes


@pytest.mark.parametrize(
    ("asn", "private"),
    [(64511, False), (64512, True), (65534, True), (65535, False), (23456, False),
     (4199999999, False), (4200000000, True), (4294967294, True), (4294967295, False)],
)  # fmt: skip
def test_private_as_numbers(asn: int, private: bool) -> None:
    """RFC 6996 §5: 64512 to 65534, and 4200000000 to 4294967294."""
    assert is_private(asn) is private


@pytest.mark.parametrize("of", [AddCommunities.of, SetCommunities.of, RemoveCommunities.of])
def test_kinds_of_communities_have_words(of: Callable[..., object]) -> None:
    """And a text of another kind is told which kind that is."""
    assert of("65000:1:2", kind="large") == of("65000:1:2", kind=LARGE)
    assert of("rt:65000:1", kind="Extended") == of("rt:65000:1", kind=EXTENDED)
    assert of("65000:1", kind="standard") == of("65000:1")
    assert "IPv6" in str(of("rt:[2001:db8::1]:7", kind="ipv6-extended"))
    with pytest.raises(ParseError, match="'big' is no kind of communities; they are standard, "):
        of("65000:1:2", kind="big")
    with pytest.raises(LocalError, match="kind is 7"):
        of("65000:1:2", kind=7)
    with pytest.raises(ParseError, match="has two parts; its kind is 'large'"):
        of("65000:1:2")
    with pytest.raises(ParseError, match="has two parts; its kind is 'extended'"):
        of("rt:65000:1")
    with pytest.raises(ParseError, match="its kind is 'standard'"):
        of("no-export", kind="large")
    with pytest.raises(LocalError, match=r"is no community: hand in several as `\*them`"):
        of(["65000:1"])


@pytest.mark.parametrize(
    ("members", "kind", "message"),
    [
        ("65000:0:*", "standard", r"such as \*:\*: its parts are 3; its kind is 'large'$"),
        ("65000:*", "large", r"such as \*:\*:\*: its parts are 2; its kind is 'standard'$"),
        ("no-*", "standard", "its parts are 1$"),
        ("*", "large", "its parts are 1$"),
        ("65000:*:*:*", "large", "its parts are 4$"),
        ("70000:*", "standard", r"70000 does not fit in 16 bits; large .* for it: 70000:\*:\*$"),
        ("*70000:1", "standard", "does not fit in 16 bits; large"),
        ("4294967296:*:*", "large", "does not fit in 32 bits$"),
        ("65000::*", "large", "'' is no number$"),
        ("rt:*", "standard", "'rt' is no number; its kind is 'extended'$"),
        ("rt:65000:*", "large", "'rt' is no number; its kind is 'extended'$"),
        ("rt:*", "extended", r"such as rt:\*:\*: its parts are 2$"),
        ("target:1:2:*", "extended", r"such as rt:\*:\*: its parts are 4$"),
        ("nosuch:*:*", "extended", "there is none with the word 'nosuch'$"),
        ("65000:1:*", "extended", "its kind is 'large'$"),
        ("rt:[2001:db8::1]:*", "extended", "its kind is 'ipv6-extended'$"),
        ("rt:*:1", "ipv6-extended", r"such as rt:\[2001:db8::1\]:\* or rt:\[\*\]:\*$"),
    ],
)
def test_wildcards_that_match_nothing_are_refused(members: str, kind: str, message: str) -> None:
    """RFC 8092 §3, RFC 1997, RFC 4360: what no text of a mark is would let everything pass."""
    with pytest.raises(ParseError, match=message):
        RemoveCommunities.of(members, kind=kind)


@pytest.mark.parametrize(
    ("members", "kind", "found", "printed"),
    [
        ("065000:*", "standard", "65000:7", "65000:*"),
        ("target:65000:*", "extended", "rt:65000:7", "rt:65000:*"),
        ("4200000000:*", "extended", "rt:4200000000:7", "rt:4200000000:*"),
        ("encap:*", "extended", "encap:vxlan", "encap:*"),
        ("*:*:7", "extended", "soo:192.0.2.1:7", "*:*:7"),
        ("0x80*", "extended", "0x80ff000000000000", "0x80*"),
        ("rt:[*]:7", "ipv6-extended", "rt:[2001:db8::1]:7", "rt:[*]:7"),
        ("rt:[2001:db8::1]:*", "ipv6-extended", "rt:[2001:db8::1]:7", "rt:[2001:db8::1]:*"),
    ],
)
def test_wildcards_match_however_they_are_spelled(
    members: str, kind: str, found: str, printed: str
) -> None:
    """What `parse` reads of a mark is read of one with wildcards, too."""
    some = CommunitySet.of([members], kind)
    (mark,) = some.kind.marks([found])
    assert mark in some
    assert str(some) == printed


def test_a_hint_does_not_contradict_what_it_stands_behind() -> None:
    """RFC 8092: 4-octet AS numbers need large communities; a bare pair is no extended one."""
    with pytest.raises(ParseError, match=r"use a large community \(RFC 8092\) instead$"):
        AddCommunities.of("70000:1")
    with pytest.raises(ParseError, match=r"which has three parts$"):
        AddCommunities.of("70000:1", kind="large")


def test_wildcards_of_as_many_parts_as_there_are_match() -> None:
    """The same, with the number of parts that communities have."""
    found = route(communities="2:2 65535:65281", large="1:2:3 2:2:3").path
    context = PolicyContext()
    for members, kind, left in (
        ("2:*", "standard", (0xFFFFFF01,)),
        ("65535:*", "standard", (2 << 16 | 2,)),
        ("1:*:*", "large", ((2, 2, 3),)),
    ):
        removing = RemoveCommunities.of(members, kind=kind)
        attributes = removing.change(found, context).attributes
        assert removing.members.kind.read(attributes) == left
