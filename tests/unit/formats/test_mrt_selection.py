"""Reading less of an archive: the same routes, and fewer objects; counted, not timed."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, Communities, ExtendedCommunities, LargeCommunities, Origin
from bgplib.attributes import extended_communities as extended
from bgplib.errors import BGPError, LocalError, ParseError
from bgplib.formats import mrt
from bgplib.formats.mrt.selection import Selection
from bgplib.formats.text import bgpdump_m
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.policy import TextRegex
from bgplib.rib import Rib
from bgplib.values.prefix import Prefix
from tests.unit.formats.selections import (
    ALL,
    ARCHIVE,
    COMMUNITIES,
    LINES,
    PREFIXES,
    SELECTIONS,
    TABLE,
    UPDATES,
    kept,
)


@given(SELECTIONS)
def test_what_is_selected_is_what_would_be_left(only: Selection) -> None:
    """A selection gives the elements that it describes, in their order, and no others."""
    assert list(mrt.elements(ARCHIVE, only=only)) == list(kept(only))


@given(SELECTIONS)
def test_lines_are_selected_as_elements_are(only: Selection) -> None:
    """The lines of `bgpdump -m` that are printed are those of the same routes."""
    found = [line.split("|") for line in bgpdump_m.lines(ARCHIVE, only=only)]
    assert [("W" if line[2] == "W" else "A", *line[3:6]) for line in found] == [
        (element.elem_type, element.peer_ip, str(element.peer_asn), element.prefix)
        for element in kept(only)
    ]
    # And each of them is what it is among all.
    everything = iter(LINES)
    assert all("|".join(line) in everything for line in found)


@given(
    st.lists(st.tuples(st.integers(0, len(UPDATES) - 1), st.integers(0, 255)), max_size=40),
    st.sampled_from(PREFIXES[::40]),
    st.sampled_from(("exact", "covered", "covering")),
)
def test_lines_of_damaged_messages(damage: list[tuple[int, int]], prefix: str, how: str) -> None:
    """Whatever is wrong with a message, those of its lines are left that name the prefix."""
    octets = bytearray(UPDATES)
    for at, value in damage:
        octets[at] = value
    wanted = Prefix.parse(prefix)
    if how == "covered":
        wanted = Prefix.from_address(wanted.address, wanted.length // 3)
    only = Selection(prefixes=[wanted], covered=how == "covered", covering=how == "covering")
    left = []
    for line in bgpdump_m.lines(bytes(octets)):
        named = Prefix.parse(line.split("|")[5]) if "|STATE|" not in line else None
        if named is not None and (
            named == wanted
            or (only.covered and wanted.contains(named))
            or (only.covering and named.contains(wanted))
        ):
            left.append(line)
    assert list(bgpdump_m.lines(bytes(octets), only=only)) == left


@pytest.mark.parametrize("community", ["*:*", *COMMUNITIES[:3]])
def test_what_is_withdrawn_has_no_attributes(community: str) -> None:
    """RFC 4271 §3.1 has a route withdrawn by its destination: it is of no community."""
    only = Selection(communities=[community], type="W")
    assert not list(mrt.elements(ARCHIVE, only=only))
    assert not list(bgpdump_m.lines(ARCHIVE, only=only))


def test_a_part_of_what_is_asked_for() -> None:
    """Whoever asks for one community of an archive has no more read than what may have it."""
    marks = (text for element in mrt.elements(TABLE) for text in element.communities or ())
    community = next(text for text in marks if text.count(":") == 1)
    found = mrt.elements(TABLE, only=Selection(communities=[community]))
    assert list(found)
    made = sum(len(columns.entries) for *_, columns in found._tables._variants.values())
    everything = mrt.elements(TABLE)
    list(everything)
    assert 0 < made < 10
    assert sum(len(columns.entries) for *_, columns in everything._tables._variants.values()) > 40


def test_a_selection_of_everything() -> None:
    """An open selection changes nothing."""
    assert Selection().is_open
    assert list(mrt.elements(ARCHIVE, only=Selection())) == ALL


def counted(monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> list[object]:
    """Count the calls of a method."""
    calls: list[object] = []
    method: Callable[..., object] = getattr(owner, name)

    def counting(*arguments: object) -> object:
        calls.append(arguments)
        return method(*arguments)

    monkeypatch.setattr(owner, name, counting)
    return calls


@pytest.mark.parametrize(
    ("only", "messages", "entries"),
    [
        (Selection(prefixes=["203.0.113.0/24"]), 0, 0),
        (Selection(peer_asns=[65002]), 0, 40),
        (Selection(peers=["192.0.2.3"]), 0, 40),
        (Selection(afis=[2]), 0, 0),
        (Selection(type="W"), 0, 0),
        (Selection(prefixes=["0.0.0.0/0"], covering=True), 0, 0),
        (Selection(prefixes=["203.0.0.0/12"], covered=True), 0, 0),
        (Selection(communities=["65432:54321"]), 0, 0),
        (Selection(communities=["1:2:3", "rt:65000:1"]), 0, 0),
        (Selection(origin_asns=[4_123_456_789]), 0, 0),
    ],
)
def test_what_is_not_wanted_is_not_read(
    monkeypatch: pytest.MonkeyPatch, only: Selection, messages: int, entries: int
) -> None:
    """Messages are decoded, and attributes of entries read, for what is asked and no more."""
    decoded = counted(monkeypatch, Decoder, "decode")
    found = mrt.elements(ARCHIVE, only=only)
    list(found)
    assert len(decoded) == messages
    # What was read of entries is remembered, by their attributes.
    made = sum(len(columns.entries) for *_, columns in found._tables._variants.values())
    assert made <= entries
    assert bool(made) is bool(entries)


MARKS = {
    "10.0.0.0/8": (
        Communities((65000 << 16 | 1, 0xFFFFFF01)),
        LargeCommunities(((65000, 1, 2), (70000, 5, 6))),
        ExtendedCommunities((extended.parse("rt:65000:7"), extended.parse("color:8"))),
    ),
    "10.1.0.0/16": (Communities((65000 << 16 | 2,)),),
    "10.2.0.0/16": (LargeCommunities(((65000, 1, 9),)),),
    "10.3.0.0/16": (ExtendedCommunities((extended.parse("rt:192.0.2.1:7"),)),),
    "10.4.0.0/16": (),
}


def marked(prefix: str, path: str = "65001 65002") -> bytes:
    """Return a record that announces a prefix with its communities."""
    update = Update.announce(
        [prefix],
        next_hop="192.0.2.1",
        attributes=[Origin(0), AsPath.parse(path), *MARKS.get(prefix, ())],
    )
    record = mrt.Bgp4mpMessage.of(
        update,
        timestamp=1,
        peer_as=65001,
        local_as=65000,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
    )
    return record.encode()


@pytest.mark.parametrize(
    ("community", "numbers"),
    [
        ("65000:1", "0"),
        ("65000:*", "01"),
        ("*:2", "1"),
        ("*:*", "01"),
        ("no-export", "0"),
        ("NO_EXPORT", "0"),
        ("65535:*", "0"),
        ("65000:1*", "0"),
        ("65000:1:2", "0"),
        ("large:65000:1:9", "2"),
        ("65000:1:*", "02"),
        ("65000:*:9", "2"),
        ("*:5:*", "0"),
        ("rt:65000:7", "0"),
        ("target:65000:7", "0"),
        ("rt:*:7", "03"),
        ("route-target:192.0.2.1:*", "3"),
        ("color:*", "0"),
        ("large:65000:*:9", "2"),
        ("soo:*:*", ""),
        ("65001:1", ""),
        ("default-gateway", ""),
        (" 65000:1 ", "0"),
        ("065000:*", "01"),
        ("LARGE:65000:1:9", "2"),
    ],
)
def test_communities_of_all_kinds(community: str, numbers: str) -> None:
    """A community is asked for in any spelling, and a * stands for a part between colons."""
    only = mrt.Selection(communities=[community])
    octets = b"".join(map(marked, MARKS))
    found = mrt.elements(octets, only=only)
    assert [element.prefix[3] for element in found] == list(numbers)
    lines = bgpdump_m.lines(octets, only=only)
    assert [line.split("|")[5][3] for line in lines] == list(numbers)


@given(st.binary(min_size=8, max_size=8), st.integers(0, 3), st.integers(0, 0x12))
@example(bytes.fromhex("030d000000000000"), 3, 13)
@example(bytes.fromhex("030d000000000007"), 3, 13)
@example(bytes.fromhex("000f060026bfffb6"), 0, 15)
@example(bytes.fromhex("0000000000000001"), 0, 0)
def test_whatever_is_printed_can_be_asked_for(octets: bytes, kind: int, subtype: int) -> None:
    """The text of an extended community that an element has selects that element."""
    for each in (octets, bytes((kind, subtype)) + octets[2:]):
        text = str(extended.from_int(int.from_bytes(each, "big")))
        only = mrt.Selection(communities=[text])
        assert only.communities == (text,)
        assert only.may_be_among(each)


@pytest.mark.parametrize(
    "community",
    [
        "",
        "foo",
        "foo:*",
        "65536:1",
        "65536:*",
        "1:2:3:4",
        "1:2:3:*",
        "rt:*",
        "rt:x:*",
        "large:1:*",
        "rt: 1:*",
    ],
)
def test_what_is_no_community(community: str) -> None:
    """What can match nothing is a mistake, and no filter that lets nothing through."""
    with pytest.raises(ParseError):
        mrt.Selection(communities=[community])


def test_one_is_as_good_as_a_list() -> None:
    """A single text stands for itself, and not for its letters."""
    only = mrt.Selection(communities="65000:1", as_paths="_65002_")
    assert only == mrt.Selection(communities=["65000:1"], as_paths=[TextRegex("_65002_")])


@pytest.mark.parametrize(
    ("one", "several"),
    [
        (Selection(prefixes="10.0.0.0/8"), Selection(prefixes=[Prefix.parse("10.0.0.0/8")])),
        (Selection(peers="192.0.2.1"), Selection(peers=[b"\xc0\x00\x02\x01"])),
        (Selection(peers=b"\xc0\x00\x02\x01"), Selection(peers=["192.0.2.1"])),
        (Selection(peer_asns=64496), Selection(peer_asns=["AS64496"])),
        (Selection(origin_asns="1.0"), Selection(origin_asns=[65536])),
        (Selection(afis=2), Selection(afis=[2])),
    ],
)
def test_one_of_each_kind_will_do(one: Selection, several: Selection) -> None:
    """And text is what it says: letters of a prefix, or a text as an AS number, find nothing."""
    assert one == several


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "a"},
        {"type": "X"},
        {"type": None},
        {"afis": "ipv4"},
        {"afis": 6},
        {"peer_asns": [None]},
        {"origin_asns": 64496.0},
        {"peer_asns": ["x"]},
        {"prefixes": 10},
        {"peers": [5]},
    ],
)
def test_what_no_route_has_is_refused(wrong: dict[str, Any]) -> None:
    """An archive would be read to its end for nothing, and look as if there were no such route."""
    with pytest.raises(BGPError):
        Selection(**wrong)


def test_what_is_no_selection_is_refused() -> None:
    """Where it is handed in."""
    wrong: Any = "10.0.0.0/8"
    for read in (mrt.elements, bgpdump_m.lines):
        with pytest.raises(LocalError, match="which is not a Selection"):
            read(ARCHIVE, only=wrong)
    with pytest.raises(LocalError, match="which is not a Selection"):
        mrt.load(ARCHIVE, Rib(), only=wrong)


def test_paths_with_sets() -> None:
    """The text of a path is that of its element: _ stands for a bracket, too."""
    octets = marked("10.0.0.0/8", "(65009) 65001 {65002,65003}") + marked("10.1.0.0/16", "")
    for pattern, count in (
        ("_65003_", 1),
        (r"\{65002,", 1),
        ("^\\(65009\\)_", 1),
        ("^$", 1),
        ("", 2),
    ):
        found = list(mrt.elements(octets, only=mrt.Selection(as_paths=pattern)))
        assert len(found) == count, pattern
    withdrawn = mrt.Bgp4mpMessage.of(
        Update.withdraw(["10.0.0.0/8"]),
        timestamp=1,
        peer_as=65001,
        local_as=65000,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
    ).encode()
    assert list(mrt.elements(withdrawn, only=mrt.Selection(as_paths=[".*"]))) == []
    assert list(bgpdump_m.lines(withdrawn, only=mrt.Selection(as_paths=[".*"]))) == []


def test_no_path_is_none_that_matches() -> None:
    """RFC 6396 §4.3.4: an entry may lack AS_PATH, and has not even an empty one then."""
    peer = mrt.Peer(identifier=1, address="192.0.2.1", asn=65001)
    entries = [
        mrt.RibEntry.of(values, peer_index=0, originated=1)
        for values in ([Origin(0)], [Origin(0), AsPath.of([])])
    ]
    octets = mrt.PeerIndexTable(timestamp=1, peers=[peer]).encode() + b"".join(
        mrt.Rib(timestamp=1, nlri="10.0.0.0/8", entries=[entry]).encode() for entry in entries
    )
    assert [element.as_path for element in mrt.elements(octets)] == [None, ""]
    for pattern in ("^$", ".*"):
        found = mrt.elements(octets, only=mrt.Selection(as_paths=pattern))
        assert [element.as_path for element in found] == [""]


@given(
    st.sampled_from((1, 255, 65535, 65536, 1 << 24, (1 << 32) - 1)) | st.integers(1, (1 << 32) - 1),
    st.booleans(),
)
def test_any_as_number_can_be_asked_for(asn: int, wide: bool) -> None:
    """RFC 6793 §4.2.2: where AS numbers have two octets, it may stand in AS4_PATH."""
    update = Update.announce(
        ["10.0.0.0/8"], next_hop="192.0.2.1", attributes=[Origin(0), AsPath.of([65001, asn])]
    )
    octets = mrt.Bgp4mpMessage.of(
        update,
        timestamp=1,
        peer_as=65001,
        local_as=65000,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
        four_octet_as=wide,
    ).encode()
    for only in (mrt.Selection(origin_asns=[asn]), mrt.Selection(as_paths=f"_{asn}$")):
        assert [element.prefix for element in mrt.elements(octets, only=only)] == ["10.0.0.0/8"]
        assert len(list(bgpdump_m.lines(octets, only=only))) == 1


@pytest.mark.parametrize("asn", [-1, 1 << 32])
def test_no_route_is_of_what_is_no_as_number(asn: int) -> None:
    """What does not fit in four octets originates nothing."""
    assert list(mrt.elements(ARCHIVE, only=mrt.Selection(origin_asns=[asn]))) == []


def test_families_are_told_apart() -> None:
    """32.1.0.0/16 and 2001::/16 are the same octets (RFC 4271 §4.3, RFC 4760 §5)."""
    texts = ("32.1.0.0/16", "2001::/16")
    entry = mrt.RibEntry.of([Origin(0), AsPath.of([1])], peer_index=0, originated=1)
    peer = mrt.Peer(identifier=1, address="192.0.2.1", asn=65001)
    octets = mrt.PeerIndexTable(timestamp=1, peers=[peer]).encode()
    for text in texts:
        family = Family(Prefix.parse(text).afi, 1)
        octets += mrt.Rib(timestamp=1, family=family, nlri=text, entries=[entry]).encode()
    for text in texts:
        update = Update.withdraw([text], family=Family(Prefix.parse(text).afi, 1))
        octets += mrt.Bgp4mpMessage.of(
            update,
            timestamp=1,
            peer_as=65001,
            local_as=65000,
            peer_address="192.0.2.1",
            local_address="192.0.2.9",
        ).encode()
    assert [element.prefix for element in mrt.elements(octets)] == [*texts, *texts]
    for text in texts:
        only = mrt.Selection(prefixes=[text])
        assert [element.prefix for element in mrt.elements(octets, only=only)] == [text, text]


@pytest.mark.parametrize(
    "asked",
    [
        {"prefixes": ["10.0.0.0/8"]},
        {"peer_asns": [1]},
        {"peers": ["192.0.2.1"]},
        {"origin_asns": [1]},
        {"as_paths": [""]},
        {"communities": ["1:1"]},
        {"afis": [1]},
        {"type": "W"},
    ],
)
def test_whatever_is_asked_is_a_question(asked: dict[str, Any]) -> None:
    """No selection of something is taken for one of everything."""
    only = mrt.Selection(**asked)
    assert not only.is_open
    # RFC 6396 §4.4.1: a change of state has a peer, and no route.
    assert only.is_of_peers == (asked.keys() <= {"peer_asns", "peers"})


def test_an_expression_is_checked_at_once() -> None:
    """One that is malformed is a mistake of whoever wrote it, wherever the archive is."""
    with pytest.raises(ParseError, match="position 1"):
        mrt.Selection(as_paths=["*"])


def test_no_path_makes_an_expression_slow() -> None:
    """What takes other engines years, since it can be matched in so many ways, takes no time."""
    octets = marked("10.0.0.0/8", " ".join(["65001"] * 200))
    only = mrt.Selection(as_paths=["^(([0-9]+)* *)*x$"])
    assert list(mrt.elements(octets, only=only)) == []


class Endless(io.RawIOBase):
    """A file of one record, over and over."""

    def __init__(self, record: bytes, times: int) -> None:
        self._record, self._left, self.asked = record, times, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        count = min(self._left, max(1, size // len(self._record)))
        self._left -= count
        self.asked += 1
        return self._record * count


def test_memory_does_not_grow_with_the_file() -> None:
    """Objects that are kept while an archive is read are bounded, whatever it is long."""
    import tracemalloc

    tracemalloc.start()
    try:
        # A raw file is no BinaryIO for who checks types, but has all that is asked of one here.
        source = cast("BinaryIO", Endless(UPDATES, 40))
        peak_of: list[int] = []
        count = 0
        for _ in mrt.elements(source):
            count += 1
            if count % len(ALL) == 0:
                peak_of.append(tracemalloc.get_traced_memory()[1])
        assert count > 10_000
        assert peak_of[-1] < 40_000_000
        assert peak_of[-1] < 2 * peak_of[len(peak_of) // 2]
    finally:
        tracemalloc.stop()
