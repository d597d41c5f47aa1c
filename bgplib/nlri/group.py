"""NlriGroup: NLRI of one family with the next hop that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Final

from bgplib._checks import MISFITS, check, check_each, octets_of
from bgplib._compiling import mypyc_attr
from bgplib._pickling import Reduced
from bgplib.context import Context
from bgplib.errors import EncodeError, LocalError, ParseError
from bgplib.iana.families import (
    AFI_IPV4,
    SAFI_LINK_STATE_VPN,
    SAFI_VPN,
    SAFI_VPN_CAR,
    SAFI_VPN_MULTICAST,
    Family,
    as_family,
)
from bgplib.kernel.prefix_text import ipv4_key, ipv4_keys
from bgplib.kernel.usual import COMPILED
from bgplib.nlri._codec import (
    AnyNlriCodec,
    Nlri,
    NlriRows,
    UnknownNlri,
    mapped_hint,
    next_hop_lengths,
)
from bgplib.nlri._table import DEFAULT_ROWS
from bgplib.nlri.unicast import CODEC, UnicastNlri
from bgplib.values.next_hop import NextHop, next_hop_octets
from bgplib.values.prefix import Prefix

__all__ = ["NlriGroup"]

_IPV4_UNICAST: Final = Family.IPV4_UNICAST
_VPN = (SAFI_VPN, SAFI_VPN_MULTICAST, SAFI_VPN_CAR, SAFI_LINK_STATE_VPN)
# Compiled, `each.path_id` is a TypeError without a name where it is no number.
_path_id: Final = attrgetter("path_id")


# Nothing in it refers to it: the collector need not look at it.
@mypyc_attr(acyclic=True)
class NlriGroup:
    """NLRI of one family, in the order of the wire, and their next hop.

    Prefixes are kept as keys (see `bgplib.kernel.prefixes`); `nlri` makes the values of them
    when it is first asked for. NLRI of other forms are values from the start.
    """

    __slots__ = ("_codec", "_keys", "_nlri", "family", "next_hop_octets", "path_ids")

    def __init__(
        self,
        family: Family,
        codec: AnyNlriCodec | None,
        keys: list[bytes] | None = None,
        path_ids: list[int] | None = None,
        next_hop_octets: bytes = b"",
        *,
        nlri: tuple[Nlri, ...] | None = None,
    ) -> None:
        """Make a group of what a reader found; programs use `NlriGroup.of`."""
        self.family = family  #: the family of all the NLRI
        self.next_hop_octets = next_hop_octets  #: as on the wire; empty when there is none
        #: the path identifiers, parallel to `keys`; None without RFC 7911
        self.path_ids = path_ids
        self._codec = codec
        self._keys = keys
        self._nlri = nlri

    @classmethod
    def of(
        cls,
        family: Family | str,
        nlri: Iterable[Nlri | Prefix | str],
        *,
        next_hop: NextHop | str | None = None,
        codec: AnyNlriCodec | None = None,
        registry: NlriRows | None = None,
    ) -> NlriGroup:
        """Make a group to announce or withdraw.

        Args:
            family: the family of all the NLRI, or its text.
            nlri: values, or their text; prefixes stand for unicast NLRI.
            next_hop: where to send packets; None in withdrawals. An address as text gets the
                RD of 0 that VPN families want (RFC 4364 §4.3.2).
            codec: the row of the family; None looks for it in the registry.
            registry: where NLRI are described; None takes the rows of bgplib.

        Raises:
            LocalError: no row describes the family, NLRI are those of another one, or path
                identifiers are on some only; or the next hop or the NLRI are something else.
            ParseError: a text is no family, no NLRI of the family, or not an address.
        """
        family = as_family(family)
        if codec is None:
            if registry is None:
                codec = _codec_of(family)
            else:
                check(registry, NlriRows, "registry")
                codec = registry.families.get(family)
            if codec is None:
                raise LocalError(f"no row describes {family}: hand in a registry that has one")
        if isinstance(next_hop, str):
            octets = next_hop_octets(next_hop, family.safi in _VPN)
        elif next_hop is None or isinstance(next_hop, NextHop):
            octets = b"" if next_hop is None else next_hop.octets
        else:
            raise LocalError(f"{next_hop!r} is no next hop: an address as text or a NextHop is")
        items = tuple(nlri) if isinstance(nlri, list | tuple) else _items_of(nlri)
        if codec.from_key is not None:
            keys = _keys_of(items, family.afi)
            if keys is not None:
                if not COMPILED:
                    return _keyed.keyed_group(family, codec, keys, octets)
                return NlriGroup(family, codec, keys, None, octets)
        values = tuple(_nlri_of(item, codec, family) for item in items)
        if codec.values:
            for value in values:
                if not isinstance(value, (*codec.values, UnknownNlri)):
                    raise LocalError(f"{value} is no NLRI of {family}")
        if codec.from_key is not None:
            for value in values:
                if not isinstance(value, UnicastNlri):
                    continue
                check(value.prefix, Prefix, "prefix")
                if value.prefix.afi != family.afi:
                    raise LocalError(f"{value} is no NLRI of {family}: `family` says which it is")
        numbered = [each for each in map(_path_id, values) if each is not None]
        if numbered and len(numbered) != len(values):
            raise LocalError("either all NLRI of a group have a path identifier, or none")
        path_ids = list(check_each(numbered, int, "path_id")) or None
        return NlriGroup(family, codec, nlri=values, path_ids=path_ids, next_hop_octets=octets)

    @property
    def next_hop(self) -> NextHop | None:
        """Where to send packets; None in withdrawals and where the family has none."""
        return NextHop(self.next_hop_octets) if self.next_hop_octets else None

    @property
    def keys(self) -> list[bytes]:
        """What tells the routes apart, without path identifiers; for prefixes the wire form."""
        if self._keys is None:
            self._keys = [self._key(nlri) for nlri in self.nlri]
        return self._keys

    @property
    def nlri(self) -> tuple[Nlri, ...]:
        """The NLRI as values."""
        if self._nlri is None:
            codec, keys = self._codec, self._keys
            if codec is None or codec.from_key is None or keys is None:
                raise LocalError(f"a group of {self.family} was made without its NLRI")
            path_ids: list[int] | list[None] = self.path_ids or [None] * len(keys)
            self._nlri = tuple(map(codec.from_key, [self.family] * len(keys), keys, path_ids))
        return self._nlri

    @property
    def prefixes(self) -> tuple[Prefix, ...]:
        """The prefixes of unicast NLRI.

        Raises:
            LocalError: the family's NLRI are not plain prefixes.
        """
        if self._keys is None or self._codec is None or self._codec.from_key is None:
            values = tuple(nlri.prefix for nlri in self.nlri if isinstance(nlri, UnicastNlri))
            if len(values) != len(self.nlri):
                raise LocalError(f"NLRI of {self.family} are not plain prefixes")
            return values
        afi = self.family.afi
        return tuple(Prefix.from_key(afi, key) for key in self._keys)

    def encode(self, context: Context, *, withdrawn: bool = False) -> bytes:
        """Write all NLRI, with path identifiers where the context says that we send them.

        Args:
            context: what was agreed on.
            withdrawn: the field is one of withdrawn routes.

        Raises:
            EncodeError: a value is out of range, or a path identifier is there or lacking
                against the context.
        """
        check(context, Context, "context")
        add_path = self.family in context.add_path_send
        if self._codec is None:
            return b"".join(n.octets for n in self.nlri if isinstance(n, UnknownNlri))
        if len(self) and add_path != (self.path_ids is not None):
            raise EncodeError(
                f"NLRI of {self.family} {'lack' if add_path else 'have'} path identifiers, "
                f"which the peer does {'' if add_path else 'not '}expect (RFC 7911)"
            )
        if self._codec.from_key is not None and self._keys is not None:
            wire = self._keys
        else:
            encode = self._codec.encode
            if withdrawn and self._codec.encode_withdrawn is not None:
                encode = self._codec.encode_withdrawn
            try:
                wire = [
                    octets_of(nlri.octets, "octets")
                    if isinstance(nlri, UnknownNlri)
                    else encode(nlri, self.family, context)
                    for nlri in self.nlri
                ]
            except MISFITS as error:
                raise EncodeError(f"NLRI of {self.family} cannot be written: {error}") from error
        if self.path_ids is None:
            return b"".join(wire)
        if not all(0 <= path_id <= 0xFFFFFFFF for path_id in self.path_ids):
            raise EncodeError("a path identifier does not fit in four octets (RFC 7911)")
        return b"".join(
            path_id.to_bytes(4, "big") + octets
            for path_id, octets in zip(self.path_ids, wire, strict=True)
        )

    def check_next_hop(self, context: Context) -> None:
        """Check that the peer can take the next hop for one of the family.

        Raises:
            EncodeError: its length is none that the family has, or that was agreed on (RFC 8950).
        """
        check(context, Context, "context")
        size = len(self.next_hop_octets)
        lengths = next_hop_lengths(self.family, self._codec, context)
        if lengths is not None and size not in lengths:
            hint = mapped_hint(self.family, self.next_hop_octets)
            raise EncodeError(f"a next hop of {size} octets is not one of {self.family} here{hint}")

    def without_next_hop(self) -> NlriGroup:
        """Return the group as it stands in a withdrawal."""
        return NlriGroup(
            self.family, self._codec, keys=self._keys, path_ids=self.path_ids, nlri=self._nlri
        )

    def among(self, places: Sequence[int]) -> NlriGroup:
        """Return a group of those that stand at some places."""
        keys, path_ids, nlri = self._keys, self.path_ids, self._nlri
        return NlriGroup(
            self.family,
            self._codec,
            None if keys is None else [keys[place] for place in places],
            None if path_ids is None else [path_ids[place] for place in places],
            self.next_hop_octets,
            nlri=None if nlri is None else tuple([nlri[place] for place in places]),
        )

    def is_by(self, registry: NlriRows) -> bool:
        """Say whether the row of the family is that of a registry."""
        return self._codec is registry.families.get(self.family)

    def _key(self, nlri: Nlri) -> bytes:
        if isinstance(nlri, UnknownNlri) or self._codec is None:
            return nlri.octets if isinstance(nlri, UnknownNlri) else b""
        if self._codec.key is not None:
            return self._codec.key(nlri, self.family)
        return self._codec.encode(nlri, self.family, Context())

    def __len__(self) -> int:
        """Return how many NLRI there are."""
        keys = self._keys
        return len(keys) if keys is not None else len(self._nlri or ())

    def __iter__(self) -> Iterator[Nlri]:
        """Iterate over `nlri`."""
        return iter(self.nlri)

    def __eq__(self, other: object) -> bool:
        """Compare family, next hop and NLRI."""
        if not isinstance(other, NlriGroup):
            return NotImplemented
        return (
            self.family == other.family
            and self.next_hop_octets == other.next_hop_octets
            and self.nlri == other.nlri
        )

    def __hash__(self) -> int:
        """Hash family, next hop and NLRI."""
        return hash((self.family, self.next_hop_octets, self.nlri))

    def __reduce__(self) -> Reduced:
        """Have it made again of keys, where these are all that it was made of, or of NLRI.

        Raises:
            LocalError: the row of the family, of a program's own registry, cannot be pickled.
        """
        codec, keys, nlri = self._codec, self._keys, self._nlri
        if keys is not None and codec is not None and codec.from_key is not None:
            nlri = None
        else:
            keys = None
        return _group_of, (self.family, codec, keys, self.path_ids, self.next_hop_octets, nlri)

    def __repr__(self) -> str:
        """Return family, next hop and the number of NLRI."""
        via = f" via {self.next_hop}" if self.next_hop_octets else ""
        return f"<NlriGroup {self.family}: {len(self)} NLRI{via}>"


def _group_of(
    family: Family,
    codec: AnyNlriCodec | None,
    keys: list[bytes] | None,
    path_ids: list[int] | None,
    next_hop_octets: bytes,
    nlri: tuple[Nlri, ...] | None,
) -> NlriGroup:
    """Make a group again."""
    return NlriGroup(family, codec, keys, path_ids, next_hop_octets, nlri=nlri)


def _keys_of(items: tuple[Any, ...] | list[Any], afi: int) -> list[bytes] | None:
    """Return the keys of prefixes of the family; None where an item is not clearly one."""
    # Nearly always all of them are text, which is read in one stretch.
    keys = ipv4_keys(items) if afi == AFI_IPV4 else None
    if keys is not None:
        return keys
    keys = []
    for item in items:
        if isinstance(item, str):
            key = ipv4_key(item) if afi == AFI_IPV4 else None
        else:
            key = _key_of(item, afi)
        if key is None:
            return None
        keys.append(key)
    return keys


def _key_of(item: Nlri | Prefix, afi: int) -> bytes | None:
    """Return the key of a prefix of the family, if the item is clearly a value of one."""
    if not isinstance(item, Prefix) or item.afi != afi:
        return None
    whole = 0 <= item.length <= (32 if afi == AFI_IPV4 else 128)
    return item.key if whole and len(item.octets) == item.length + 7 >> 3 else None


def _items_of(nlri: object) -> tuple[Any, ...]:
    """Return what is to be NLRI: a text is one, and its letters are none."""
    if isinstance(nlri, str) or not isinstance(nlri, Iterable):
        raise LocalError(f"{nlri!r} is one, or none, where several NLRI belong: [{nlri!r}]")
    return tuple(nlri)


def _nlri_of(item: Nlri | Prefix | str, codec: AnyNlriCodec, family: Family) -> Nlri:
    if isinstance(item, Nlri):
        return item
    if isinstance(item, Prefix):
        return UnicastNlri(item)
    if isinstance(item, str):
        return _read(item, codec, family)
    raise ParseError(f"{item!r} is not NLRI")


def _read(text: str, codec: AnyNlriCodec, family: Family) -> Nlri:
    if codec.from_key is not None:
        return UnicastNlri.parse(text) if "path-id" in text else UnicastNlri(Prefix.parse(text))
    nlri: Nlri
    if codec.parse_of is not None:
        nlri = codec.parse_of(text, family)
        return nlri
    if codec.parse is not None:
        nlri = codec.parse(text)
        return nlri
    if len(codec.values) == 1:
        return codec.values[0].parse(text)
    raise LocalError(f"the row {codec.name} reads no text: hand in values, and not {text!r}")


def _codec_of(family: Family) -> AnyNlriCodec | None:
    # Nearly all routes are of prefixes, which need no look at a table, and most of IPv4.
    if family is _IPV4_UNICAST:
        return CODEC
    return CODEC if family in CODEC.families else DEFAULT_ROWS.get(family)


if not COMPILED:
    # It derives from what is here, and may be what was imported first.
    import bgplib.nlri._keyed as _keyed
