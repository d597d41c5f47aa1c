"""Values of all public classes, made of the types of their fields: a new class has one at once.

What cannot be made so stands in `MADE`; what is no value, since it runs or reads, in `RUNNING`.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from enum import Enum
from importlib import import_module
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from typing import Any, Final

import attrs

import bgplib
from bgplib import attributes, nlri, values
from bgplib.attributes import extended_communities
from bgplib.attributes.traffic_engineering import SwitchingCapability
from bgplib.capabilities import Capability
from bgplib.capabilities.route_refresh import RouteRefreshCapability
from bgplib.formats import exabgp_json, mrt
from bgplib.formats.pcap.stream import Gap
from bgplib.iana.attributes import MULTI_EXIT_DISC
from bgplib.iana.families import Family
from bgplib.messages.update import Wire
from bgplib.nlri.flowspec import PrefixComponent
from bgplib.policy import Aspa, AspaTable, PrefixRange, Roa, RoaTable
from bgplib.policy.compared import Compared
from bgplib.policy.modifiers import AddCommunities, RemoveAttribute, SetCommunities
from bgplib.rib import Change, Difference, Snapshot, diff
from bgplib.rib.adj_rib_out import Batch
from bgplib.rtr import PduError, RouterKey
from bgplib.session import UpdateReceived
from bgplib.values.ethernet_segment_id import EthernetSegmentId
from bgplib.values.label import Label
from bgplib.values.mac_address import MacAddress

SURFACE: Final = Path(__file__).parent / "architecture" / "public_surface.txt"
#: how deep fields of fields are filled before those that may be empty stay so
_DEEPEST: Final = 4


def public_classes() -> dict[str, type]:
    """Return every public class once, by the first of its public names."""
    found: dict[type, str] = {}
    for line in SURFACE.read_text(encoding="utf-8").split():
        module, _, name = line.rpartition(".")
        value = getattr(import_module(module), name)
        if isinstance(value, type) and value.__module__.startswith("bgplib."):
            found.setdefault(value, line)
    return {name: kind for kind, name in found.items()}


def public_constants() -> dict[str, Any]:
    """Return every public name that is no class and no function, once each."""
    found: dict[int, tuple[str, Any]] = {}
    for line in SURFACE.read_text(encoding="utf-8").split():
        module, _, name = line.rpartition(".")
        value = getattr(import_module(module), name)
        if not callable(value) or attrs.has(type(value)):
            found.setdefault(id(value), (line, value))
    return dict(found.values())


def anything(*_arguments: object) -> None:
    """Stand for a function that a program hands in."""


class NoValueError(Exception):
    """Nothing here makes a value of a type."""


def _block() -> bgplib.AttributeBlock:
    return bgplib.AttributeBlock.of([bgplib.Origin(0), bgplib.AsPath.parse("64496 64497")])


def _path() -> bgplib.Path:
    source = bgplib.Source(address="192.0.2.1", asn=64496)
    return bgplib.Path(source, _block(), "192.0.2.1", path_id=3, weight=7)


def _update() -> bgplib.Update:
    update = bgplib.Update.announce(["192.0.2.0/24"], next_hop="192.0.2.1", attributes=_block())
    decoded = bgplib.decode(update.encode())
    assert isinstance(decoded, bgplib.Update)
    return decoded


def _wire() -> object:
    return _update()._wire


def _rib() -> bgplib.Rib:
    rib = bgplib.Rib()
    _change(rib)
    return rib


def _change(rib: bgplib.Rib) -> Change | None:
    source = bgplib.Source(address="192.0.2.1", asn=64496)
    return rib.announce(Family.IPV4_UNICAST, "192.0.2.0/24", source, _block(), b"\xc0\0\2\1")


MADE: Final[dict[type, Callable[[], Any]]] = {
    bgplib.AttributeBlock: _block,
    bgplib.NlriGroup: lambda: _update().announced[0],
    bgplib.Path: _path,
    bgplib.Prefix: lambda: bgplib.Prefix.parse("192.0.2.0/24"),
    bgplib.Registry: lambda: bgplib.DEFAULT_REGISTRY,
    bgplib.RouteDistinguisher: lambda: bgplib.RouteDistinguisher.parse("64496:1"),
    bgplib.Update: _update,
    bgplib.Open: lambda: bgplib.Open.build(
        asn=4200000000,
        identifier="192.0.2.1",
        hold_time=90,
        capabilities=[RouteRefreshCapability()],
    ),
    bgplib.Decoder: bgplib.Decoder,
    attributes.BlockStore: lambda: attributes.BlockStore(_block().reader),
    Capability: RouteRefreshCapability,
    attributes.PathAttribute: lambda: next(iter(_block())),
    Wire: _wire,
    Change: lambda: _change(bgplib.Rib()),
    Snapshot: lambda: _rib().snapshot(),
    Difference: lambda: diff(bgplib.Rib().snapshot(), _rib().snapshot()),
    Batch: lambda: Batch({}, {_path(): [b"\x08\x0a"]}),
    UpdateReceived: lambda: UpdateReceived(_update()),
    Gap: lambda: Gap(7),
    RoaTable: lambda: RoaTable([a_value(Roa)]),
    AspaTable: lambda: AspaTable([Aspa(customer=64496, providers=[64497])]),
    PrefixRange: lambda: PrefixRange.parse("192.0.2.0/24 le 28"),
    RemoveAttribute: lambda: RemoveAttribute(MULTI_EXIT_DISC),
    SwitchingCapability: lambda: SwitchingCapability(
        capability=51, encoding=2, maximum_bandwidths=bytes(range(32))
    ),
    mrt.Place: lambda: mrt.Place.of(48.5, 9.25),
    exabgp_json.Envelope: lambda: exabgp_json.Envelope(
        time=1300475700.5,
        host="router",
        pid=2,
        ppid=1,
        counter=1,
        local_address="192.0.2.254",
        peer_address="192.0.2.1",
        local_as=64496,
        peer_as=64511,
        router_id="192.0.2.254",
    ),
    PrefixComponent: lambda: PrefixComponent.of(1, bgplib.Prefix.parse("192.0.2.0/24")),
    Compared: lambda: AddCommunities.of("64496:1"),
    SetCommunities: lambda: SetCommunities.of("64496:1", "64496:2"),
    AddCommunities: lambda: AddCommunities.of("64496:1"),
    attributes.AttributeTable: lambda: bgplib.DEFAULT_REGISTRY.attributes,
    attributes.AttributeReader: lambda: _block().reader,
    attributes.AttributeCodec: lambda: attributes.origin.CODEC,
    nlri.Nlri: lambda: nlri.UnicastNlri(bgplib.Prefix.parse("192.0.2.0/24")),
    nlri.NlriCodec: lambda: bgplib.DEFAULT_REGISTRY.nlri[0],
    nlri.FamilyReader: lambda: nlri.FamilyReader(Family.IPV4_UNICAST, None, bgplib.Context()),
    extended_communities.ExtendedCommunityTable: lambda: extended_communities.DEFAULT_TABLE,
    extended_communities.UnknownExtendedCommunity: lambda: (
        extended_communities.UnknownExtendedCommunity(bytes(range(0x80, 0x88)))
    ),
    extended_communities.ExtendedCommunity: lambda: extended_communities.parse("rt:64496:1"),
    PduError: lambda: PduError("a", error_code=5, rfc="RFC 1"),
    RouterKey: lambda: RouterKey(asn=64496, identifier=bytes(range(20)), key=b"key"),
    Label: lambda: Label.parse("17"),
    EthernetSegmentId: lambda: EthernetSegmentId(bytes(range(10))),
    IPv4Address: lambda: IPv4Address("192.0.2.1"),
    IPv6Address: lambda: IPv6Address("2001:db8::1"),
    MacAddress: lambda: MacAddress.parse("02:00:00:00:00:01"),
    Family: lambda: Family.IPV6_UNICAST,
    values.NextHop: lambda: values.NextHop.parse("192.0.2.1"),
}
#: constants of functions, and of what the standard library cannot pickle: the insides of modules
INSIDES: Final = frozenset(
    {
        "bgplib.formats.bmp.message.HEADER",
        "bgplib.formats.mrt.record.HEADER",
        "bgplib.kernel.as_path.FOUR",
        "bgplib.rtr.pdu.HEADER",
        "bgplib.session.conditions.ALWAYS",
        "bgplib.session.conditions.CONDITIONS",
        "bgplib.session.effects.EFFECTS",
        "bgplib.session.fsm.TABLE",
    }
)
#: what runs, reads, or is the inside of such things: no values
RUNNING: Final = frozenset(
    [
        "bgplib.Rib",
        "bgplib.Session",
        "bgplib.Speaker",
        "bgplib.decision.Selector",
        "bgplib.decision.alike.Alikes",
        "bgplib.decision.alike.Terms",
        "bgplib.decision.evpn.DuplicateWatch",
        "bgplib.decision.runs.Runs",
        "bgplib.decision.standings.Standings",
        "bgplib.formats.bmp.Feed",
        "bgplib.formats.bmp.Loader",
        "bgplib.formats.bmp.PeerReporter",
        "bgplib.formats.bmp.Reader",
        "bgplib.formats.bmp.cutter.BmpCutter",
        "bgplib.formats.bmp.framing.Framer",
        "bgplib.formats.bmp.sessions.Sessions",
        "bgplib.formats.compression.OctetStream",
        "bgplib.formats.cutter.Cutter",
        "bgplib.formats.mrt.Elements",
        "bgplib.formats.mrt.Loader",
        "bgplib.formats.mrt.Reader",
        "bgplib.formats.mrt.framing.Framer",
        "bgplib.formats.mrt.rows.Rows",
        "bgplib.formats.mrt.writer.Encodable",
        "bgplib.formats.pcap.BmpReader",
        "bgplib.formats.pcap.Reader",
        "bgplib.formats.pcap.capture.CaptureReader",
        "bgplib.formats.pcap.connection.Connection",
        "bgplib.formats.pcap.conversation.Conversation",
        "bgplib.formats.pcap.packet.Cursor",
        "bgplib.formats.pcap.stream.Stream",
        "bgplib.formats.ris_live.Feed",
        "bgplib.formats.source_reader.SourceReader",
        "bgplib.formats.text.bgpdump_m.Lines",
        "bgplib.kernel.framing.MessageBuffer",
        "bgplib.kernel.usual.Found",
        "bgplib.octets.Reader",
        "bgplib.policy.SharedPaths",
        "bgplib.policy.concise.Concise",
        "bgplib.policy.prefix_index.PrefixIndex",
        "bgplib.policy.regex.automaton.Automaton",
        "bgplib.policy.regex.program.Program",
        "bgplib.rib.ChangeNotes",
        "bgplib.rib.Packer",
        "bgplib.rib.adj_rib_out.AdjRibOut",
        "bgplib.rib.adj_rib_out.Outgoing",
        "bgplib.rib.crowd.Crowd",
        "bgplib.rib.lookup.Destinations",
        "bgplib.rib.order.Order",
        "bgplib.rib.notes.Record",
        "bgplib.rib.reading.RibReader",
        "bgplib.rib.store.PathStore",
        "bgplib.rib.table.Table",
        "bgplib.rtr.Cache",
        "bgplib.rtr.CacheConnection",
        "bgplib.rtr.Client",
        "bgplib.rtr.cutter.PduCutter",
        "bgplib.rtr.payload_set.PayloadSet",
        "bgplib.session.Connection",
        "bgplib.session.graceful_restart.Retention",
        "bgplib.session.comeback.Comeback",
        "bgplib.session.machine.Machine",
        "bgplib.session.message_log.MessageLog",
        "bgplib.session.orf.OrfTable",
        "bgplib.session.orf_list.PrefixList",
        "bgplib.session.output.Output",
        "bgplib.session.prefix_limit.PrefixCounter",
        "bgplib.session.reception.Reception",
        "bgplib.session.timers.Clock",
        "bgplib.session.timers.Timers",
        "bgplib.speaker.LocRib",
        "bgplib.speaker.Peer",
        "bgplib.speaker.PeerConnection",
        "bgplib.speaker.addresses.OwnAddresses",
        "bgplib.speaker.addresses.PeerAddresses",
        "bgplib.speaker.agenda.Agenda",
        "bgplib.speaker.asking.SpeakerReader",
        "bgplib.speaker.dampening.Dampening",
        "bgplib.speaker.dampening.History",
        "bgplib.speaker.deferral.Deferral",
        "bgplib.speaker.export.Exporter",
        "bgplib.speaker.flow_validation.FlowValidation",
        "bgplib.speaker.groups.UpdateGroups",
        "bgplib.speaker.import_.Importer",
        "bgplib.speaker.member.Cohort",
        "bgplib.speaker.member.Member",
        "bgplib.speaker.ranges.PeerRanges",
        "bgplib.speaker.revalidation.Revalidation",
        "bgplib.speaker.route_targets.Memberships",
        "bgplib.speaker.short_way.ShortWay",
        "bgplib.speaker.update_group.UpdateGroup",
        "bgplib.speaker.wires.PeerSession",
        "bgplib.testing.nodes.Link",
        "bgplib.testing.Network",
        "bgplib.testing.nodes.Node",
        "bgplib.testing.nodes.Router",
        "bgplib.testing.session_tape.TapedConnection",
        "bgplib.testing.session_tape.TapedSession",
        "bgplib.testing.topology.Topology",
        "bgplib.values.record.Record",
    ]
)
#: events that name a connection or a peer of a program that runs
OF_WHAT_RUNS: Final = frozenset(
    [
        "bgplib.session.CloseWanted",
        "bgplib.session.ConnectionRefused",
        "bgplib.session.SendingResumed",
        "bgplib.session.SessionUp",
        "bgplib.speaker.SendWanted",
    ]
)


def a_value(kind: Any, depth: int = 0) -> Any:
    """Make a value of a class or of what an annotation says.

    Raises:
        NoValueError: nothing here can.
    """
    origin = typing.get_origin(kind)
    arguments = typing.get_args(kind)
    if kind in MADE or origin in MADE:
        return MADE[kind if kind in MADE else origin]()
    if kind in _PLAIN:
        return _PLAIN[kind]
    if isinstance(kind, typing.TypeVar):
        return a_value(kind.__bound__ or int, depth)
    if origin in (typing.Union, types.UnionType):
        return _one_of(arguments, depth)
    if origin is typing.Annotated:
        return a_value(arguments[0], depth)
    if origin is typing.Literal:
        return arguments[0]
    if origin is type:
        return arguments[0]
    if origin is Callable or kind is Callable:
        return anything
    if origin is tuple and arguments[1:] != (...,):
        return tuple(a_value(each, depth) for each in arguments)
    if origin in _SEVERAL:
        if depth > _DEEPEST:
            return _SEVERAL[origin](())
        return _SEVERAL[origin]((a_value(arguments[0], depth + 1),))
    if origin in (dict, Mapping):
        return {a_value(arguments[0], depth + 1): a_value(arguments[1], depth + 1)}
    return _of_class(origin or kind, depth)


_PLAIN: Final[dict[Any, Any]] = {
    int: 1,
    bool: True,
    float: 1.5,
    str: "a",
    bytes: b"\1\2\3\4",
    object: 1,
    Any: 1,
    None: None,
    type(None): None,
    type: int,
    re.Pattern: re.compile("a"),
}
_SEVERAL: Final[dict[Any, Any]] = {
    tuple: tuple,
    list: list,
    set: set,
    frozenset: frozenset,
    AbstractSet: frozenset,
    typing.get_origin(typing.Iterable[int]): tuple,
    typing.get_origin(typing.Sequence[int]): tuple,
    typing.get_origin(typing.Collection[int]): tuple,
}


def _one_of(arguments: tuple[Any, ...], depth: int) -> Any:
    if type(None) in arguments and depth > _DEEPEST:
        return None
    for each in arguments:
        if each is not type(None):
            try:
                return a_value(each, depth)
            except NoValueError:
                continue
    if type(None) in arguments:
        return None
    raise NoValueError(str(arguments))


def _of_class(kind: Any, depth: int) -> Any:
    if not isinstance(kind, type):
        raise NoValueError(str(kind))
    if issubclass(kind, Enum):
        return list(kind)[-1]
    if issubclass(kind, bgplib.DecodeError):
        return kind("a", rfc="RFC 1", code=2, subcode=3, data=b"4", treatment=5)
    if issubclass(kind, bgplib.BGPError):
        return kind("a")
    if issubclass(kind, tuple):
        hints = typing.get_type_hints(kind)
        return kind(*(a_value(each, depth + 1) for each in hints.values()))
    if not attrs.has(kind) or depth > 2 * _DEEPEST:
        raise NoValueError(str(kind))
    hints = _hints(kind)
    fields = [each for each in attrs.fields(kind) if each.init]
    needed = [each for each in fields if each.default is attrs.NOTHING]
    problem: Exception = NoValueError(str(kind))
    for chosen in (fields, needed):
        try:
            return kind(**{each.alias: a_value(hints[each.name], depth + 1) for each in chosen})
        except (NoValueError, ValueError, TypeError, KeyError, bgplib.BGPError) as error:
            problem = error
    raise NoValueError(f"{kind}: {problem!r}")


def _hints(kind: type) -> dict[str, Any]:
    """Return the types of fields, of those too that are imported for annotations only."""
    known: dict[str, Any] = {}
    while True:
        try:
            return typing.get_type_hints(kind, localns=known)
        except NameError as error:
            name = str(error.name)
            found = [each for each in public_classes().values() if each.__name__ == name]
            if not found or name in known:
                raise
            known[name] = found[0]
