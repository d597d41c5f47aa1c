"""The short way of usual paths out to peers: from the octets that came to those that go.

This is for speed alone: nearly all paths of a table are lean (`bgplib.route.path`), and nearly all
peers are told them by the rules of RFC 4271 and RFC 4456 alone. What `Exporter` and
`bgplib.speaker.rewrite` do to such a path, one rule after the other, is done here in one step; the
path that goes out is lean, too. Whatever is not clearly so takes the long way, which says what is
right. tests/oracle/test_usual_export.py compares what comes of both ways.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bgplib._compiling import i64
from bgplib.attributes.large_community import canonical
from bgplib.attributes.reader import AttributeReader, canonical_reader
from bgplib.context import SessionType
from bgplib.iana.families import Family
from bgplib.messages._usual import NEXT_HOP_HEADER
from bgplib.route import DEFAULT_LOCAL_PREF, Path, Source
from bgplib.speaker.next_hop import next_hop_of
from bgplib.speaker.terms import ExportTerms

__all__ = ["UsualExport", "is_open_to"]

#: with one AS number or cluster more, what goes out would be no usual attributes any more
_MOST_ASNS: Final = 29
_MOST_CLUSTERS: Final = 4 * 39
#: the well-known communities begin so, LLGR_STALE among them; little else has it
_WELL_KNOWN: Final = b"\xff\xff"
_LOCAL_PREF: Final = b"\x40\x05\x04"
_DEFAULT: Final = _LOCAL_PREF + DEFAULT_LOCAL_PREF.to_bytes(4, "big")
#: a peer must not fill the memory with next hops
_MAXIMUM_KINDS: Final = 1024


class _Kind:
    """What the paths of one source with one next hop have in common on their way out."""

    __slots__ = (
        "asks_client",
        "is_open",
        "is_reflected",
        "next_hop",
        "next_hop_attribute",
        "originator_id",
        "read_by",
        "reader",
        "source",
    )

    def __init__(self, path: Path, terms: ExportTerms) -> None:
        """Find it out, of the first such path."""
        source = path.source
        self.source: Final[Source] = source
        self.read_by: Final[AttributeReader] = path.reader  #: what reads the octets that came
        #: what reads those that go out
        self.reader: Final[AttributeReader] = canonical_reader(path.reader.table)
        next_hop = next_hop_of(path, terms, decided=False) or b""
        self.next_hop: Final[bytes] = next_hop  #: the next hop that goes out
        is_classic = terms.family == Family.IPV4_UNICAST and len(next_hop) == 4
        #: NEXT_HOP, header and value; no octets where the family has it elsewhere
        self.next_hop_attribute: Final = NEXT_HOP_HEADER + next_hop if is_classic else b""
        #: the short way is the right one
        self.is_open: Final = (
            source.session in (SessionType.EXTERNAL, SessionType.INTERNAL)
            # What an external peer says of LOCAL_PREF and the like was not read then.
            and path.reader.context.session is source.session
            and self.reader.find is not None
            and bool(next_hop)
            # As `bgplib.kernel.usual` has it of NEXT_HOP.
            and (not is_classic or (0 < next_hop[0] < 224 and next_hop[0] != 127))
        )
        #: it came from an internal peer, and goes to another
        self.is_reflected: Final = (
            terms.session is SessionType.INTERNAL and source.session is SessionType.INTERNAL
        )
        #: only what a client said is reflected: the peers that are told are none
        self.asks_client: Final = self.is_reflected and not terms.reflector_client
        #: ORIGINATOR_ID of what has none
        self.originator_id: Final = b"\x80\x09\x04" + source.identifier.to_bytes(4, "big")


class UsualExport:
    """Exports what it can of the paths that peers with the same terms are told."""

    __slots__ = (
        "_cluster_id",
        "_is_client",
        "_is_external",
        "_is_transparent",
        "_kinds",
        "_latest",
        "_paths",
        "_terms",
    )

    def __init__(self, terms: ExportTerms, is_client: Callable[[Source], bool]) -> None:
        """Make ready; `is_open_to` holds of the terms.

        Args:
            terms: who the peers are.
            is_client: says of an internal peer whether it is a client of ours.
        """
        self._terms: Final = terms
        self._is_client: Final = is_client
        self._is_external: Final = terms.session is SessionType.EXTERNAL
        self._is_transparent: Final = self._is_external and terms.server_client
        self._cluster_id: Final = terms.cluster_id.to_bytes(4, "big")
        #: by how many AS numbers came: what stands before them, our own among it
        self._paths: Final = [_as_path(count, terms) for count in range(_MOST_ASNS + 1)]
        self._kinds: Final[dict[tuple[Source, AttributeReader, bytes], _Kind]] = {}
        self._latest: Final[dict[bytes, _Kind]] = {}  # by next hop alone

    def export(self, path: Path) -> Path | None:
        """Return what the peers are told of a path; None where it has to take the long way.

        Args:
            path: a path of the Loc-RIB.
        """
        octets, received = path.octets, path._received  # noqa: SLF001 - properties would cost
        if (
            path._block is not None  # noqa: SLF001 - as much as this saves
            # What came is lean, too: it is from another AS.
            or (received is not None and received._block is not None)  # noqa: SLF001 - as above
            or path.nlri is not None
            or octets.find(_WELL_KNOWN) >= 0
        ):
            return None
        kind = self._latest.get(path.next_hop_octets)
        if kind is None or kind.source is not path.source or kind.read_by is not path.reader:
            kind = self._kind_of(path)
        if not kind.is_open or (kind.asks_client and not self._is_client(path.source)):
            return None
        size: i64 = len(octets)
        # In usual attributes all that goes to another place is within a few steps.
        start: i64 = 9 if octets[4] & 0x10 else 8
        count: i64 = octets[start]
        if count > _MOST_ASNS:
            return None
        start += 1
        at: i64 = start + 4 * count
        stop: i64 = at
        if at < size and octets[at + 1] == 3:
            at += 7
        med: i64 = at
        if at < size and octets[at + 1] == 4:
            at += 7
        preference: i64 = at
        if at < size and octets[at + 1] == 5:
            at += 7
        # ATOMIC_AGGREGATE, AGGREGATOR and COMMUNITIES stay as they are.
        kept: i64 = at
        while at < size and octets[at + 1] < 9:
            at += 3 + octets[at + 2]
        behind: i64 = at
        clusters: i64 = at
        if at < size:
            if octets[at + 1] == 9:
                clusters = at = at + 7
            if at < size and octets[at + 1] == 10:
                at += 3 + octets[at + 2]
                if at - clusters > _MOST_CLUSTERS + 3:
                    return None
            rest: i64 = at
            if at < size and octets[at + 1] == 16:
                # A reflector leaves these alone; on all other ways some stay behind.
                if not kind.is_reflected:
                    return None
                at += 3 + octets[at + 2]
            if at < size and canonical(octets[at + 3 :]) != octets[at + 3 :]:
                return None
            at = rest
        if self._is_transparent:
            sent = b"".join(
                (
                    _head(octets, stop),
                    kind.next_hop_attribute,
                    octets[med:preference],
                    octets[kept:behind],
                    octets[at:],
                )
            )
        elif self._is_external:
            sent = b"".join(
                (
                    octets[:4],
                    self._paths[count],
                    octets[start:stop],
                    kind.next_hop_attribute,
                    octets[kept:behind],
                    octets[at:],
                )
            )
        else:
            added = b""
            if kind.is_reflected:
                former = octets[clusters + 3 : at] if at > clusters else b""
                added = b"".join(
                    (
                        octets[behind:clusters] or kind.originator_id,
                        bytes((0x80, 10, 4 + len(former))),
                        self._cluster_id,
                        former,
                    )
                )
            sent = b"".join(
                (
                    _head(octets, stop),
                    kind.next_hop_attribute,
                    octets[med:preference],
                    _local_pref(path, octets[preference:kept]),
                    octets[kept:behind],
                    added,
                    octets[at:],
                )
            )
        return Path(path.source, sent, kind.next_hop, kind.reader, received=path)

    def _kind_of(self, path: Path) -> _Kind:
        """Return what the path has in common with others."""
        if len(self._kinds) >= _MAXIMUM_KINDS:
            self._kinds.clear()
            self._latest.clear()
        key = (path.source, path.reader, path.next_hop_octets)
        kind = self._kinds.get(key)
        # A peer that came up again has another source, which is equal.
        if kind is None or kind.source is not path.source:
            kind = self._kinds[key] = _Kind(path, self._terms)
        self._latest[path.next_hop_octets] = kind
        return kind


def is_open_to(terms: ExportTerms) -> bool:
    """Say whether peers are told usual paths by no other rules than those that are here.

    Policy is asked about apart from this. A confederation has none to add: usual paths have nothing
    of it.
    """
    return (
        terms.session in (SessionType.EXTERNAL, SessionType.INTERNAL)
        and terms.membership is None
        and terms.wanted is None
    )


def _as_path(count: int, terms: ExportTerms) -> bytes:
    """Return the beginning of an AS_PATH with our AS number in front of so many."""
    return bytes((0x40, 2, 2 + 4 * (count + 1), 2, count + 1)) + terms.own_as.to_bytes(4, "big")


def _local_pref(path: Path, own: bytes) -> bytes:
    """Return LOCAL_PREF, of which attributes have their own, or no octets."""
    if path.preference is not None:
        return _LOCAL_PREF + path.preference.to_bytes(4, "big")
    return own or _DEFAULT


def _head(octets: bytes, stop: i64) -> bytes:
    """Return ORIGIN and AS_PATH, whose length is written in one octet."""
    if octets[4] & 0x10:
        return octets[:4] + b"\x40\x02" + octets[7:stop]
    return octets[:stop]
