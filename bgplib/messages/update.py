"""UPDATE (message type 2), RFC 4271 §4.3, RFC 4760, RFC 7606.

    +-----------------------------------------------------+
    |   Withdrawn Routes Length (2 octets)                |
    +-----------------------------------------------------+
    |   Withdrawn Routes (variable), IPv4 unicast         |
    +-----------------------------------------------------+
    |   Total Path Attribute Length (2 octets)            |
    +-----------------------------------------------------+
    |   Path Attributes (variable)                        |
    +-----------------------------------------------------+
    |   Network Layer Reachability Information (variable), IPv4 unicast
    +-----------------------------------------------------+

An `Update` says what counts after RFC 7606 was applied: after treat-as-withdraw nothing is
announced and every prefix is withdrawn. What stood on the wire is kept beside it, so that an
UPDATE that was decoded encodes to the same octets again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from bgplib._checks import check, check_each
from bgplib._compiling import mypyc_attr
from bgplib._pickling import Reduced
from bgplib.attributes.block import AttributeBlock
from bgplib.attributes.path_attribute import PathAttribute
from bgplib.attributes.reader import AttributeReader
from bgplib.context import Context
from bgplib.errors import EncodeError
from bgplib.findings import Finding, Treatment
from bgplib.iana import messages
from bgplib.iana.attributes import NEXT_HOP
from bgplib.iana.families import Family, as_family
from bgplib.kernel.attribute_block import cut_mp, walk
from bgplib.messages._compose import compose, needs_mp
from bgplib.messages._usual import announcement
from bgplib.messages.header import frame
from bgplib.nlri import Nlri, NlriGroup
from bgplib.registry import DEFAULT_REGISTRY, Registry
from bgplib.values.next_hop import NextHop
from bgplib.values.prefix import Prefix

__all__ = ["Uncut", "Update", "Wire"]

_NO_ATTRIBUTES = AttributeBlock.of(())
_DEFAULT = Context()


def _with_next_hop(block: AttributeBlock, group: NlriGroup) -> AttributeBlock:
    """Return attributes with the next hop of routes, if these have one that can be sent."""
    if group.next_hop is None:
        return block
    try:
        return block.replace(group.next_hop)
    except EncodeError:
        return block


class Wire:
    """An UPDATE as it stood on the wire, in pieces; the attribute block holds the rest."""

    __slots__ = ("announced", "body", "mp", "nlri", "reader", "uncounted", "withdrawn", "withdrew")

    def __init__(
        self,
        reader: AttributeReader,
        withdrawn: bytes = b"",
        mp: tuple[tuple[int, bytes], ...] = (),
        nlri: bytes = b"",
        body: bytes | None = None,
        announced: tuple[NlriGroup, ...] = (),
        withdrew: tuple[NlriGroup, ...] = (),
        uncounted: frozenset[int] = frozenset(),
    ) -> None:
        """Keep the pieces."""
        self.reader = reader  #: the context it was decoded in, and the rows
        self.withdrawn = withdrawn  #: the Withdrawn Routes field
        #: MP_REACH_NLRI and MP_UNREACH_NLRI: (index in the block's octets where it stood, octets)
        self.mp = mp
        self.nlri = nlri  #: the NLRI field
        self.body = body  #: the whole body, where its fields cannot be told apart
        self.announced = announced  #: what it announced, before RFC 7606
        self.withdrew = withdrew  #: what it withdrew, before RFC 7606
        self.uncounted = uncounted  #: indices in `mp` of malformed and repeated attributes

    def __reduce__(self) -> Reduced:
        """Have it made again of its pieces."""
        return Wire, (
            self.reader,
            self.withdrawn,
            self.mp,
            self.nlri,
            self.body,
            self.announced,
            self.withdrew,
            self.uncounted,
        )

    def join(self, block: AttributeBlock) -> bytes:
        """Put the pieces together to the body they were cut from."""
        if self.body is not None:
            return self.body
        parts = []
        position = 0
        for at, octets in self.mp:
            parts.append(block.octets[position:at])
            parts.append(octets)
            position = at
        parts.append(block.octets[position:])
        path_attributes = b"".join(parts)
        return b"".join(
            (
                len(self.withdrawn).to_bytes(2, "big"),
                self.withdrawn,
                len(path_attributes).to_bytes(2, "big"),
                path_attributes,
                self.nlri,
            )
        )


#: an UPDATE without fault, from which a Wire is made when one is asked for: the whole message
Uncut = bytes


def _groups(groups: Iterable[NlriGroup], name: str) -> tuple[NlriGroup, ...]:
    """Return groups that a program hands in."""
    # As nearly always it is one, or none, which is seen in a tenth of the time.
    if (
        type(groups) is tuple
        and not groups[1:]
        and (not groups or isinstance(groups[0], NlriGroup))
    ):
        return groups
    return check_each(groups, NlriGroup, name)


def _reads_alike(wire: Wire, context: Context) -> bool:
    """Say whether a peer of `context` reads the octets as they were read here."""
    origin = wire.reader.context
    families = {group.family for group in wire.announced + wire.withdrew}
    return origin.four_octet_as == context.four_octet_as and (
        origin.add_path_receive & families == context.add_path_send & families
    )


# Nothing in it refers to it: the collector need not look at it.
@mypyc_attr(acyclic=True)
class Update:
    """Routes that become reachable or unreachable, and the attributes of the former."""

    __slots__ = ("_kept", "announced", "attributes", "end_of_rib", "findings", "withdrawn")

    type: ClassVar[int] = messages.UPDATE  #: the message type

    def __init__(
        self,
        attributes: AttributeBlock,
        announced: tuple[NlriGroup, ...],
        withdrawn: tuple[NlriGroup, ...],
        end_of_rib: Family | None = None,
        findings: tuple[Finding, ...] = (),
        wire: Wire | Uncut | None = None,
    ) -> None:
        """Take over what a decoder found; programs use `build`, `announce` and `withdraw`."""
        #: path attributes, without those that were discarded and without MP_REACH_NLRI and
        #: MP_UNREACH_NLRI, which `path_attributes` lists too. The next hop of routes is that of
        #: their group: a block that a program hands in may have that of other routes
        self.attributes = attributes
        self.announced = announced  #: what becomes reachable, after RFC 7606
        self.withdrawn = withdrawn  #: what becomes unreachable, after RFC 7606
        self.end_of_rib = end_of_rib  #: the family whose End-of-RIB marker this is (RFC 4724 §2)
        self.findings = findings  #: what is wrong with the message
        self._kept = wire

    @property
    def _wire(self) -> Wire | None:
        """What stood on the wire; None when a program made the UPDATE."""
        kept = self._kept
        return self._cut(kept) if isinstance(kept, bytes) else kept

    def _cut(self, octets: Uncut) -> Wire:
        """Cut a message to pieces, which few ask for."""
        withdrawn_stop = 21 + (octets[19] << 8 | octets[20])
        start = withdrawn_stop + 2
        stop = start + (octets[start - 2] << 8 | octets[start - 1])
        mp = []
        before = start
        for _, attribute, _, after in cut_mp(octets, start, stop) or ():
            mp.append((attribute - before, octets[attribute:after]))
            before += after - attribute
        return Wire(
            self.attributes.reader,
            octets[21:withdrawn_stop],
            tuple(mp),
            octets[stop:],
            None,
            self.announced,
            self.withdrawn,
        )

    # -- reading -----------------------------------------------------------------------------

    @property
    def treatment(self) -> Treatment:
        """The strongest treatment of all findings (RFC 7606 §3 h)."""
        return max((finding.treatment for finding in self.findings), default=Treatment.NONE)

    def path_attributes(self) -> Iterator[PathAttribute]:
        """Iterate over all attributes that count, MP_REACH_NLRI and MP_UNREACH_NLRI among them.

        In the order of the wire; an UPDATE that a program made has none of the latter two, since
        they come to be when it is encoded, and no NEXT_HOP that is not that of its routes.
        """
        wire = self._wire
        pending = []
        if wire is not None:
            pending = [item for at, item in enumerate(wire.mp) if at not in wire.uncounted]
        for start, attribute in self._sent().located():
            while pending and pending[0][0] < start:
                yield self._mp_attribute(pending.pop(0)[1])
            yield attribute
        for _, octets in pending:
            yield self._mp_attribute(octets)

    def _sent(self) -> AttributeBlock:
        """Return the attributes, without a NEXT_HOP that they had for other routes."""
        block = self.attributes
        if self._kept is not None or NEXT_HOP not in block:
            return block
        hops = {group.next_hop_octets for group in self.announced} - {b"", block.next_hop}
        return block.replace(without=(NEXT_HOP,)) if hops else block

    def _mp_attribute(self, octets: bytes) -> PathAttribute:
        ((flags, code, start, stop),), _ = walk(octets, 0, len(octets))
        return PathAttribute(code, flags, octets[start:stop], self.attributes.reader)

    def as_withdraw(self) -> Update:
        """Return the UPDATE as treat-as-withdraw has it (RFC 7606 §2).

        Every route that stood on the wire, announced or withdrawn, is withdrawn; there are no
        attributes.
        """
        wire = self._wire
        announced = self.announced if wire is None else wire.announced
        withdrawn = self.withdrawn if wire is None else wire.withdrew
        return Update(
            _NO_ATTRIBUTES,
            (),
            withdrawn + tuple(group.without_next_hop() for group in announced),
            findings=self.findings,
        )

    def _with_announced(self, announced: tuple[NlriGroup, ...]) -> Update:
        """Return the UPDATE with less of what it announced; what stood on the wire is kept."""
        return Update(
            self.attributes, announced, self.withdrawn, self.end_of_rib, self.findings, self._kept
        )

    # -- making ------------------------------------------------------------------------------

    @classmethod
    def build(
        cls,
        *,
        attributes: AttributeBlock | Iterable[object] = (),
        announced: Iterable[NlriGroup] = (),
        withdrawn: Iterable[NlriGroup] = (),
        registry: Registry = DEFAULT_REGISTRY,
    ) -> Update:
        """Make an UPDATE to send.

        Args:
            attributes: a block, or values such as `Origin(0)`; NEXT_HOP and MP_REACH_NLRI come
                from the next hops of the groups.
            announced: what becomes reachable.
            withdrawn: what becomes unreachable.
            registry: where the values of attributes are described.

        Raises:
            EncodeError: an attribute is out of range or there twice.
            LocalError: what is announced or withdrawn are no groups, or an argument is something
                else, as one value in the place of several.
        """
        if registry is not DEFAULT_REGISTRY:
            check(registry, Registry, "registry")
        if not isinstance(attributes, AttributeBlock):
            attributes = check_each(attributes, object, "attributes")
            attributes = AttributeBlock.of(attributes, registry=registry)
        return Update(
            attributes,
            _groups(announced, "announced"),
            _groups(withdrawn, "withdrawn"),
        )

    @classmethod
    def announce(
        cls,
        nlri: Iterable[Nlri | Prefix | str],
        *,
        next_hop: NextHop | str | None,
        attributes: AttributeBlock | Iterable[object],
        family: Family | str = Family.IPV4_UNICAST,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> Update:
        """Make an UPDATE that announces routes of one family.

        Args:
            nlri: values, or their text; prefixes stand for unicast NLRI.
            next_hop: where to send packets; None where routes have none, as flow specifications.
            attributes: a block, or values such as `Origin(0)`.
            family: the family of all the NLRI, or its text; nothing guesses it: IPv6 prefixes
                need it.
            registry: where the NLRI and the values of attributes are described.

        Raises:
            EncodeError: an attribute is out of range or there twice.
            LocalError: no row describes the family or an attribute, or NLRI are those of another
                family; or an argument is something else, as one text in the place of several.
            ParseError: a text is no family, no NLRI of the family, or not an address.
        """
        # Its own rows are what a block and a group take anyway, without looking for them.
        rows = None if registry is DEFAULT_REGISTRY else registry
        group = NlriGroup.of(family, nlri, next_hop=next_hop, registry=rows)
        if not isinstance(attributes, AttributeBlock):
            attributes = check_each(attributes, object, "attributes")
            attributes = AttributeBlock.of(attributes, registry=rows)
        return Update(attributes, (group,), ())

    @classmethod
    def withdraw(
        cls,
        nlri: Iterable[Nlri | Prefix | str],
        *,
        family: Family | str = Family.IPV4_UNICAST,
        registry: Registry = DEFAULT_REGISTRY,
    ) -> Update:
        """Make an UPDATE that withdraws routes of one family.

        Args:
            nlri: values, or their text; prefixes stand for unicast NLRI.
            family: the family of all the NLRI, or its text.
            registry: where the NLRI are described.

        Raises:
            LocalError: no row describes the family, or NLRI are those of another one.
            ParseError: a text is no family, or no NLRI of the family.
        """
        return Update.build(withdrawn=(NlriGroup.of(family, nlri, registry=registry),))

    @classmethod
    def end_of_rib_of(cls, family: Family | str) -> Update:
        """Make the End-of-RIB marker of a family (RFC 4724 §2).

        Raises:
            LocalError: it is no family.
            ParseError: its text is none.
        """
        return Update(_NO_ATTRIBUTES, (), (), end_of_rib=as_family(family))

    def canonical(self) -> Update:
        """Return the UPDATE as we would send it: what counts, in the order that RFCs ask for.

        Attributes are in ascending order, with two octets of length only where needed; discarded
        ones are gone, and so are bits behind the length of a prefix. Where routes are withdrawn
        and none is announced, all attributes are gone. NEXT_HOP is there where it would be sent:
        an UPDATE that a program made is equal to what it decodes to when both are in this form,
        where AS numbers have four octets.
        """
        # RFC 4271 §4.3: "An UPDATE message might advertise only routes that are to be withdrawn
        # from service, in which case the message will not include path attributes or Network Layer
        # Reachability Information."
        only_withdraws = self.withdrawn and not self.announced
        block = _NO_ATTRIBUTES if only_withdraws else self.attributes.canonical()
        for group in self.announced:
            if not needs_mp(group) and block.next_hop != group.next_hop_octets:
                block = _with_next_hop(block, group)
        return Update(block, self.announced, self.withdrawn, self.end_of_rib)

    def split(self) -> tuple[Update, ...]:
        """Return UPDATEs of one group each, withdrawals first, that together do what this does.

        RFC 7606 §5.1 allows a sender one group in an UPDATE. An End-of-RIB marker stays one.
        """
        if self.end_of_rib is not None:
            return (Update.end_of_rib_of(self.end_of_rib),)
        return (
            *(Update(_NO_ATTRIBUTES, (), (group,)) for group in self.withdrawn),
            *(Update(self.attributes, (group,), ()) for group in self.announced),
        )

    # -- writing -----------------------------------------------------------------------------

    def encode(self, context: Context | None = None) -> bytes:
        """Write the whole message.

        An UPDATE that was decoded gives the octets it was decoded from, if `context` reads them
        as they were read; otherwise, and if it was made by a program, the canonical form.

        Args:
            context: what was agreed on; None takes the context it was decoded in, or else the
                default one.

        Raises:
            EncodeError: something is out of range, a route lacks ORIGIN or AS_PATH, there are
                several groups (see `split`), or the message would be too long.
            LocalError: the context is something else.
        """
        if context is not None:
            check(context, Context, "context")
        made = self._kept is None and self.end_of_rib is None
        if made and len(self.announced) == 1 and not self.withdrawn:
            octets = announcement(self.attributes, self.announced[0], context or _DEFAULT)
            if octets is not None:
                return octets
        wire = self._wire
        if wire is not None and (context is None or _reads_alike(wire, context)):
            context = context or wire.reader.context
            body = wire.join(self.attributes)
        else:
            context = context or _DEFAULT
            body = compose(
                self.attributes, self.announced, self.withdrawn, self.end_of_rib, context
            )
        return frame(messages.UPDATE, body, context.maximum_message_length)

    def __eq__(self, other: object) -> bool:
        """Compare what counts: attributes, announced and withdrawn routes, findings."""
        if not isinstance(other, Update):
            return NotImplemented
        return (
            self.attributes == other.attributes
            and self.announced == other.announced
            and self.withdrawn == other.withdrawn
            and self.end_of_rib == other.end_of_rib
            and self.findings == other.findings
        )

    def __hash__(self) -> int:
        """Hash attributes and routes."""
        return hash((self.attributes, self.announced, self.withdrawn, self.end_of_rib))

    def __reduce__(self) -> Reduced:
        """Have it decoded again, or made of its parts.

        Raises:
            LocalError: a row of a program's own registry cannot be pickled.
        """
        kept = self._kept
        if isinstance(kept, bytes) and not self.findings and self._is_of_default_rows():
            # Imported when it is wanted, since a decoder imports this module.
            from bgplib.messages.decoder import decode

            # The octets say it all, and are a third of what the parts take.
            return decode, (kept, self.attributes.reader.context)
        return Update, (
            self.attributes,
            self.announced,
            self.withdrawn,
            self.end_of_rib,
            self.findings,
            kept,
        )

    def _is_of_default_rows(self) -> bool:
        """Say whether the registry of bgplib reads the octets as they were read."""
        return self.attributes.reader.table is DEFAULT_REGISTRY.attributes and all(
            group.is_by(DEFAULT_REGISTRY) for group in self.announced + self.withdrawn
        )

    def __repr__(self) -> str:
        """Return what the UPDATE does, on one line."""
        if self.end_of_rib is not None:
            return f"<Update End-of-RIB {self.end_of_rib}>"
        parts = [f"announces {group!r}" for group in self.announced]
        parts += [f"withdraws {group!r}" for group in self.withdrawn]
        if self.findings:
            parts.append(self.treatment.text)
        return "<Update " + ", ".join(parts) + ">"
