"""Archives in a RIB: what records do to it, which of it is loaded, and what is complained about."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, Communities, NextHop, Origin
from bgplib.capabilities import FourOctetAs
from bgplib.context import Context
from bgplib.errors import LocalError
from bgplib.formats import mrt
from bgplib.formats.mrt._attributes import EntryReader
from bgplib.iana.families import Family
from bgplib.messages.decoder import Decoder
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import NlriGroup
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib
from bgplib.route import Source
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.unit.cli import archives
from tests.unit.formats.selections import ARCHIVE, SELECTIONS, TABLE, UPDATES, is_wanted


def test_the_source_comes_first_and_then_the_rib() -> None:
    """Two arguments that are easily taken for each other."""
    swapped: Any = (Rib(), TABLE)
    with pytest.raises(LocalError, match=r"is no Rib to load into: load\(source, rib\)"):
        mrt.load(*swapped)


def loaded(*records: mrt.Record) -> tuple[Rib, list[str]]:
    """Load records, and a file of them; return the RIB and what was complained about."""
    rib, same = Rib(), Rib()
    loader = mrt.Loader(rib)
    problems = [problem for record in records for problem in loader.add(record)]
    whole = mrt.load(b"".join(record.encode() for record in records), same)
    assert len(whole.errors) == len(problems)
    assert same.snapshot() == rib.snapshot()
    return rib, problems


TIME = 1_700_000_000
BLOCK = (Origin(0), AsPath.of([64496]), NextHop(b"\xc0\0\2\1"))


def message(octets: bytes, *, local: bool = False, peer_as: int = 64496) -> mrt.Bgp4mpMessage:
    return mrt.Bgp4mpMessage(
        timestamp=TIME,
        peer_as=peer_as,
        local_as=64500,
        peer_address="192.0.2.1",
        local_address="192.0.2.9",
        is_local=local,
        octets=octets,
    )


def announcement(prefix: str = "10.0.0.0/8") -> bytes:
    return Update.announce([prefix], next_hop="192.0.2.1", attributes=BLOCK[:2]).encode()


MOMENTS = sorted(
    {record.time for record in mrt.read(ARCHIVE) if not isinstance(record, mrt.ErrorRecord)}
)


@given(st.sampled_from(MOMENTS), st.sampled_from((-0.5, 0, 0.5)))
def test_a_rib_at_a_time(moment: float, delta: float) -> None:
    """`end` loads what records written before it load, whichever way they are loaded."""
    end = moment + delta
    at_end, expected = Rib(), Rib()
    loader = mrt.load(ARCHIVE, at_end, end=end)
    one_by_one = mrt.Loader(expected)
    for record in mrt.read(ARCHIVE):
        if not isinstance(record, mrt.ErrorRecord) and record.time < end:
            one_by_one.add(record)
    assert at_end.snapshot() == expected.snapshot()
    assert loader.errors == []
    added = Rib()
    late = mrt.Loader(added, end=end)
    for record in mrt.read(ARCHIVE):
        if not isinstance(record, mrt.ErrorRecord):
            late.add(record)
    assert added.snapshot() == expected.snapshot()


def test_microseconds_count() -> None:
    """RFC 6396 §3: they are added to the timestamp; `end` itself is too late."""
    record = attrs.evolve(message(announcement()), microseconds=500_000)
    for end, count in ((TIME, 0), (TIME + 0.5, 0), (TIME + 0.6, 1)):
        rib = Rib()
        mrt.load(record.encode(), rib, end=end)
        assert len(rib) == count


def test_what_is_late_is_looked_at_all_the_same() -> None:
    """A damaged record is told, wherever it stands: its length may hide others."""
    record = message(announcement()).encode()
    loader = mrt.load(record[:-4], Rib(), end=0)
    assert loader.error_count == 1
    wrong: Any = "noon"
    with pytest.raises(LocalError):
        mrt.Loader(Rib(), end=wrong)


def test_what_the_collector_sent_is_no_route() -> None:
    """RFC 6396 §4.4.5: in LOCAL records the collector speaks."""
    rib, problems = loaded(message(announcement(), local=True))
    assert (len(rib), problems) == (0, [])
    rib, _ = loaded(message(announcement()))
    assert len(rib) == 1


def test_an_open_tells_the_identifier() -> None:
    """A peer that has no routes yet is known by the identifier of its OPEN (RFC 4271 §4.2)."""
    octets = Open.build(
        asn=64496, hold_time=90, identifier="192.0.2.77", capabilities=[FourOctetAs(64496)]
    ).encode()
    rib, _ = loaded(message(octets), message(announcement()))
    (source,) = rib.sources
    assert source.identifier == 0xC000024D
    rib, _ = loaded(message(announcement()), message(octets), message(announcement("10.1.0.0/16")))
    (source,) = rib.sources
    assert rib.count(source) == 2


def test_an_open_does_not_read_the_table_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table has up to 65,535 peers, and a file any number of OPENs: they are not multiplied."""
    looked_at: list[mrt.Peer] = []
    take = mrt.Loader._peer

    def counting(loader: mrt.Loader, peer: mrt.Peer) -> Source | None:
        looked_at.append(peer)
        return take(loader, peer)

    monkeypatch.setattr(mrt.Loader, "_peer", counting)
    peers = [archives.PEERS[0], *archives.PEERS]
    opens = [
        Open.build(
            asn=64496, hold_time=90, identifier=f"192.0.2.{last}", capabilities=[FourOctetAs(64496)]
        ).encode()
        for last in range(1, 30)
    ]
    rib = Rib()
    entry = mrt.RibEntry.of(BLOCK, peer_index=1, originated=TIME)
    mrt.load(
        b"".join(
            record.encode()
            for record in (
                mrt.PeerIndexTable(timestamp=TIME, peers=peers),
                mrt.Rib(timestamp=TIME, nlri="10.0.0.0/8", entries=()),
                *map(message, opens),
                mrt.Rib(timestamp=TIME, nlri="10.0.0.0/8", entries=[entry]),
            )
        ),
        rib,
    )
    assert len(looked_at) <= len(peers)
    # Wherever the peer stands in the table, it is known by its last OPEN.
    (source,) = rib.sources
    assert source.identifier == 0xC000021D


def test_malformed_messages_are_complained_about() -> None:
    """A message that cannot be decoded, or ends the session, changes nothing and is named."""
    reset = bytearray(announcement())
    reset[19:21] = b"\xff\xff"
    rib, problems = loaded(message(b"\xff" * 16 + b"\0\x12\2"), message(bytes(reset)))
    assert len(rib) == 0
    assert len(problems) == 2
    assert all("AS64496" in problem for problem in problems)


def test_treat_as_withdraw_is_complained_about() -> None:
    """RFC 7606 §2: routes with malformed attributes leave the table, and an error says so."""
    octets = bytearray(announcement())
    octets[octets.index(b"\x40\1\1") + 3] = 9
    rib, problems = loaded(message(announcement()), message(bytes(octets)))
    assert len(rib) == 0
    (problem,) = problems
    assert "treat-as-withdraw: ORIGIN 9" in problem


def test_old_tables() -> None:
    """TABLE_DUMP has 2-octet AS numbers and one entry a record (RFC 6396 §4.2)."""
    octets = b"\x40\1\1\0\x40\2\4\2\1\xfb\xf0\x40\3\4\xc0\0\2\1"
    entry = mrt.TableDumpEntry(
        network="10.0.0.0",
        length=8,
        originated=TIME,
        peer_address="192.0.2.1",
        peer_as=64496,
        octets=octets,
    )
    malformed = mrt.TableDumpEntry(
        network="10.0.0.0",
        length=9,
        originated=TIME,
        peer_address="192.0.2.1",
        peer_as=64496,
        octets=b"\x40\1\1\7" + octets[4:],
    )
    rib, problems = loaded(
        mrt.TableDump(timestamp=TIME, entries=[entry]),
        mrt.TableDump(timestamp=TIME, entries=[malformed]),
    )
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert str(best) == "10.0.0.0/8 from 192.0.2.1 AS64496"
    assert len(rib) == 1
    (problem,) = problems
    assert "ORIGIN 7" in problem


def test_entries_of_bgp4mp() -> None:
    """BGP4MP_ENTRY has a route each (RFC 6396 Appendix B.2.6.3); what cannot be read is named."""

    def entry(nlri: bytes, family: Family = Family.IPV4_UNICAST) -> mrt.Bgp4mpEntry:
        return mrt.Bgp4mpEntry(
            timestamp=TIME,
            peer_as=64496,
            local_as=64500,
            peer_address="192.0.2.1",
            local_address="192.0.2.9",
            last_change=TIME,
            family=family,
            next_hop=NextHop(b"\xc0\0\2\7"),
            nlri=nlri,
            octets=b"\x40\1\1\0\x40\2\4\2\1\xfb\xf0",
        )

    rib, problems = loaded(
        entry(b"\x08\x0a"), entry(b"\x21" + bytes(5)), entry(b"\0", Family.L2VPN_EVPN)
    )
    best = rib.best("10.0.0.0/8")
    assert best is not None
    assert str(best.next_hop) == "192.0.2.7"
    assert len(rib) == 1
    assert len(problems) == 2


def test_entries_without_their_peer() -> None:
    """RFC 6396 §4.3.1: entries name peers by their place in a table that has to be there."""
    entry = mrt.RibEntry.of(BLOCK, peer_index=3, originated=TIME)
    rib, problems = loaded(mrt.Rib(timestamp=TIME, nlri="10.0.0.0/8", entries=[entry]))
    assert len(rib) == 0
    assert problems == ["there is no peer 3 in a PEER_INDEX_TABLE before it"]


def test_generic_tables() -> None:
    """RIB_GENERIC holds routes of any family (RFC 6396 §4.3.3), printed like others."""
    nlri = VpnNlri(
        labels=(Label.of(100),),
        rd=RouteDistinguisher.parse("64500:1"),
        prefix=Prefix.parse("10.0.0.0/8"),
    )
    group = NlriGroup.of(Family.IPV4_VPN, [nlri])
    octets = group.encode(Context())
    entries = tuple(
        mrt.RibEntry.of(BLOCK[:2], peer_index=index, originated=TIME, next_hop=NextHop(next_hop))
        for index, next_hop in ((0, bytes(8) + b"\xc0\0\2\1"), (1, b"too long"), (9, bytes(12)))
    )
    records = (
        mrt.PeerIndexTable(timestamp=TIME, peers=archives.PEERS),
        mrt.RibGeneric(timestamp=TIME, family=Family.IPV4_VPN, nlri=octets, entries=entries),
        mrt.RibGeneric(timestamp=TIME, family=Family(3, 1), unread=b"\1\2\3"),
    )
    rib, problems = loaded(*mrt.read(b"".join(record.encode() for record in records)))
    assert len(rib) == 1
    assert rib.families == (Family.IPV4_VPN,)
    ((_, key),) = rib
    (route,) = rib.routes(key, Family.IPV4_VPN)
    assert str(route.nlri) == "64500:1:10.0.0.0/8 label 100"
    assert len(problems) == 3
    for problem, expected in zip(problems, ("a next hop of 8", "no peer 9", "afi-3"), strict=True):
        assert expected in problem


def test_generic_entries_are_selected() -> None:
    """RIB_GENERIC holds NLRI of any family: prefixes are asked about, others by their family."""
    entries = (mrt.RibEntry.of(BLOCK, peer_index=0, originated=TIME),)
    nlri = NlriGroup.of(
        Family.IPV4_VPN,
        [
            VpnNlri(
                rd=RouteDistinguisher.parse("64500:1"),
                prefix=Prefix.parse("10.0.0.0/8"),
                labels=(Label.of(1),),
            )
        ],
    ).encode(Context())
    vpn = (mrt.RibEntry.of(BLOCK[:2], peer_index=0, originated=TIME, next_hop=NextHop(bytes(12))),)
    octets = b"".join(
        record.encode()
        for record in (
            mrt.PeerIndexTable(timestamp=TIME, peers=archives.PEERS),
            mrt.RibGeneric(
                timestamp=TIME, family=Family.IPV4_UNICAST, nlri=b"\x08\x0a", entries=entries
            ),
            mrt.RibGeneric(timestamp=TIME, family=Family.IPV4_VPN, nlri=nlri, entries=vpn),
        )
    )
    for only, families in (
        (mrt.Selection(), (Family.IPV4_UNICAST, Family.IPV4_VPN)),
        (mrt.Selection(prefixes=["10.0.0.0/8"]), (Family.IPV4_UNICAST,)),
        (mrt.Selection(prefixes=["11.0.0.0/8"]), ()),
        (mrt.Selection(afis=[1]), (Family.IPV4_UNICAST, Family.IPV4_VPN)),
        (mrt.Selection(afis=[2]), ()),
        (mrt.Selection(peer_asns=[64496]), (Family.IPV4_UNICAST, Family.IPV4_VPN)),
        (mrt.Selection(peer_asns=[1]), ()),
        (mrt.Selection(origin_asns=[64496]), (Family.IPV4_UNICAST, Family.IPV4_VPN)),
        (mrt.Selection(communities=["1:1"]), ()),
    ):
        rib = Rib()
        assert mrt.load(octets, rib, only=only).errors == []
        assert rib.families == families, only


@pytest.mark.parametrize("in_entries", [False, True])
def test_generic_entries_with_path_identifiers(in_entries: bool) -> None:
    """RFC 8050 §4.2 has one in the NLRI, GoBGP and OpenBGPD have one in each entry instead."""
    vpn = VpnNlri(
        rd=RouteDistinguisher.parse("64500:1"),
        prefix=Prefix.parse("10.0.0.0/8"),
        labels=(Label.of(100),),
    )
    hop = NextHop(bytes(8) + b"\xc0\0\2\1")
    entries = tuple(
        mrt.RibEntry.of(
            BLOCK[:2],
            peer_index=0,
            originated=TIME,
            next_hop=hop,
            path_id=number if in_entries else None,
        )
        for number in ((7, 9) if in_entries else (None,))
    )
    octets = NlriGroup.of(Family.IPV4_VPN, [vpn]).encode(Context())
    written = mrt.RibGeneric(
        timestamp=TIME,
        family=Family.IPV4_VPN,
        add_path=True,
        nlri=octets if in_entries else b"\0\0\0\x07" + octets,
        entries=entries,
    )
    table = mrt.PeerIndexTable(timestamp=TIME, peers=archives.PEERS)
    _, record = mrt.read(table.encode() + written.encode())
    assert isinstance(record, mrt.RibGeneric)
    assert record == written
    assert record.encode() == written.encode()
    assert record.plain_nlri == octets
    assert record.path_id == (None if in_entries else 7)
    assert record.value == (vpn if in_entries else attrs.evolve(vpn, path_id=7))
    numbers = (7, 9) if in_entries else (7,)
    assert tuple(record.path_id_of(entry) for entry in record.entries) == numbers
    rib, problems = loaded(table, record)
    assert problems == []
    ((_, key),) = rib
    routes = rib.routes(key, Family.IPV4_VPN)
    assert tuple(route.path_id for route in routes) == numbers
    assert tuple(route.nlri for route in routes) == tuple(
        attrs.evolve(vpn, path_id=number) for number in numbers
    )


@pytest.mark.parametrize("body", ["18000011 0001 0000", "70000011" + "00" * 11 + "0000"])
def test_generic_entries_that_fit_no_form_are_an_error(body: str) -> None:
    """RFC 8050 §4.2: what is told is what its own form lacks; without entries there is no other."""
    octets = bytes.fromhex("00000001 0001 80" + body)
    header = TIME.to_bytes(4, "big") + b"\0\x0d\0\x0c" + len(octets).to_bytes(4, "big")
    (record,) = mrt.read(header + octets)
    assert isinstance(record, mrt.ErrorRecord)
    assert "the NLRI of ipv4-vpn cannot be read" in record.text


# -- files -------------------------------------------------------------------------------------


def test_one_file_after_the_other(tmp_path: Path) -> None:
    """A table, then UPDATEs on top of it: the peers of both are the same ones."""
    (tmp_path / "rib.gz").write_bytes(gzip.compress(archives.table()))
    (tmp_path / "updates").write_bytes(archives.updates(down=False))
    rib = Rib()
    loader = mrt.load(tmp_path / "rib.gz", rib)
    assert [str(route.source) for route in rib.routes("10.0.0.0/8")] == [
        "192.0.2.1 AS64496",
        "192.0.2.2 AS64497",
    ]
    loader.load(tmp_path / "updates")
    assert [str(route.source) for route in rib.routes("10.0.0.0/8")] == ["192.0.2.2 AS64497"]
    assert str(rib.best("10.2.0.0/16")) == "10.2.0.0/16 from 192.0.2.1 AS64496"
    assert loader.sources == rib.sources
    assert [(peer.identifier, peer.session) for peer in loader.sources] == [
        (0xC0000201, None),
        (0xC0000202, None),
    ]
    assert (loader.errors, loader.error_count) == ([], 0)


def test_another_loader_knows_the_peers() -> None:
    """Peers of a RIB are found again, by whoever loads the next file."""
    rib = Rib()
    mrt.load(archives.table(), rib)
    ours = Source.ourselves(64496)
    rib.update(ours, Update.announce(["10.9.0.0/16"], next_hop="192.0.2.7", attributes=BLOCK[:2]))
    mrt.load(archives.updates(), rib)
    # The session of 192.0.2.1 ended, and our own routes have nothing to do with it.
    assert {str(source) for source in rib.sources} == {"192.0.2.2 AS64497", "ourselves"}


def test_what_cannot_be_read_is_kept_or_told() -> None:
    """A damaged place costs what stands in it, and says where it is."""
    octets = archives.table()
    cut = octets[:-10]
    rib = Rib()
    loader = mrt.load(cut, rib)
    (error,) = loader.errors
    assert "of a record only" in error.text
    assert cut[error.offset :] == error.octets
    assert len(rib) == 2
    told: list[mrt.ErrorRecord] = []
    other = mrt.load(cut + octets, Rib(), on_error=told.append)
    assert (other.errors, other.error_count) == ([], len(told))
    assert told
    # Entries without their peers: each is a place of its own.
    peers = octets.index(b"\0\x0d\0\2") - 4
    assert mrt.load(octets[peers:], Rib()).error_count == 4


def test_a_table_of_no_peers_in_the_second_file() -> None:
    """A file has the peers of its own table, and not those of the file before."""
    octets = archives.table()
    rib = Rib()
    loader = mrt.load(octets, rib)
    loader.load(octets[octets.index(b"\0\x0d\0\2") - 4 :])
    assert loader.error_count == 4
    assert rib.path_count == 4


def test_a_reader_stays_open(tmp_path: Path) -> None:
    """A reader that the program opened is the program's to close, and to look at."""
    file = tmp_path / "table"
    file.write_bytes(archives.table())
    rib = Rib()
    with mrt.read(file) as reader:
        mrt.load(reader, rib)
        assert reader.table is not None
        assert next(reader, None) is None
    assert len(rib) == 3


def test_a_selection_with_a_type() -> None:
    """Without withdrawals, or with nothing else, a RIB would hold what nobody announces."""
    with pytest.raises(LocalError, match="type"):
        mrt.load(b"", Rib(), only=mrt.Selection(type="A"))


# -- what is wanted ----------------------------------------------------------------------------


def replayed(octets: bytes, only: mrt.Selection) -> dict[tuple[str, str, int], str | None]:
    """Replay elements; of what is there in the end, return what is wanted."""
    there: dict[tuple[str, str, int], mrt.Element] = {}
    for element in mrt.elements(octets):
        key = element.prefix, element.peer_ip, element.peer_asn
        if element.elem_type == "W":
            there.pop(key, None)
        else:
            there[key] = element
    return {key: element.as_path for key, element in there.items() if is_wanted(only, element)}


def routes_of(rib: Rib) -> dict[tuple[str, str, int], str | None]:
    """List the routes of a RIB in the same way."""
    return {
        (
            str(route.prefix),
            str(route.source).partition(" ")[0],
            source.asn,
        ): route.attributes.as_path_text
        for source in rib.sources
        for family in rib.families
        for route in rib.adj_rib_in(source, family)
    }


@given(SELECTIONS)
def test_what_is_loaded_is_what_would_be_left(only: mrt.Selection) -> None:
    """Loading what is wanted gives what is wanted of all, table and UPDATEs together."""
    only = attrs.evolve(only, type="")
    rib = Rib()
    assert mrt.load(ARCHIVE, rib, only=only).errors == []
    assert routes_of(rib) == replayed(ARCHIVE, only)


def test_there_is_something_to_load() -> None:
    """The archive has a table, and UPDATEs that change it."""
    everything = replayed(ARCHIVE, mrt.Selection())
    assert len(everything) > 400
    assert len(everything) < len(list(mrt.elements(ARCHIVE)))


CHANGES = st.lists(
    st.tuples(
        st.sampled_from((64496, 64497)),
        st.booleans(),
        st.lists(
            st.sampled_from(("10.0.0.0/8", "10.1.0.0/16", "10.2.0.0/16")), min_size=1, max_size=3
        ),
        st.sampled_from((1, 2, 3)),
        st.sampled_from(("64499", "64499 64500", "64501 64500")),
    ),
    max_size=12,
)


@given(
    CHANGES,
    st.builds(
        mrt.Selection,
        communities=st.sampled_from(([], ["64500:1"], ["64500:*"], ["*:2", "64500:3"])),
        as_paths=st.sampled_from(([], ["_64500$"], ["^64501_"])),
        prefixes=st.sampled_from(([], ["10.0.0.0/8"], ["10.1.0.0/16"])),
        covered=st.booleans(),
        covering=st.booleans(),
        peer_asns=st.sampled_from(([], [64496])),
    ),
)
def test_routes_that_change(
    changes: list[tuple[int, bool, list[str], int, str]], only: mrt.Selection
) -> None:
    """A route that loses what is asked for leaves the RIB, and comes back when it has it again."""
    octets = b"".join(
        message(
            Update.announce(
                prefixes,
                next_hop="192.0.2.1",
                attributes=[Origin(0), AsPath.parse(path), Communities((64500 << 16 | mark,))],
            ).encode()
            if is_announced
            else Update.withdraw(prefixes).encode(),
            peer_as=peer_as,
        ).encode()
        for peer_as, is_announced, prefixes, mark, path in changes
    )
    rib = Rib()
    loader = mrt.Loader(rib, only=only)
    loader.load(octets or archives.updates()[:0])
    assert routes_of(rib) == replayed(octets, only)


def test_changes_of_state_of_others() -> None:
    """What a peer that is not asked for does changes nothing."""
    rib = Rib()
    mrt.load(archives.table() + archives.updates(), rib, only=mrt.Selection(peer_asns=[64497]))
    assert [str(source) for source in rib.sources] == ["192.0.2.2 AS64497"]
    rib = Rib()
    mrt.load(archives.table() + archives.updates(), rib, only=mrt.Selection(peer_asns=[64496]))
    assert rib.sources == ()


@pytest.mark.parametrize(
    ("only", "messages", "entries"),
    [
        (mrt.Selection(prefixes=["203.0.113.0/24"]), 0, 0),
        (mrt.Selection(peer_asns=[65002]), 0, 40),
        (mrt.Selection(afis=[2]), 300, 0),
        (mrt.Selection(communities=["65432:54321"]), 300, 0),
        (mrt.Selection(origin_asns=[4_123_456_789]), 300, 0),
    ],
)
def test_what_is_not_wanted_is_not_read(
    monkeypatch: pytest.MonkeyPatch, only: mrt.Selection, messages: int, entries: int
) -> None:
    """Messages are decoded, and attributes of entries read, for what is asked and no more."""
    count = {"messages": 0, "entries": 0}
    decode, read = Decoder.decode, EntryReader.read

    def decoding(decoder: Decoder, octets: bytes) -> object:
        count["messages"] += 1
        return decode(decoder, octets)

    def reading(reader: EntryReader, octets: bytes) -> object:
        count["entries"] += 1
        return read(reader, octets)

    monkeypatch.setattr(Decoder, "decode", decoding)
    monkeypatch.setattr(EntryReader, "read", reading)
    mrt.load(TABLE, Rib(), only=only)
    assert count["entries"] == entries
    mrt.load(UPDATES, Rib(), only=only)
    assert count["messages"] == messages
