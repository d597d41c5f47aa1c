"""What a selection leaves of records of all kinds, and all of them, filtered: the twin."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, Communities, NextHop, Origin
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.reader import neutral_reader
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.formats.text import bgpdump_m
from bgplib.iana.families import Family
from bgplib.messages.update import Update
from bgplib.registry import DEFAULT_REGISTRY
from bgplib.rib import Rib
from bgplib.values.prefix import Prefix
from tests.unit.formats.selections import is_wanted

TIME: Final = 1_700_000_000
_PEERS: Final = (("192.0.2.1", 64496), ("192.0.2.2", 64497))
_PREFIXES: Final = ("10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32")
_PATHS: Final = ("64496 64499", "64497 64499", "64499 64498")


def _octets(number: int, *, wide: bool) -> bytes:
    """Return attributes, each number others."""
    values = [
        Origin(0),
        AsPath.parse(_PATHS[number % 3]),
        NextHop.parse("192.0.2.9"),
        Communities((64500 << 16 | number % 2,)),
    ]
    reader = neutral_reader(wide, DEFAULT_REGISTRY.attributes)
    return AttributeBlock.of(values, reader).octets


def _entries(first: int, path_id: int | None = None) -> list[mrt.RibEntry]:
    return [
        mrt.RibEntry(
            peer_index=index,
            originated=TIME,
            path_id=path_id,
            octets=_octets(first + index, wide=True),
        )
        for index in (0, 1)
    ]


def _table(first: int, *order: int) -> list[mrt.Record]:
    """Return a table whose peers stand in some order, and entries of all its kinds."""
    peers = [mrt.Peer(identifier=1, address=_PEERS[n][0], asn=_PEERS[n][1]) for n in order]
    records: list[mrt.Record] = [mrt.PeerIndexTable(timestamp=TIME, peers=peers)]
    for at, text in enumerate(_PREFIXES):
        prefix = Prefix.parse(text)
        family = Family(prefix.afi, 1)
        for path_id in (None, 7):
            add_path = path_id is not None
            entries = _entries(first + at, path_id)
            records.append(
                mrt.Rib(
                    timestamp=TIME, family=family, add_path=add_path, nlri=text, entries=entries
                )
            )
            # RFC 8050 §4.2: there, the path identifier is part of the NLRI.
            records.append(
                mrt.RibGeneric(
                    timestamp=TIME,
                    family=family,
                    add_path=add_path,
                    nlri=(b"\0\0\0\7" if add_path else b"") + prefix.key,
                    entries=tuple(_entries(first + at)),
                )
            )
    return records


def _older() -> list[mrt.Record]:
    """Return tables, messages and changes of state of the types that came before."""
    records: list[mrt.Record] = []
    for number, (peer, asn) in enumerate(_PEERS * 2):
        prefix = Prefix.parse(_PREFIXES[number % 2])
        sent: dict[str, Any] = {"timestamp": TIME, "peer_as": asn, "peer_address": peer}
        got: dict[str, Any] = {"local_as": 64500, "local_address": "192.0.2.9"}
        narrow = _octets(number, wide=False)
        update = Update.announce(
            [prefix],
            next_hop="192.0.2.9",
            attributes=[
                Origin(0),
                AsPath.parse(_PATHS[number % 3]),
                Communities((64500 << 16 | number % 2,)),
            ],
        )
        withdrawal = Update.withdraw([prefix])
        entry = mrt.TableDumpEntry(
            network=prefix.address,
            length=prefix.length,
            originated=TIME,
            peer_address=peer,
            peer_as=asn,
            octets=narrow,
        )
        records += [
            mrt.TableDump(timestamp=TIME, entries=[entry]),
            mrt.Bgp4mpEntry(
                **sent,
                **got,
                last_change=TIME,
                next_hop=NextHop.parse("192.0.2.9"),
                nlri=prefix.key,
                octets=narrow,
            ),
            *(mrt.Bgp4mpMessage.of(each, **sent, **got) for each in (update, withdrawal)),
            mrt.Bgp4mpMessage.of(update, **sent, **got, four_octet_as=False),
            mrt.Bgp4mpStateChange(**sent, **got, old_state=6, new_state=1),
            mrt.BgpMessage(
                **sent,
                **got,
                subtype_code=codes.BGP_UPDATE,
                octets=mrt.Bgp4mpMessage.of(update, **sent, **got, four_octet_as=False).octets[19:],
            ),
            mrt.BgpStateChange(**sent, old_state=6, new_state=1),
        ]
    return records


#: the second table has the peers of the first in another order
RECORDS: Final = (*_table(0, 0, 1), *_table(1, 1, 0), *_older())
ARCHIVE: Final = b"".join(record.encode() for record in RECORDS)
ALL: Final = list(mrt.elements(ARCHIVE))
LINES: Final = list(bgpdump_m.lines(ARCHIVE))

SELECTIONS: Final = st.builds(
    mrt.Selection,
    prefixes=st.sampled_from(((), (), *((each,) for each in _PREFIXES), ("10.1.0.0/16", "::/0"))),
    covered=st.booleans(),
    covering=st.booleans(),
    peer_asns=st.sampled_from(((), (), (64496,), (64497,))),
    peers=st.sampled_from(((), (), ("192.0.2.2",))),
    origin_asns=st.sampled_from(((), (), (), (64499,), (64498,))),
    communities=st.sampled_from(((), (), (), ("64500:1",), ("64500:*",))),
    afis=st.sampled_from(((), (), (1,), (2,))),
    type=st.sampled_from(("", "", "A", "W")),
)


def _of_line(line: str) -> Any:
    """Return what a line says, as an element has it."""
    columns = line.split("|")
    if columns[0].endswith("_AP"):
        del columns[6]
    is_withdrawn = columns[2] == "W"
    path = None if is_withdrawn else columns[6]
    return SimpleNamespace(
        elem_type="W" if is_withdrawn else "A",
        peer_ip=columns[3],
        peer_asn=int(columns[4]),
        prefix=columns[5],
        as_path=path,
        origin_asns=None if path is None else (int(path.split()[-1]),),
        communities=None if is_withdrawn else columns[11].split(),
    )


def _is_left(only: mrt.Selection, line: str) -> bool:
    """Say whether a line is wanted; a change of state has a peer and nothing else."""
    columns = line.split("|")
    if columns[2] != "STATE":
        return is_wanted(only, _of_line(line))
    asks = only.prefixes or only.origin_asns or only.communities or only.afis or only.type
    return not (
        asks
        or (only.peer_asns and int(columns[4]) not in only.peer_asns)
        or (only.peers and bytes(map(int, columns[3].split("."))) not in only.peers)
    )


@given(SELECTIONS)
def test_elements_of_all_kinds_are_selected(only: mrt.Selection) -> None:
    """RFC 6396 §4: whatever record a route stands in, it is asked for the same."""
    assert list(mrt.elements(ARCHIVE, only=only)) == [each for each in ALL if is_wanted(only, each)]


@given(SELECTIONS)
def test_lines_of_all_kinds_are_selected(only: mrt.Selection) -> None:
    """The same of what `bgpdump -m` prints, which has lines of changes of state besides."""
    assert list(bgpdump_m.lines(ARCHIVE, only=only)) == [
        each for each in LINES if _is_left(only, each)
    ]


def test_there_are_all_kinds() -> None:
    """Each kind of record above makes elements; lines are made of most of them."""
    assert len({each.kind for each in ALL}) == 11
    assert {each.path_id for each in ALL} == {None, 7}
    assert len({line.split("|")[0] for line in LINES}) == 5
    assert {line.split("|")[2] for line in LINES} == {"A", "B", "W", "STATE"}


def test_a_prefix_longer_than_an_address_costs_its_record() -> None:
    """RFC 6396 §4.3.2: what an entry of IPv4 cannot be is told of, and what follows is read."""
    peers, good, *_ = _table(0, 0, 1)
    long = mrt.Rib(
        timestamp=TIME, family=Family.IPV6_UNICAST, nlri="2001:db8::/40", entries=_entries(0)
    ).encode()
    # The subtype says RIB_IPV4_UNICAST.
    long = long[:6] + b"\0\2" + long[8:]
    archive = peers.encode() + long + good.encode()
    told: list[mrt.ErrorRecord] = []
    for only in (None, mrt.Selection(origin_asns=[64499])):
        found = list(mrt.elements(archive, only=only, on_error=told.append))
        assert {each.prefix for each in found} == {"10.0.0.0/8"}
        lines = list(bgpdump_m.lines(archive, only=only, on_error=told.append))
        assert len(lines) == len(found)
        rib = Rib()
        mrt.load(archive, rib, only=only, on_error=told.append)
        assert rib.path_count == len(found)
    assert len(told) == 6
