"""FamilyReader: whole fields of NLRI of one family, as one context has them."""

from __future__ import annotations

import attrs

from bgplib._pickling import Reduced
from bgplib.context import Context
from bgplib.errors import DecodeError, LocalError
from bgplib.iana.families import Family
from bgplib.kernel import prefixes
from bgplib.nlri._codec import AnyNlriCodec, Nlri, UnknownNlri, next_hop_lengths
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.unicast import maximum_bits
from bgplib.octets import Reader

__all__ = ["FamilyReader", "NlriFault"]


@attrs.frozen
class NlriFault:
    """NLRI that were passed over, or kept raw, while the rest of the field was read."""

    start: int  #: index of the first octet in what was handed to the reader
    stop: int  #: index behind the last
    error: DecodeError  #: what is wrong with the first, with its treatment
    count: int = 1  #: how many NLRI stand there, one behind the other, all with the same fault


class _Faults:
    """What is wrong with single NLRI; those that follow each other with the same fault are one."""

    __slots__ = ("_count", "_error", "_found", "_said", "_start", "_stop")

    def __init__(self) -> None:
        self._found: list[NlriFault] = []
        self._error = DecodeError("")
        self._said: tuple[object, ...] = ()  # what malformed NLRI have in common; empty: unknown
        self._start = self._stop = -1
        self._count = 0

    def unknown(self, nlri: Nlri, start: int, stop: int) -> None:
        """Take NLRI of unknown type, which stand in `octets[start:stop]`."""
        if start != self._stop or self._said:
            text = f"NLRI {nlri} is of unknown type"
            self._begin(start, DecodeError(text, rfc="RFC 7606 §5.4"), ())
        self._stop = stop
        self._count += 1

    def malformed(self, error: DecodeError, start: int, stop: int) -> None:
        """Take NLRI that cannot be read, which stand in `octets[start:stop]`."""
        said = (error.text, error.rfc, error.treatment)
        if start != self._stop or said != self._said:
            # What is kept holds none of the frames that it went through.
            error.__traceback__ = error.__context__ = None
            self._begin(start, error, said)
        self._stop = stop
        self._count += 1

    def _begin(self, start: int, error: DecodeError, said: tuple[object, ...]) -> None:
        self._end()
        self._start, self._error, self._said = start, error, said

    def _end(self) -> None:
        if self._count:
            self._found.append(NlriFault(self._start, self._stop, self._error, self._count))
        self._count = 0

    def all(self) -> list[NlriFault]:
        """Return them, in the order of the octets."""
        self._end()
        return self._found


class FamilyReader:
    """Reads NLRI fields of one family."""

    __slots__ = (
        "_context",
        "_discards",
        "add_path",
        "agreed",
        "codec",
        "family",
        "has_bare_prefixes",
        "judges",
        "maximum",
        "next_hops",
    )

    def __init__(self, family: Family, codec: AnyNlriCodec | None, context: Context) -> None:
        """Work out what the context says of the family.

        Args:
            family: the family.
            codec: its row; None when no row describes it: fields are then kept raw.
            context: what was agreed on.
        """
        self.family = family  #: the family
        self.codec = codec  #: its row, or None
        self.add_path = family in context.add_path_receive  #: NLRI have path identifiers
        #: the family was negotiated
        self.agreed = context.families is None or family in context.families
        self.next_hops = next_hop_lengths(family, codec, context)  #: lengths; None: any
        # RFC 7606 §5.4 is of "A BGP speaker advertising support for such a typed address family";
        # a monitor, which advertised nothing, keeps what it has seen.
        self._discards = context.families is not None
        self._context = context
        plain = codec is not None and codec.from_key is not None
        #: the longest prefix in bits; -1 when NLRI are of another form
        self.maximum = maximum_bits(family) if plain else -1
        #: NLRI are prefixes and nothing else, not even a path identifier
        self.has_bare_prefixes = plain and not self.add_path
        #: routes that can be read may have to be withdrawn all the same, see `judge`
        self.judges = codec is not None and codec.judge is not None

    def read(
        self,
        octets: bytes,
        start: int,
        stop: int,
        next_hop: bytes = b"",
        *,
        withdrawn: bool = False,
    ) -> NlriGroup:
        """Read the NLRI in `octets[start:stop]`.

        Args:
            octets: the message.
            start: index of the first octet of the field.
            stop: index behind the last.
            next_hop: the octets of the next hop that the NLRI share.
            withdrawn: the field is one of withdrawn routes.

        Raises:
            DecodeError: the field cannot be read to its end, or one NLRI of it is at fault.
        """
        if self.maximum >= 0:
            path_ids = None
            if self.add_path:
                path_ids, keys = prefixes.split_with_path_ids(octets, start, stop, self.maximum)
            else:
                keys = prefixes.split(octets, start, stop, self.maximum)
            return NlriGroup(self.family, self.codec, keys, path_ids, next_hop)
        group, faults = self.read_with_faults(octets, start, stop, next_hop, withdrawn=withdrawn)
        if faults:
            raise faults[0].error
        return group

    def __reduce__(self) -> Reduced:
        """Have it made again of what it was made of."""
        return FamilyReader, (self.family, self.codec, self._context)

    def judge(self, group: NlriGroup, extended_communities: tuple[int, ...]) -> DecodeError | None:
        """Say why the routes of a group that could be read are withdrawn all the same.

        Args:
            group: the NLRI of MP_REACH_NLRI.
            extended_communities: those of the routes, as numbers.

        Returns:
            What is wrong with the first NLRI that has something wrong, or None.
        """
        if self.codec is None or self.codec.judge is None:
            return None
        return self.codec.judge(group.nlri, self.family, self._context, extended_communities)

    def read_with_faults(
        self,
        octets: bytes,
        start: int,
        stop: int,
        next_hop: bytes = b"",
        *,
        withdrawn: bool = False,
    ) -> tuple[NlriGroup, list[NlriFault]]:
        """Read the NLRI in `octets[start:stop]`, passing over single ones that allow it.

        RFC 7606 §5.4: NLRI that state type and length of their own can be passed over one by one.
        Those that follow each other with the same fault are one: a long message has room for
        30,000. The arguments are those of `read`.

        Raises:
            DecodeError: the field cannot be read to its end.
            LocalError: a row of a program's own reads no octets of NLRI.
        """
        codec = self.codec
        if self.maximum >= 0:
            return self.read(octets, start, stop, next_hop), []
        values: list[Nlri] = []
        faults = _Faults()
        if codec is None:
            if stop > start:
                values.append(UnknownNlri(octets[start:stop]))
        else:
            decode = codec.decode
            if withdrawn and codec.decode_withdrawn is not None:
                decode = codec.decode_withdrawn
            reader = Reader(octets, start, stop)
            while reader.remaining:
                before = reader.position
                path_id = reader.u32() if self.add_path else None
                behind = reader.position
                try:
                    nlri = decode(reader, self.family, self._context)
                except DecodeError as error:
                    # Only a codec that has consumed the NLRI may ask for less than the row does.
                    if error.treatment is None or reader.position == before:
                        raise
                    faults.malformed(error, before, reader.position)
                    continue
                if reader.position == behind:
                    raise LocalError(f"the row {codec.name} reads no octets of what it decodes")
                # RFC 7606 §5.4: it "MUST handle routes with unrecognized NLRI types within that
                # address family by discarding them, unless the relevant specification for that
                # address family specifies otherwise."
                if isinstance(nlri, UnknownNlri) and not codec.keeps_unknown:
                    faults.unknown(nlri, before, reader.position)
                    if self._discards:
                        continue
                values.append(nlri if path_id is None else attrs.evolve(nlri, path_id=path_id))
        path_ids = [nlri.path_id for nlri in values if nlri.path_id is not None] or None
        group = NlriGroup(
            self.family, codec, nlri=tuple(values), path_ids=path_ids, next_hop_octets=next_hop
        )
        return group, faults.all()
