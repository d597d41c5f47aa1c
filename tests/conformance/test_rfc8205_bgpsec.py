"""RFC 8205: the BGPsec_PATH attribute (its form, not its signatures), clause by clause."""

from __future__ import annotations

import attrs
import pytest

from bgplib.attributes import BgpsecPath
from bgplib.attributes.bgpsec_path import SecurePathSegment, SignatureBlock
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.messages.update import Update
from tests.conformance.updates import (
    CONFEDERATION,
    EXTERNAL,
    INTERNAL,
    NLRI,
    attribute,
    encoded,
    is_fine,
    is_withdrawn,
    judged,
    update,
)

ORIGIN = bytes.fromhex("40010100")
AS_PATH = bytes.fromhex("4002060201 0000fde9")
NEXT_HOP = bytes.fromhex("400304c0000201")
SKI = bytes(range(20))
PEER = attrs.evolve(EXTERNAL, peer_as=65001)
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
