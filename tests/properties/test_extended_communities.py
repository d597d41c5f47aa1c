"""What holds for every extended community of 64 and of 160 bits."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bgplib.attributes import extended_communities as kinds
from bgplib.attributes import ipv6_extended_communities as ipv6
from bgplib.attributes.extended_communities import (
    CODECS,
    ExtendedCommunities,
    ExtendedCommunity,
    ExtendedCommunityCodec,
)
from bgplib.context import Context
from bgplib.errors import ParseError
from bgplib.testing.strategies import communities as strategies


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.value.__name__)
def test_no_octets_of_any_kind_are_lost(codec: ExtendedCommunityCodec[ExtendedCommunity]) -> None:
    """RFC 4360 §2: for each type code of a row, all 48 bits behind it come back."""

    @settings(max_examples=60)
    @given(st.sampled_from(codec.codes), strategies.extended_community_octets())
    def check(code: int, other: bytes) -> None:
        octets = code.to_bytes(2, "big") + other[2:]
        community = kinds.decode(octets)
        assert kinds.encode(community) == octets
        assert kinds.parse(str(community)) == community

    check()


@given(st.binary(min_size=8, max_size=8) | strategies.extended_community_octets())
def test_no_octets_at_all_are_lost(octets: bytes) -> None:
    """RFC 7606 §7.14: unrecognized types are no error; any 8 octets are a community."""
    community = kinds.decode(octets)
    assert kinds.encode(community) == octets
    assert kinds.from_int(kinds.to_int(community)) == community
    assert hash(community) == hash(kinds.decode(octets))
    # RFC 4360 §2, T bit.
    assert community.transitive == (not octets[0] & 0x40)


@given(strategies.extended_communities())
def test_text_reads_back(community: ExtendedCommunity) -> None:
    """The text names one community only, reserved bits included; the case does not matter."""
    text = str(community)
    assert kinds.parse(text) == community
    assert kinds.parse(text.upper()) == community
    assert kinds.parse("0x" + kinds.encode(community).hex()) == community
    assert " " not in text


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.value.__name__)
def test_numbers_that_are_read_can_be_sent(
    codec: ExtendedCommunityCodec[ExtendedCommunity],
) -> None:
    """A number that does not fit in its field is a mistake of the text, not of what it makes."""

    @settings(max_examples=60)
    @given(st.sampled_from(codec.codes), strategies.extended_community_octets(), st.data())
    def check(code: int, other: bytes, data: st.DataObject) -> None:
        text = str(kinds.decode(code.to_bytes(2, "big") + other[2:]))
        numbers = list(re.finditer(r"(?<![0-9a-f])(?:0x[0-9a-f]+|[0-9]+)(?![0-9a-fx])", text))
        if not numbers:
            return
        found = data.draw(st.sampled_from(numbers))
        number = 1 << data.draw(st.sampled_from((1, 2, 4, 8, 16, 20, 24, 32, 47)))
        written = hex(number) if found[0].startswith("0x") else str(number)
        text = text[: found.start()] + written + text[found.end() :]
        try:
            community = kinds.parse(text)
        except ParseError:
            return
        assert kinds.decode(kinds.encode(community)) == community

    check()


@given(strategies.extended_community_lists())
def test_attribute_is_lossless(value: ExtendedCommunities) -> None:
    """RFC 4360 §2: communities in order, duplicates included."""
    octets = kinds.CODEC.encode(value, Context())
    assert kinds.CODEC.length.accepts(len(octets))
    assert kinds.CODEC.decode(octets, Context()) == value
    assert len(str(value).split(" ")) == len(value.communities)


@given(strategies.ipv6_extended_community_lists())
def test_ipv6_attribute_is_lossless(value: ipv6.Ipv6ExtendedCommunities) -> None:
    """RFC 5701 §2: any 20 octets are a community."""
    octets = ipv6.CODEC.encode(value, Context())
    assert ipv6.CODEC.length.accepts(len(octets))
    assert ipv6.CODEC.decode(octets, Context()) == value
    for community in value.communities:
        assert ipv6.Ipv6ExtendedCommunity.parse(str(community)) == community


WORDS = sorted({word for codec in CODECS for word in codec.words})


@given(
    st.text()
    | st.builds(
        "{}{}{}".format,
        st.sampled_from(WORDS),
        st.sampled_from([":", " ", "=", ": ", ""]),
        st.text(alphabet="0123456789abcdefx.:-;=, ()[]LrestvdCPBIMOR", max_size=24),
    )
    | st.builds(
        "{}:{}:{}".format,
        st.sampled_from(("rt", "soo", "rt-redirect", "0x0011", "0x11", "")),
        st.sampled_from(("[2001:db8::1]", "[::ffff:192.0.2.1]", "[::", "2001:db8::1", "[::1]x")),
        st.sampled_from(("0", "65535", "65536", "-1", "")),
    )
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Text that a program hands in leads to a value or to ParseError, to nothing else."""
    try:
        community = kinds.parse(text)
    except ParseError:
        pass
    else:
        assert kinds.parse(str(community)) == community
    try:
        specific = ipv6.Ipv6ExtendedCommunity.parse(text)
    except ParseError:
        pass
    else:
        assert ipv6.Ipv6ExtendedCommunity.parse(str(specific)) == specific
