"""RFC 8205: BGPsec_PATH (its form, not its signatures) and its negotiation, clause by clause."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import BgpsecPath
from bgplib.attributes.bgpsec_path import SecurePathSegment, SignatureBlock
from bgplib.capabilities import Bgpsec, Capability, FourOctetAs, Multiprotocol
from bgplib.context import Context, SessionType
from bgplib.errors import EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.messages.decoder import decode
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.session.negotiation import Negotiation, negotiate
from tests.conformance import updates
from tests.conformance.updates import (
    IPV4,
    IPV6,
    NLRI,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    reach,
    update,
)

EXTERNAL, INTERNAL, CONFEDERATION = (
    attrs.evolve(context, bgpsec_receive=(IPV4,))
    for context in (updates.EXTERNAL, updates.INTERNAL, updates.CONFEDERATION)
)

ORIGIN = bytes.fromhex("40010100")
AS_PATH = bytes.fromhex("4002060201 0000fde9")
NEXT_HOP = bytes.fromhex("400304c0000201")
SKI = bytes(range(20))
PEER = attrs.evolve(EXTERNAL, peer_as=65001)
CONFED_PATH = bytes.fromhex("4002060301 0000fde9")
CONFED_PEER = attrs.evolve(CONFEDERATION, peer_as=65001)


def segment(asn: int = 65001, *, count: int = 1, flags: int = 0) -> bytes:
    """Make a Secure_Path Segment."""
    return bytes((count, flags)) + asn.to_bytes(4, "big")


def signature(size: int = 8) -> bytes:
    """Make a Signature Segment."""
    return SKI + size.to_bytes(2, "big") + bytes(size)


def block(count: int = 1, *, algorithm: int = 1) -> bytes:
    """Make a Signature_Block."""
    octets = bytes((algorithm,)) + count * signature()
    return (len(octets) + 2).to_bytes(2, "big") + octets


def path(*segments: bytes) -> bytes:
    """Make a Secure_Path."""
    octets = b"".join(segments)
    return (len(octets) + 2).to_bytes(2, "big") + octets


def route(octets: bytes, *others: bytes, context: Context = EXTERNAL, flags: int = 0x80) -> Update:
    """Decode an UPDATE that announces a route with a BGPsec_PATH."""
    secure = attribute(flags, 33, octets)
    return judged(update(ORIGIN, *others, NEXT_HOP, secure, nlri=NLRI), context)


def refuses(octets: bytes, rfc: str = "RFC 8205 §5.2", *, context: Context = EXTERNAL) -> bool:
    """Say whether treat-as-withdraw is applied by a section."""
    found = route(octets, context=context)
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (33, rfc)
    assert found.attributes.get(BgpsecPath) is None
    return is_withdrawn(found)


ONE = path(segment()) + block()


def test_3_it_is_read() -> None:
    """§3: optional, non-transitive: a Secure_Path, then one or two Signature_Blocks."""
    found = route(path(segment(), segment(65002, count=2)) + block(2))
    assert is_fine(found)
    signatures = ((SKI, bytes(8)), (SKI, bytes(8)))
    value = BgpsecPath(
        (SecurePathSegment(asn=65001), SecurePathSegment(asn=65002, p_count=2)),
        (SignatureBlock(1, signatures),),
    )
    assert found.attributes.get(BgpsecPath) == value
    assert encoded(value) == attribute(
        0x80, 33, path(segment(), segment(65002, count=2)) + block(2)
    )


def test_3_two_blocks() -> None:
    """§3: "The BGPsec_PATH attribute will contain one or two Signature_Blocks"."""
    assert is_fine(route(ONE + block(algorithm=2)))


@pytest.mark.parametrize("count", [0, 3, 4])
def test_3_other_numbers_of_blocks(count: int) -> None:
    """§3, §5.2: without a block, or with more than two, it is no BGPsec_PATH."""
    rfc = "RFC 8205 §3" if count else "RFC 8205 §5.2"
    assert refuses(path(segment()) + count * block(), rfc)


def test_3_1_no_segment() -> None:
    """§3.1: a Secure_Path has a segment for each AS, so at least one."""
    assert refuses(path() + block(0) + bytes(40), "RFC 8205 §3.1")


@pytest.mark.parametrize("length", [0, 1, 2, 7, 9, 13])
def test_3_1_length_of_the_path(length: int) -> None:
    """§3.1: the length counts itself and whole segments of 6 octets."""
    assert refuses(length.to_bytes(2, "big") + ONE[2:], "RFC 8205 §3.1")


@pytest.mark.parametrize("length", [14, 0xFFFE])
def test_3_1_path_past_the_end(length: int) -> None:
    """§3.1: the path, or what follows from its length, does not fit in the attribute."""
    found = route(length.to_bytes(2, "big") + ONE[2:])
    assert found.findings[0].rfc.startswith("RFC 8205 §")
    assert is_withdrawn(found)


def test_7607_as_0() -> None:
    """RFC 7607 §2: AS 0 is no AS; an UPDATE that has it in its path is malformed."""
    assert refuses(path(segment(0)) + block(), "RFC 7607 §2")
    assert refuses(path(segment(), segment(0)) + block(2), "RFC 7607 §2")


@pytest.mark.parametrize("cut", [1, 8, 9, 10, 29, 30])
def test_3_2_block_past_the_end(cut: int) -> None:
    """§3.2: a block or a signature that runs past its enclosing field."""
    octets = ONE + block()
    found = route(octets[:-cut])
    assert found.findings[0].rfc.startswith("RFC 8205 §")
    assert is_withdrawn(found)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 0xFFFF])
def test_3_2_length_of_a_block(length: int) -> None:
    """§3.2: the length is that of the block, "including the 2 octets" of itself."""
    found = route(path(segment()) + length.to_bytes(2, "big") + block()[2:])
    assert found.findings[0].rfc.startswith("RFC 8205 §")
    assert is_withdrawn(found)


def test_3_2_signature_past_its_block() -> None:
    """§3.2: the Signature Length is checked against the block, not the attribute."""
    bad = bytearray(ONE + block())
    bad[8 + 3 + 21] = 9
    assert refuses(bytes(bad))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_5_2_a_signature_for_each_segment(count: int) -> None:
    """§5.2 (3): "one Signature Segment for each Secure_Path Segment", in each block."""
    two = path(segment(), segment(65002))
    assert refuses(two + block(count) + bytes(0 if count else 12))
    assert refuses(two + block(2) + block(count))
    assert is_fine(route(two + block(2) + block(2)))


@pytest.mark.parametrize("context", [PEER, CONFED_PEER])
def test_5_2_the_latest_as_is_the_peers(context: Context) -> None:
    """§5.2 (2): the latest AS number "matches the AS number of that peer"."""
    flags = 0 if context is PEER else 0x80
    assert is_fine(route(path(segment(flags=flags)) + block(), context=context))
    assert refuses(path(segment(65002, flags=flags)) + block(), context=context)


def test_5_2_the_latest_as_within_the_as() -> None:
    """§5.2 (2): "This check is performed only at an ingress BGPsec router"."""
    context = attrs.evolve(INTERNAL, peer_as=65000)
    assert is_fine(route(ONE, context=context))


def test_5_2_as_path_beside_it() -> None:
    """§5.2 (4): "Check that the UPDATE message does not contain an AS_PATH attribute"."""
    found = route(ONE, AS_PATH)
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (33, "RFC 8205 §5.2")
    assert finding.octets == attribute(0x80, 33, ONE)
    assert is_withdrawn(found)
    assert is_fine(route(ONE))


def test_5_2_a_malformed_as_path_beside_it() -> None:
    """§5.2 (4): an AS_PATH that is malformed is there all the same."""
    found = route(ONE, bytes.fromhex("40020101"))
    assert {finding.attribute for finding in found.findings} == {2, 33}
    assert is_withdrawn(found)


def test_4_2_it_takes_the_place_of_as_path() -> None:
    """§4.2: neither of them is there: AS_PATH is missing (RFC 7606 §3 (d))."""
    found = judged(update(ORIGIN, NEXT_HOP, nlri=NLRI))
    assert found.findings[0].rfc == "RFC 7606 §3 (d)"
    assert is_withdrawn(found)


@pytest.mark.parametrize("segments", [(0x80,), (0, 0x80)])
def test_5_2_confed_segment_from_outside(segments: tuple[int, ...]) -> None:
    """§5.2 (5): from outside of the confederation "none of the Secure_Path Segments" has it."""
    octets = path(*(segment(flags=flags) for flags in segments)) + block(len(segments))
    assert refuses(octets)
    assert is_fine(route(octets, context=INTERNAL))


def test_5_2_confed_segment_from_a_member() -> None:
    """§5.2 (6): the segment of a peer in the confederation has the Confed_Segment flag."""
    assert refuses(ONE, context=CONFEDERATION)
    octets = path(segment(flags=0x80), segment(65002)) + block(2)
    assert is_fine(route(octets, context=CONFEDERATION))


def test_5_2_p_count_0() -> None:
    """§5.2 (7): a peer that is no route server does not set the latest pCount to 0."""
    octets = path(segment(count=0), segment(65002)) + block(2)
    assert refuses(octets)
    assert is_fine(route(octets, context=attrs.evolve(EXTERNAL, enforce_first_as=False)))
    assert is_fine(route(path(segment(), segment(65002, count=0)) + block(2)))


@pytest.mark.parametrize("flags", [0x00, 0x40, 0xC0])
def test_3_flags(flags: int) -> None:
    """§3: it "is an optional non-transitive BGP path attribute"; RFC 7606 §3 (c)."""
    found = route(ONE, flags=flags)
    assert found.findings[0].rfc == "RFC 7606 §3 (c)"
    assert is_withdrawn(found)


def test_4_4_the_equivalent_as_path() -> None:
    """§4.4: pCount says how often an AS stands in it; a full segment is followed by another."""
    octets = path(segment(count=200), segment(65002, count=100), segment(65003, count=0)) + block(3)
    assert route(octets).attributes.as_path == ((2, (65001,) * 200), (2, (65002,) * 100))
    confed = path(segment(flags=0x80), segment(65002, flags=0x80), segment(65003)) + block(3)
    found = route(confed, context=INTERNAL)
    assert found.attributes.as_path_text == "(65001 65002) 65003"


def test_3_2_keys_have_20_octets() -> None:
    """§3.2: "The SKI field has a fixed size of 20 octets"."""
    with pytest.raises(EncodeError):
        encoded(BgpsecPath((SecurePathSegment(asn=1),), (SignatureBlock(1, ((bytes(19), b""),)),)))


# -- §2: negotiation ------------------------------------------------------------------------

#: sessions in which nobody agreed on BGPsec for IPv4
WITHOUT = [
    updates.EXTERNAL,
    updates.INTERNAL,
    updates.CONFEDERATION,
    Context(bgpsec_send=(IPV4, IPV6)),
    Context(bgpsec_receive=(IPV6,)),
]
BROKEN = path(segment(0)) + block()


@pytest.mark.parametrize("context", WITHOUT)
@pytest.mark.parametrize("octets", [ONE, BROKEN])
def test_2_2_not_negotiated(context: Context, octets: bytes) -> None:
    """§2.2: without negotiation it "MUST NOT be sent": it is no AS_PATH, which is missing then."""
    found = route(octets, context=context)
    discard, missing = found.findings
    assert (discard.attribute, discard.rfc) == (33, "RFC 8205 §2.2")
    assert discard.treatment is Treatment.ATTRIBUTE_DISCARD
    assert (missing.attribute, missing.rfc) == (2, "RFC 7606 §3 (d)")
    assert is_withdrawn(found)
    assert found.attributes.get(BgpsecPath) is None


@pytest.mark.parametrize("context", WITHOUT)
@pytest.mark.parametrize("octets", [ONE, BROKEN])
@pytest.mark.parametrize("flags", [0x80, 0xC0, 0x40])
def test_2_2_not_negotiated_beside_as_path(context: Context, octets: bytes, flags: int) -> None:
    """RFC 4271 §5: such attributes "MUST be quietly ignored", whatever they hold."""
    as_path = AS_PATH if context.session is not SessionType.CONFEDERATION else CONFED_PATH
    found = route(octets, as_path, context=context, flags=flags)
    (finding,) = found.findings
    assert (finding.attribute, finding.rfc) == (33, "RFC 8205 §2.2")
    assert finding.treatment is Treatment.ATTRIBUTE_DISCARD
    assert 33 not in found.attributes
    assert found.attributes.as_path_text.strip("()") == "65001"
    (group,) = found.announced
    assert len(group) == 1


def test_2_2_twice_and_not_negotiated() -> None:
    """RFC 7606 §3 (g): of two, neither is an AS_PATH."""
    secure = attribute(0x80, 33, ONE)
    found = judged(update(ORIGIN, NEXT_HOP, secure, secure, nlri=NLRI))
    assert "RFC 7606 §3 (d)" in {finding.rfc for finding in found.findings}
    assert is_withdrawn(found)


def test_2_2_each_address_family_by_itself() -> None:
    """§2.2: it is negotiated "for a particular address family": one of the routes beside it."""
    secure = attribute(0x80, 33, ONE)
    alone = update(reach(), ORIGIN, secure)
    both = update(reach(), ORIGIN, NEXT_HOP, secure, nlri=NLRI)
    for octets, families in ((alone, {IPV6}), (both, {IPV4, IPV6})):
        found = judged(octets, Context(bgpsec_receive=families))
        assert found.findings == ()
        assert {group.family for group in found.announced} == families
        for less in (IPV4, ()) if len(families) == 1 else (IPV4, IPV6, ()):
            found = judged(octets, Context(bgpsec_receive=less))
            assert found.treatment is Treatment.TREAT_AS_WITHDRAW
            assert found.announced == ()


def test_2_2_an_archive_shows_what_was_received() -> None:
    """Where no session is known, neither is what it agreed on: the attribute is read."""
    assert is_fine(route(ONE, context=Context(session=None)))


def test_2_2_unknown_to_a_registry() -> None:
    """RFC 4271 §5: for who does not know it, it is unknown, and no AS_PATH."""
    registry = Registry(
        (row for row in DEFAULT_REGISTRY.attributes.codecs if row.code != 33),
        DEFAULT_REGISTRY.capabilities,
        DEFAULT_REGISTRY.nlri,
    )
    secure = attribute(0x80, 33, ONE)
    for context in (EXTERNAL, Context(session=None)):
        found = decode(update(ORIGIN, NEXT_HOP, secure, nlri=NLRI), context, registry)
        assert isinstance(found, Update)
        assert is_withdrawn(found)
        assert found.attributes.as_path == ()
        found = decode(update(ORIGIN, AS_PATH, NEXT_HOP, secure, nlri=NLRI), context, registry)
        assert isinstance(found, Update)
        assert is_fine(found)
        assert found.attributes.as_path_text == "65001"


def opened(*capabilities: Capability) -> Open:
    """Make an OPEN."""
    return Open.build(asn=65000, hold_time=90, identifier="10.0.0.1", capabilities=capabilities)


def able(afi: int = 1, *, send: bool, version: int = 0) -> tuple[Capability, ...]:
    """Return all that a speaker of BGPsec advertises for an AFI."""
    family = Family(afi, 1)
    return Multiprotocol(family), FourOctetAs(65000), Bgpsec(afi=afi, send=send, version=version)


def agreed(ours: tuple[Capability, ...], theirs: tuple[Capability, ...]) -> tuple[object, object]:
    """Return the families in which BGPSEC_PATH may come, and may be sent."""
    context = negotiate(opened(*ours), opened(*theirs))
    return context.bgpsec_receive, context.bgpsec_send


def test_2_2_a_sender_and_a_receiver() -> None:
    """§2.2: Direction 1 from the peer that sends, and 0 from the one that receives."""
    sends, receives = able(send=True), able(send=False)
    assert agreed(receives, sends) == ({IPV4}, frozenset())
    assert agreed(sends, receives) == (frozenset(), {IPV4})
    assert agreed(sends, sends) == agreed(receives, receives) == (frozenset(), frozenset())
    assert agreed(sends + receives, sends + receives) == ({IPV4}, {IPV4})


def test_2_2_the_same_address_family_and_version() -> None:
    """§2.2: "the same version of BGPsec and the same address family"; only version 0 is known."""
    nothing: tuple[object, object] = frozenset(), frozenset()
    more = (Multiprotocol(IPV4), Multiprotocol(IPV6))
    ours, theirs = able(1, send=False), able(2, send=True)
    assert agreed((*ours, *more), (*theirs, *more)) == nothing
    assert agreed((*ours, *more), (*able(1, send=True), *more)) == ({IPV4}, frozenset())
    assert agreed(able(send=False), able(send=True, version=1)) == nothing
    assert agreed(able(send=False, version=1), able(send=True, version=1)) == nothing


@pytest.mark.parametrize("kind", [FourOctetAs, Multiprotocol])
def test_7_1_the_other_capabilities(kind: type[Capability]) -> None:
    """§7.1: "the BGP multiprotocol extension ... for the same AFI and the 4-byte AS capability"."""
    lacking = tuple(each for each in able(send=True) if not isinstance(each, kind))
    assert agreed(able(send=False), lacking) == (frozenset(), frozenset())
    lacking = tuple(each for each in able(send=False) if not isinstance(each, kind))
    assert agreed(lacking, able(send=True)) == (frozenset(), frozenset())


def test_2_2_in_the_report() -> None:
    """§7.1: "It is RECOMMENDED that an implementation log the failure to properly negotiate"."""
    found = Negotiation.of(opened(*able(send=False)), opened(*able(send=True)[1:]))
    (line,) = [each for each in found.report if each.subject.startswith("BGPSEC")]
    assert (line.subject, line.agreed) == ("BGPSEC ipv4-unicast receive", False)
    assert line.request == (Multiprotocol(IPV4),)
