"""The short way of usual UPDATEs into the RIB: from octets to paths, without an object of each.

This is for speed alone: nearly all UPDATEs announce IPv4 unicast, with attributes of the usual kind
(`bgplib.kernel.usual`), and of most peers all is taken as it is. What such a message does to the
RIB is done here at once. Whatever is not clearly so takes the long way, by `Decoder`, `Session`,
`Peer` and `Rib.update`, of which nothing happened yet then; so does each first UPDATE of a peer.
tests/oracle/test_speaker_short_way.py compares what comes of both ways.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from bgplib._compiling import i64
from bgplib.errors import DecodeError
from bgplib.iana.attributes import NEXT_HOP
from bgplib.iana.families import Family
from bgplib.kernel import usual
from bgplib.kernel.prefixes import split
from bgplib.messages.decoder import Decoder
from bgplib.rib import Rib
from bgplib.rib.change import Change
from bgplib.rib.notes import ChangeNotes, record_of
from bgplib.rib.putting import put, put_untold
from bgplib.rib.store import PathStore
from bgplib.rib.table import Table
from bgplib.speaker.import_ import Importer

if TYPE_CHECKING:
    from bgplib.speaker.peer import Peer

__all__ = ["ShortWay"]

_FAMILY: Final = Family.IPV4_UNICAST
_EXTENDED_COMMUNITIES: Final = usual.EXTENDED_COMMUNITIES
#: where path attributes begin in an UPDATE that withdraws nothing, with ORIGIN at their head
_START: Final = 23
#: where AS_PATH is then
_AS_PATH: Final = 27
#: a record that goes to notes has no use for it
_NO_CHANGES: Final[list[Change]] = []


class ShortWay:
    """Takes what it can of the UPDATEs of one peer."""

    __slots__ = (
        "_decoder",
        "_find_sound",
        "_importer",
        "_is_open",
        "_notes",
        "_peer",
        "_refuses_tunnels",
        "_store",
        "_table",
        "_wanted",
    )

    def __init__(self, peer: Peer) -> None:
        """Start closed; what the way depends on is looked at with each UPDATE."""
        self._peer: Final = peer
        self._decoder: Decoder | None = None
        self._find_sound: Callable[[bytes], usual.Found | None] | None = None
        self._importer: Importer | None = None
        self._notes: ChangeNotes | None = None
        self._is_open = False
        self._refuses_tunnels = False
        self._table: Table | None = None
        self._store: PathStore | None = None
        # The families of which somebody is told, by the notes, as they are now.
        self._wanted: Mapping[Family, bool] | None = None

    def takes(self, octets: bytes, decoder: Decoder) -> bool:
        """Do all that an UPDATE asks for; False where it has to take the long way.

        Args:
            octets: an UPDATE with a header that was judged.
            decoder: what reads the messages of the session now.

        Raises:
            LocalError: a step of the decision process fails, as in `Rib.update`.
        """
        importer = self._peer._importer  # noqa: SLF001 - each UPDATE asks for it
        if decoder is not self._decoder or importer is not self._importer:
            self._look(decoder)
        table, store = self._table, self._store
        # A store that has paths is the one that its table has.
        if table is None or store is None or not store.count:
            if self._is_open:
                self._find()
            return False
        stop: i64 = len(octets)
        after: i64 = octets[21]
        after = _START + (after << 8 | octets[22])
        withdrawn: i64 = octets[19]
        withdrawn |= octets[20]
        if withdrawn or after >= stop or after < _AS_PATH + 11:
            return False
        # In usual attributes NEXT_HOP stands behind AS_PATH, which says how long it is in one octet
        # or two; those without it may have come with MP_REACH_NLRI. Octets that are not usual find
        # no lean path, and are found out below.
        behind: i64 = octets[_AS_PATH]
        if behind & 0x10:
            behind = _AS_PATH + 4 + octets[_AS_PATH + 3]
        else:
            behind = _AS_PATH + 3 + octets[_AS_PATH + 2]
        if behind >= after or octets[behind + 1] != NEXT_HOP:
            return False
        next_hop = octets[behind + 3 : behind + 7]
        attributes = octets[_START:after]
        try:
            keys = split(octets, after, stop, 32)
        except DecodeError:
            return False
        path = store.known(attributes, next_hop)
        if path is None:
            find_sound = self._find_sound
            found = find_sound(attributes) if find_sound else decoder.blocks.find(attributes)
            if found is None:
                return False
            # See `Importer.judge_of`: of those that take all, no more than this is taken away.
            if self._refuses_tunnels and found.start(_EXTENDED_COMMUNITIES) >= 0:
                return False
            path = store.lean_path(attributes, decoder.attributes, next_hop)
        elif path.judged_by or not path.is_lean_of(decoder.attributes):
            # A judge was asked, or another session: neither may say the same now.
            return False
        if store.stale or self._wanted:
            put(table, store, keys, path, None, record_of(_FAMILY, _NO_CHANGES, self._notes))
        else:
            put_untold(table, store, keys, path)
        return True

    def close(self) -> None:
        """Let go of an importer that judges no more, and of the payloads that it judged by."""
        self._decoder = self._importer = None
        self._find_sound = None
        self._table = self._store = None
        self._is_open = False

    def _look(self, decoder: Decoder) -> None:
        """Look whether the way is open, with another session or another import policy."""
        from bgplib.speaker.peer import Peer

        peer = self._peer
        importer, rib = peer.importer, peer.speaker.rib
        ipv4 = decoder.family(_FAMILY)
        self._decoder, self._importer = decoder, importer
        self._find_sound = decoder.blocks.find_sound
        self._refuses_tunnels = importer is not None and importer.refuses_tunnels
        # Where a program is told of best paths, the RIB makes a list of all changes.
        notes = peer.speaker.notes
        self._notes = notes if isinstance(notes, ChangeNotes) else None
        self._wanted = peer.speaker.groups.families
        self._table = self._store = None
        # What a program has derived is asked about each UPDATE.
        is_ours = type(peer) is Peer and type(importer) is Importer and type(rib) is Rib
        is_plain = ipv4.agreed and ipv4.has_bare_prefixes
        self._is_open = (
            self._notes is not None
            and importer is not None
            and importer.takes_all
            and not peer.config.report_updates
            and is_ours
            and is_plain
        )

    def _find(self) -> None:
        """Find what keeps the paths of the peer, if it has any."""
        source, rib = self._peer.source, self._peer.speaker.rib
        found = [] if source is None else rib._of(source, _FAMILY)  # noqa: SLF001 - it has no name for users
        self._table, self._store = found[0] if found else (None, None)
