"""What a selection loads of an archive, and all of it, filtered: the latter is the twin."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any, Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes import AsPath, AttributeBlock, Communities, Origin
from bgplib.capabilities import FourOctetAs
from bgplib.context import Context
from bgplib.formats import mrt
from bgplib.formats.mrt import codes
from bgplib.iana.families import Family
from bgplib.messages.open import Open
from bgplib.messages.update import Update
from bgplib.nlri import Nlri
from bgplib.nlri.flowspec import FlowSpecNlri
from bgplib.nlri.labeled import LabeledNlri
from bgplib.nlri.unicast import UnicastNlri
from bgplib.nlri.vpn import VpnNlri
from bgplib.rib import Rib
from bgplib.route import Path, has_prefix_keys
from bgplib.values.label import Label
from bgplib.values.prefix import Prefix
from bgplib.values.route_distinguisher import RouteDistinguisher
from tests.oracle.test_mrt_selected_kinds import RECORDS
from tests.unit.formats.selections import is_wanted

_V4: Final = Family.IPV4_UNICAST
_ASNS: Final = (64496, 64497)
_DESTINATIONS: Final[dict[Family, tuple[Nlri, ...]]] = {
    _V4: tuple(UnicastNlri(Prefix.parse(each)) for each in ("10.0.0.0/8", "10.1.0.0/16")),
    Family.IPV6_UNICAST: (UnicastNlri(Prefix.parse("2001:db8::/32")),),
    # Its keys are those of prefixes, and yet it is another family than that of the prefix.
    Family.IPV4_LABELED: (LabeledNlri(labels=(Label.of(100),), prefix=Prefix.parse("10.0.0.0/8")),),
    Family.IPV4_VPN: (
        VpnNlri(
            labels=(Label.of(100),),
            rd=RouteDistinguisher.parse("64500:1"),
            prefix=Prefix.parse("10.0.0.0/8"),
        ),
    ),
    Family.IPV4_FLOWSPEC: (FlowSpecNlri.parse("destination 10.0.0.0/8"),),
}
#: by whether routes were left: how many archives
_LEFT: Final = Counter[str]()


#: all records of which no other takes out what they bring
TABLES: Final = b"".join(
    each.encode()
    for each in RECORDS
    if not isinstance(each, mrt.Bgp4mpStateChange | mrt.BgpStateChange)
)


def _record(peer: int, octets: bytes, **more: Any) -> mrt.Bgp4mpMessage:
    return mrt.Bgp4mpMessage(
        timestamp=1,
        peer_as=_ASNS[peer],
        local_as=64500,
        peer_address=bytes((192, 0, 2, peer)),
        local_address="192.0.2.9",
        octets=octets,
        **more,
    )


def _update(draw: st.DrawFn) -> Update:
    family = draw(st.sampled_from(list(_DESTINATIONS)))
    nlri = draw(st.lists(st.sampled_from(_DESTINATIONS[family]), min_size=1, max_size=2))
    if not draw(st.integers(0, 3)):
        return Update.withdraw(nlri, family=family)
    path = draw(st.sampled_from(("64499", "64499 70000", "70000 64499")))
    marks = Communities((64500 << 16 | draw(st.integers(1, 2)),))
    hop = "2001:db8::1" if family.afi == 2 else "192.0.2.1"
    values = [Origin(0), AsPath.parse(path), marks]
    return Update.announce(nlri, next_hop=hop, attributes=values, family=family)


@st.composite
def _steps(draw: st.DrawFn) -> bytes:
    """Draw a record; routes are few, so that records change what others brought."""
    peer = draw(st.integers(0, 1))
    what = draw(
        st.sampled_from(
            ("update",) * 12 + ("damage", "malformed", "malformed", "bgp", "local", "down")
        )
    )
    if what == "down":
        return mrt.Bgp4mpStateChange(
            timestamp=1,
            peer_as=_ASNS[peer],
            local_as=64500,
            peer_address=bytes((192, 0, 2, peer)),
            local_address="192.0.2.9",
            old_state=draw(st.sampled_from((5, 6))),
            new_state=draw(st.sampled_from((1, 6))),
        ).encode()
    update = _update(draw)
    wide, add_path = draw(st.sampled_from((True, True, False))), draw(st.booleans())
    if what == "bgp":
        wide = add_path = False
    if add_path:
        # RFC 7911 §3: the same destination, once for each identifier.
        path_id = draw(st.integers(1, 2))
        groups = [
            group.of(
                group.family,
                [attrs.evolve(each, path_id=path_id) for each in group.nlri],
                next_hop=group.next_hop,
            )
            for group in (*update.announced, *update.withdrawn)
        ]
        announced, withdrawn = (groups, []) if update.announced else ([], groups)
        update = Update(update.attributes, tuple(announced), tuple(withdrawn))
    sends = _DESTINATIONS if add_path else ()
    octets = update.encode(Context(four_octet_as=wide, add_path_send=sends, session=None))
    if what == "damage":
        at = draw(st.integers(19, len(octets) - 1))
        value = draw(st.integers(0, 9) | st.integers(0, 255))
        octets = octets[:at] + bytes((value,)) + octets[at + 1 :]
    if what == "malformed":
        # RFC 7606 §7.1: an ORIGIN that nobody knows has the routes withdrawn.
        octets = octets.replace(b"\x40\1\1\0", b"\x40\1\1\x09")
    if what == "bgp":
        # RFC 6396 Appendix B.1: the older type has the message without its header.
        return mrt.BgpMessage(
            timestamp=1,
            peer_as=_ASNS[peer],
            peer_address=bytes((192, 0, 2, peer)),
            subtype_code=codes.BGP_UPDATE,
            local_as=64500,
            local_address="192.0.2.9",
            octets=octets[19:],
        ).encode()
    more = {"four_octet_as": wide, "add_path": add_path, "is_local": what == "local"}
    return _record(peer, octets, **more).encode()


_SELECTIONS: Final = st.builds(
    mrt.Selection,
    communities=st.sampled_from(((), (), ("64500:1",), ("64500:*",), ("*:2", "64500:3"))),
    as_paths=st.sampled_from(((), (), ("_70000$",), ("^64499_",))),
    origin_asns=st.sampled_from(((), (), (70000,), (64499, 1))),
    prefixes=st.sampled_from(((), (), ("10.0.0.0/8",), ("10.1.0.0/16", "::/0"), ("0.0.0.0/0",))),
    covered=st.booleans(),
    covering=st.booleans(),
    peer_asns=st.sampled_from(((), (), (), (64496,))),
    afis=st.sampled_from(((), (), (), (1,), (2,))),
)


def _said(path: Path, family: Family, key: bytes) -> Any:
    """Return what an element says of a route, made without one."""
    block: AttributeBlock = path.attributes
    ends = [asns[-1:] if kind == 2 else asns for kind, asns in block.as_path if kind in (1, 2)]
    zero = "::/0" if family.afi == 2 else "0.0.0.0/0"
    return SimpleNamespace(
        elem_type="A",
        prefix=str(Prefix.from_key(family.afi, key)) if has_prefix_keys(family) else zero,
        peer_asn=path.source.asn,
        peer_ip=".".join(map(str, path.source.address)),
        as_path=block.as_path_text,
        origin_asns=ends[-1] if ends else None,
        communities=[f"{each >> 16}:{each & 0xFFFF}" for each in block.communities],
    )


def _routes(rib: Rib, only: mrt.Selection) -> set[tuple[object, ...]]:
    """List what is wanted of the routes of a RIB."""
    found: set[tuple[object, ...]] = set()
    for family in rib.families:
        # What is no prefix is none of those that are asked for.
        asked = only if has_prefix_keys(family) else attrs.evolve(only, prefixes=())
        if only.prefixes and asked is not only:
            continue
        for source in rib.sources:
            for route in rib.adj_rib_in(source, family):
                path = route.path
                if is_wanted(asked, _said(path, family, route.key)):
                    name = (family, route.key, path.path_id, source.address, source.asn)
                    said = (path.octets, path.next_hop_octets, str(route.nlri))
                    found.add((*name, *said))
    return found


@given(st.lists(_steps(), max_size=10), _SELECTIONS)
def _what_is_loaded_is_what_is_wanted_of_all(steps: list[bytes], only: mrt.Selection) -> None:
    everything, chosen = Rib(), Rib()
    mrt.load(b"".join(steps), everything)
    mrt.load(b"".join(steps), chosen, only=only)
    wanted, there = _routes(everything, only), _routes(everything, mrt.Selection())
    assert _routes(chosen, mrt.Selection()) == wanted
    _LEFT["all" if wanted == there else "some" if wanted else "none"] += 1


def test_what_is_loaded_is_what_is_wanted_of_all() -> None:
    """Whatever the family, the width of AS numbers, path identifiers, and faults (RFC 7606 §2)."""
    _LEFT.clear()
    _what_is_loaded_is_what_is_wanted_of_all()
    # Of some archives a part is loaded.
    assert _LEFT["some"]
    assert _LEFT["none"]


@given(
    st.builds(
        mrt.Selection,
        prefixes=st.sampled_from(((), ("10.0.0.0/8",), ("10.1.0.0/16", "::/0"))),
        covered=st.booleans(),
        covering=st.booleans(),
        peer_asns=st.sampled_from(((), (64496,), (64497,))),
        peers=st.sampled_from(((), (), ("192.0.2.2",))),
        afis=st.sampled_from(((), (), (1,), (2,))),
    )
)
def test_tables_of_all_kinds_are_loaded(only: mrt.Selection) -> None:
    """RFC 6396 §4: whatever record a route stands in, in a file, or one record after the other."""
    everything, chosen, added = Rib(), Rib(), Rib()
    # A next hop of IPv4 is none of IPv6, in RIB_GENERIC.
    assert mrt.load(TABLES, everything).error_count == 8
    mrt.load(TABLES, chosen, only=only)
    loader = mrt.Loader(added, only=only)
    for each in mrt.read(TABLES):
        assert not isinstance(each, mrt.ErrorRecord)
        loader.add(each)
    wanted = _routes(everything, only)
    assert _routes(chosen, mrt.Selection()) == wanted
    assert _routes(added, mrt.Selection()) == wanted


def test_generic_entries_keep_their_path_identifier() -> None:
    """RFC 8050 §4.2: in RIB_GENERIC it is part of the NLRI, and tells routes of a peer apart."""
    kinds = mrt.PeerIndexTable | mrt.RibGeneric
    rib = Rib()
    mrt.load(b"".join(each.encode() for each in RECORDS if isinstance(each, kinds)), rib)
    assert {route.path.path_id for route in rib.routes("10.0.0.0/8")} == {None, 7}


def test_a_selection_of_prefixes_lets_opens_through() -> None:
    """RFC 4271 §4.2: an OPEN names no prefix, and tells the identifier of who announces one."""
    octets = Open.build(
        asn=64496, hold_time=90, identifier="192.0.2.77", capabilities=[FourOctetAs(64496)]
    ).encode()
    values = [Origin(0), AsPath.parse("64496")]
    update = Update.announce(["10.0.0.0/8"], next_hop="192.0.2.1", attributes=values)
    archive = b"".join(_record(0, each).encode() for each in (octets, update.encode()))
    rib = Rib()
    mrt.load(archive, rib, only=mrt.Selection(prefixes=["10.0.0.0/8"]))
    assert [source.identifier for source in rib.sources] == [0xC000024D]


def test_what_is_no_whole_message_is_complained_about() -> None:
    """A selection passes over messages that it can look into; of others it says what is wrong."""
    octets = Update.withdraw(["11.0.0.0/8"]).encode()
    for broken in (octets[:-1], octets + octets):
        # An AS number that looks like the type of an UPDATE, to who counts from no message.
        archive = attrs.evolve(_record(0, broken), local_as=0x2FBF4).encode()
        (error,) = mrt.load(archive, Rib()).errors
        found = mrt.load(archive, Rib(), only=mrt.Selection(prefixes=["10.0.0.0/8"]))
        assert found.errors == [error]
