"""The records of a table: loaded again they are the same table."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib import AsPath, Context, LocalError, Origin, Speaker, SpeakerConfig, Update
from bgplib.formats import mrt
from bgplib.rib import Rib
from bgplib.route import Source
from bgplib.testing import strategies
from tests.unit.formats.selections import TABLE, UPDATES

TIME = 1_700_000_000
PEERS = (("192.0.2.1", 64496), ("192.0.2.2", 64497), ("2001:db8::3", 4_200_000_000))
ORIGIN = [Origin(0), AsPath.of([64496])]


def heard(peer: int, update: Update, **fields: Any) -> mrt.Bgp4mpMessage:
    """Make the record of an UPDATE of one of the peers."""
    address, asn = PEERS[peer]
    local = "2001:db8::9" if ":" in address else "192.0.2.9"
    return mrt.Bgp4mpMessage.of(
        update,
        timestamp=TIME,
        peer_as=asn,
        peer_address=address,
        local_as=64500,
        local_address=local,
        **fields,
    )


def again(rib: Rib) -> Rib:
    """Return what the records of a table are loaded as, after a look at their octets."""
    octets = b"".join(record.encode() for record in mrt.dump(rib, timestamp=TIME))
    same = Rib()
    assert mrt.load(octets, same).errors == []
    assert b"".join(record.encode() for record in mrt.read(octets)) == octets
    return same


def octets_of(rib: Rib) -> list[tuple[str, bytes]]:
    """List routes with their attributes as they are written, which makes no difference."""
    return sorted((str(route), route.path.octets) for route in rib.snapshot())


@given(
    st.lists(
        st.tuples(st.integers(0, 2), strategies.updates_of_any_family(Context(session=None))),
        max_size=6,
    )
)
def test_a_table_comes_back(said: list[tuple[int, Update]]) -> None:
    """RFC 6396 §4.3: whatever the family, the attributes and the next hop."""
    rib = Rib()
    loader = mrt.Loader(rib)
    for peer, update in said:
        loader.add(heard(peer, update))
    same = again(rib)
    assert same.snapshot() == rib.snapshot()
    assert octets_of(same) == octets_of(rib)


def test_the_table_of_an_archive_comes_back() -> None:
    """A snapshot of a collector, with what was said behind it."""
    rib = Rib()
    mrt.load(TABLE, rib).load(UPDATES)
    assert rib.path_count > 0
    same = again(rib)
    assert same.snapshot() == rib.snapshot()
    assert octets_of(same) == octets_of(rib)


def test_several_paths_of_a_peer() -> None:
    """RFC 8050 §4: each with its identifier, in a record of its own sort."""
    rib = Rib()
    source = Source(address="192.0.2.1", asn=64496, session=None)
    texts = ["10.0.0.0/8 path-id 1", "10.0.0.0/8 path-id 2"]
    labeled = ["10.0.0.0/8 label 100 path-id 7", "10.0.0.0/8 label 200 path-id 8"]
    for family, nlri in (("ipv4-unicast", texts), ("ipv4-labeled", labeled)):
        rib.update(
            source, Update.announce(nlri, next_hop="192.0.2.7", attributes=ORIGIN, family=family)
        )
    other = Source(address="192.0.2.2", asn=64497, session=None)
    rib.update(other, Update.announce(["10.0.0.0/8"], next_hop="192.0.2.7", attributes=ORIGIN))
    names = [record.name for record in mrt.dump(rib, timestamp=TIME)]
    assert sorted(names) == [
        "TABLE_DUMP_V2/PEER_INDEX_TABLE",
        "TABLE_DUMP_V2/RIB_GENERIC_ADDPATH",
        "TABLE_DUMP_V2/RIB_GENERIC_ADDPATH",
        "TABLE_DUMP_V2/RIB_IPV4_UNICAST",
        "TABLE_DUMP_V2/RIB_IPV4_UNICAST_ADDPATH",
    ]
    same = again(rib)
    assert same.snapshot() == rib.snapshot()
    assert octets_of(same) == octets_of(rib)


def test_as_numbers_of_two_octets() -> None:
    """RFC 6396 §4.3.4: "All AS numbers in the AS_PATH attribute MUST be encoded as 4-byte"."""
    rib = Rib()
    attributes = [Origin(0), AsPath.of([64496, 4_200_000_000])]
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=attributes)
    mrt.Loader(rib).add(heard(0, update, four_octet_as=False))
    (route,) = again(rib).routes("10.0.0.0/8")
    assert route.attributes.four_octet_as
    assert route.attributes.as_path_text == "64496 4200000000"


def test_what_policy_made_of_a_route_is_not_dumped() -> None:
    """A collector keeps what it was told; and what policy refused is there as well."""
    rib = Rib()
    source = Source(address="192.0.2.1", asn=64496, session=None)
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=ORIGIN)
    rib.update(source, update, lambda path, *_: path.replace(rejected=True))
    assert rib.best("10.0.0.0/8") is None
    assert again(rib).best("10.0.0.0/8") is not None


def test_routes_of_our_own_and_the_moment_of_the_call() -> None:
    """They have a peer without an address; what comes later is not there."""
    speaker = Speaker(SpeakerConfig(local_as=65001, identifier="192.0.2.1"))
    speaker.originate("10.0.0.0/8", 0.0)
    records = mrt.dump(speaker.rib, timestamp=TIME, collector="192.0.2.1", view_name="ours")
    speaker.originate("11.0.0.0/8", 0.0)
    table, *rest = records
    assert isinstance(table, mrt.PeerIndexTable)
    assert (table.collector, table.view_name) == (0xC0000201, "ours")
    assert table.peers == (mrt.Peer(identifier="192.0.2.1", address=bytes(4), asn=65001),)
    (route,) = rest
    assert isinstance(route, mrt.Rib)
    assert str(route.prefix) == "10.0.0.0/8"


def test_a_snapshot_will_do_and_nothing_else() -> None:
    """And the time of an archive is whole seconds."""
    rib = Rib()
    assert list(mrt.dump(rib.snapshot(), timestamp=TIME)) == list(mrt.dump(rib, timestamp=TIME))
    wrong: Any = [1]
    with pytest.raises(LocalError, match="is no Rib, nor a snapshot of one"):
        mrt.dump(wrong, timestamp=TIME)
    time: Any = 1.5
    with pytest.raises(LocalError, match=r"timestamp is 1\.5"):
        mrt.dump(rib, timestamp=time)
