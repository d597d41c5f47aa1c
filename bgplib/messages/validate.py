"""What is wrong with an UPDATE, and what follows (RFC 7606, RFC 4271 §6.3).

The whole message is judged before anything of it counts: the attributes are walked to the end,
then all NLRI are read even where an error is known already, since treat-as-withdraw needs the
prefixes. The strongest treatment of all findings wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bgplib.attributes._codec import AnyAttributeCodec
from bgplib.attributes.as4_path import has_uncounted
from bgplib.attributes.as_path import out_of_place
from bgplib.attributes.block import AttributeBlock
from bgplib.context import MAXIMUM_MESSAGE_LENGTH
from bgplib.errors import DecodeError
from bgplib.findings import Finding, NotificationData, Treatment
from bgplib.iana import attributes, messages
from bgplib.iana.families import Family
from bgplib.kernel.attribute_block import walk
from bgplib.messages.update import Update, Wire
from bgplib.nlri.group import NlriGroup
from bgplib.nlri.reader import NlriFault
from bgplib.octets import Reader

if TYPE_CHECKING:
    from bgplib.messages.decoder import Decoder

__all__ = ["judge"]

# The longest data of a NOTIFICATION of 4,096 octets (RFC 4271 §4.5): header, code and subcode
# take 21.
_MAXIMUM_DATA = MAXIMUM_MESSAGE_LENGTH - 21
_MULTIPROTOCOL = (attributes.MP_REACH_NLRI, attributes.MP_UNREACH_NLRI)
# RFC 4271 §4.3: the length of an UPDATE without routes and path attributes.
_EMPTY_UPDATE = 23


def judge(octets: bytes, decoder: Decoder) -> Update:
    """Decode an UPDATE whose header has been checked, and list what is wrong with it."""
    return _Judge(octets, decoder).judge()


class _Judge:
    """One UPDATE under judgement."""

    def __init__(self, octets: bytes, decoder: Decoder) -> None:
        self.octets = octets
        self.decoder = decoder
        self.context = decoder.context
        self.findings: list[Finding] = []
        self.announced: list[NlriGroup] = []
        self.withdrawn: list[NlriGroup] = []
        self.spans: dict[int, tuple[int, int]] = {}  # attributes that count: code to value
        self.mp: list[tuple[int, int, int]] = []  # MP attributes: start, start of value, end
        self.has_others = False  # any attribute but MP_UNREACH_NLRI is there
        self.unreached: Family | None = None  # the family of an MP_UNREACH_NLRI without NLRI
        self.reachable = False  # there is reachable NLRI, whether we want it or not
        self.has_nlri_field = False  # the NLRI field of RFC 4271 holds routes
        #: attributes that count and do not suit every family: start, start of value, end
        self.choosy: list[tuple[AnyAttributeCodec, int, int, int]] = []
        self.ignores_next_hop = False  # NEXT_HOP is for the NLRI field, and there is none
        #: the first BGPSEC_PATH: flags, start, start of value, end
        self.secure: tuple[int, int, int, int] | None = None
        self.is_secure = False  # it stands in the place of AS_PATH, malformed or not
        self.has_as_path = False  # AS_PATH is there, malformed or not

    def judge(self) -> Update:
        octets = self.octets
        body = Reader(octets, 19)
        try:
            withdrawn = body.sub(body.u16())
            path_attributes = body.sub(body.u16())
        except DecodeError as error:
            # RFC 7606 §3 (b): "If the Withdrawn Routes Length or Total Attribute Length is too
            # large ... then the Error Subcode MUST be set to Malformed Attribute List."
            self._find(
                Treatment.SESSION_RESET,
                f"the lengths of the fields exceed the message: {error}",
                "RFC 7606 §3 (b)",
                (19, len(octets)),
                NotificationData(3, messages.MALFORMED_ATTRIBUTE_LIST),
            )
            wire = Wire(self.decoder.attributes, body=octets[19:])
            return self._update(self._block([]), wire, None)
        start = path_attributes.position
        stop = start + path_attributes.remaining
        self._attributes(start, stop)
        self._withdrawn_routes(withdrawn.position, start - 2)
        self._nlri(stop)
        self._secure_path()
        self._misplaced()
        self._unusable(start, stop)
        self._missing()
        self._no_reachable_nlri()
        block, wire = self._pieces(withdrawn.position, start, stop)
        return self._update(block, wire, self._end_of_rib(withdrawn, stop))

    # -- path attributes ---------------------------------------------------------------------

    def _attributes(self, start: int, stop: int) -> None:
        found, end = walk(self.octets, start, stop)
        # RFC 4760 §3: "An UPDATE message that carries no NLRI, other than the one encoded in the
        # MP_REACH_NLRI attribute, SHOULD NOT carry the NEXT_HOP attribute. If such a message
        # contains the NEXT_HOP attribute, the BGP speaker that receives the message SHOULD ignore
        # this attribute." Routers send 0.0.0.0 beside MP_UNREACH_NLRI too.
        is_multiprotocol = any(code in _MULTIPROTOCOL for _, code, _, _ in found)
        self.ignores_next_hop = is_multiprotocol and stop == len(self.octets)
        seen = set()
        for flags, code, value, after in found:
            header = value - (4 if flags & attributes.EXTENDED_LENGTH else 3)
            is_mp = code in _MULTIPROTOCOL
            if is_mp:
                self.mp.append((header, value, after))
            self.has_others = self.has_others or code != attributes.MP_UNREACH_NLRI
            if code in seen:
                self._duplicate(code, header, after, is_mp=is_mp)
                continue
            seen.add(code)
            if code == attributes.BGPSEC_PATH:
                self.secure = (flags, header, value, after)
            elif self._attribute(flags, code, (header, value, after)):
                self.spans[code] = (value, after)
        self.has_as_path = attributes.AS_PATH in seen
        self._merged_path(start, stop)
        if end < stop:
            self.has_others = True
            # RFC 7606 §4: "In either of these cases, an error condition exists and the
            # "treat-as-withdraw" approach MUST be used"
            self._find(
                Treatment.TREAT_AS_WITHDRAW,
                "the last attribute does not fit in the Total Path Attribute Length",
                "RFC 7606 §4",
                (end, stop),
                NotificationData(3, messages.MALFORMED_ATTRIBUTE_LIST),
            )

    def _secure_path(self) -> None:
        """Judge BGPSEC_PATH, which counts or does not by the family of the routes beside it."""
        if self.secure is None:
            return
        flags, header, value, after = self.secure
        codec = self.decoder.attributes.table.by_code(attributes.BGPSEC_PATH)
        taken = self.context.bgpsec_receive
        # RFC 8205 §2.2: a peer may send it "if and only if" both ends sent the capability for "a
        # particular address family".
        if (
            codec is not None
            and self.context.session is not None
            and not taken.issuperset(group.family for group in self.announced)
        ):
            self._no_place(codec, "RFC 8205 §2.2", (header, after))
            return
        if self._attribute(flags, attributes.BGPSEC_PATH, (header, value, after)):
            self.spans[attributes.BGPSEC_PATH] = (value, after)
        if codec is None or codec.discarded_unread(self.context) is not None:
            return
        self.is_secure = True
        # RFC 8205 §5.2: "Check that the UPDATE message does not contain an AS_PATH attribute." If
        # it does, "it is an error in the BGPsec_PATH attribute."
        if self.has_as_path:
            error = DecodeError("AS_PATH stands beside BGPSEC_PATH", rfc="RFC 8205 §5.2")
            self._malformed(codec, error, (header, after))

    def _merged_path(self, start: int, stop: int) -> None:
        """Look at the path that AS_PATH and AS4_PATH make together (RFC 6793 §4.2.3)."""
        span = self.spans.get(attributes.AS4_PATH)
        if span is None or attributes.AS_PATH not in self.spans:
            return
        path = self._block([self.octets[start:stop]]).as_path
        problem = out_of_place(path, self.context)
        if problem is not None:
            text, rfc = problem
            self._find(
                Treatment.TREAT_AS_WITHDRAW,
                f"with AS4_PATH, {text}",
                rfc,
                span,
                NotificationData(3, messages.MALFORMED_AS_PATH),
                attribute=attributes.AS_PATH,
            )

    def _duplicate(self, code: int, header: int, after: int, *, is_mp: bool) -> None:
        # RFC 7606 §3 (g): "If the MP_REACH_NLRI attribute or the MP_UNREACH_NLRI [RFC4760]
        # attribute appears more than once in the UPDATE message, then a NOTIFICATION message MUST
        # be sent with the Error Subcode "Malformed Attribute List". If any other attribute (whether
        # recognized or unrecognized) appears more than once in an UPDATE message, then all the
        # occurrences of the attribute other than the first one SHALL be discarded"
        # The first one counts, so nothing is lost but the repetition.
        self._find(
            Treatment.SESSION_RESET if is_mp else Treatment.IGNORE,
            f"{attributes.name(code)} is there more than once",
            "RFC 7606 §3 (g)",
            (header, after),
            NotificationData(3, messages.MALFORMED_ATTRIBUTE_LIST),
            attribute=code,
        )

    def _attribute(self, flags: int, code: int, at: tuple[int, int, int]) -> bool:
        """Judge one attribute, and say whether it counts."""
        header, value, after = at
        codec = self.decoder.attributes.table.by_code(code)
        if codec is None:
            return self._unrecognised(flags, code, (header, after))
        section = codec.discarded_unread(self.context)
        if section is not None:
            self._no_place(codec, section, (header, after))
            return False
        # RFC 7606 §3 (c): "If the value of either the Optional or Transitive bits in the Attribute
        # Flags is in conflict with their specified values, then the attribute MUST be treated as
        # malformed"
        if (flags ^ codec.flags) & (attributes.OPTIONAL | attributes.TRANSITIVE):
            text = f"the flags {flags:#04x} of {codec.name} are wrong"
            self._malformed(
                codec,
                DecodeError(
                    text,
                    rfc="RFC 7606 §3 (c)",
                    subcode=messages.ATTRIBUTE_FLAGS_ERROR,
                    treatment=codec.wrong_flags,
                ),
                (header, after),
            )
            return False
        if not codec.length.accepts(after - value):
            text = f"{codec.name} has {after - value} octets, not {codec.length}"
            self._malformed(
                codec, DecodeError(text, subcode=messages.ATTRIBUTE_LENGTH_ERROR), (header, after)
            )
            return False
        try:
            if code == attributes.MP_REACH_NLRI:
                return self._mp_reach(value, after)
            if code == attributes.MP_UNREACH_NLRI:
                return self._mp_unreach(value, after)
            codec.decode(self.octets[value:after], self.context)
        except DecodeError as error:
            self._malformed(codec, error, (header, after))
            return False
        if codec.misplaced is not None:
            self.choosy.append((codec, header, value, after))
        if code == attributes.AS4_PATH and has_uncounted(self.octets, value, after, self.context):
            self._uncounted_segments((header, after))
        return True

    def _no_place(self, codec: AnyAttributeCodec, section: str, at: tuple[int, int]) -> None:
        """Note that an attribute is dropped unread."""
        self._find(
            Treatment.ATTRIBUTE_DISCARD,
            f"{codec.name} has no place in this session",
            section,
            at,
            self._notification(codec.subcode, at),
            attribute=codec.code,
        )

    def _uncounted_segments(self, at: tuple[int, int]) -> None:
        """Note that AS4_PATH has segments which do not count."""
        # RFC 6793 §6: "MUST discard these path segments, adjust the relevant attribute fields
        # accordingly, and continue processing the UPDATE message. This case SHOULD be logged
        # locally for analysis."
        self._find(
            Treatment.IGNORE,
            "AS4_PATH has segments of a confederation, which do not count",
            "RFC 6793 §6",
            at,
            self._notification(messages.OPTIONAL_ATTRIBUTE_ERROR, at),
            attribute=attributes.AS4_PATH,
        )

    def _unrecognised(self, flags: int, code: int, at: tuple[int, int]) -> bool:
        if code == 0:
            self._find(
                Treatment.ATTRIBUTE_DISCARD,
                "attribute type 0 is reserved",
                "RFC 4271 §6.3",
                at,
                self._notification(messages.OPTIONAL_ATTRIBUTE_ERROR, at),
                attribute=code,
            )
            return False
        # RFC 4271 §6.3: "If any of the well-known mandatory attributes are not recognized, then
        # the Error Subcode MUST be set to Unrecognized Well-known Attribute." RFC 7606 §3 (c)
        # makes a treat-as-withdraw of it: the Optional bit is in conflict.
        if not flags & attributes.OPTIONAL:
            self._find(
                Treatment.TREAT_AS_WITHDRAW,
                f"{attributes.name(code)} is not recognised and not optional",
                "RFC 7606 §3 (c)",
                at,
                self._notification(messages.UNRECOGNIZED_WELL_KNOWN_ATTRIBUTE, at),
                attribute=code,
            )
            return False
        return True

    def _malformed(self, codec: AnyAttributeCodec, error: DecodeError, at: tuple[int, int]) -> None:
        """Record what the attribute's row, or the codec, says of a malformed one."""
        treatment = codec.malformed if error.treatment is None else Treatment(error.treatment)
        subcode = error.subcode or codec.subcode
        family = None
        if codec.code in _MULTIPROTOCOL:
            # RFC 4760 §7: "If a BGP speaker receives from a neighbor an UPDATE message that
            # contains the MP_REACH_NLRI or MP_UNREACH_NLRI attribute, and if the speaker determines
            # that the attribute is incorrect", code 3, subcode 9, or the family is given up.
            self.reachable = self.reachable or codec.code == attributes.MP_REACH_NLRI
            subcode = messages.OPTIONAL_ATTRIBUTE_ERROR
            family = self._family_at(at)
            if self.context.disable_family_on_error and family is not None:
                treatment = Treatment.AFI_SAFI_DISABLE
        rfc = error.rfc or codec.malformed_rfc
        if codec.code == attributes.NEXT_HOP and self.ignores_next_hop:
            treatment, rfc = Treatment.IGNORE, "RFC 4760 §3"
        self._find(
            treatment,
            str(error),
            rfc,
            at,
            self._notification(subcode, at),
            attribute=codec.code,
            family=family,
        )

    def _family_at(self, at: tuple[int, int]) -> Family | None:
        """Return the family that an MP attribute names, if it is long enough to name one."""
        ((_, _, value, after),), _ = walk(self.octets, *at)
        if after - value < 3:
            return None
        return Family(int.from_bytes(self.octets[value : value + 2], "big"), self.octets[value + 2])

    # -- routes ------------------------------------------------------------------------------

    def _mp_reach(self, start: int, stop: int) -> bool:
        """Read MP_REACH_NLRI (RFC 4760 §3)."""
        reader = Reader(self.octets, start, stop)
        family = Family(reader.u16(), reader.u8())
        size = reader.u8()
        families = self.decoder.family(family)
        if not families.agreed:
            return self._not_agreed(family, (start, stop), reachable=True)
        # RFC 7606 §7.11: "If the Length of Next Hop Network Address field of the MP_REACH
        # attribute is inconsistent with that which was expected, the attribute is considered
        # malformed."
        if families.next_hops is not None and size not in families.next_hops:
            raise DecodeError(f"a next hop of {size} octets is not one of {family}")
        if size + 1 > reader.remaining:
            raise DecodeError(f"a next hop of {size} octets runs past the end of the attribute")
        next_hop = reader.take(size)
        reader.u8()  # RFC 4760 §3: the reserved octet is ignored
        group, faults = families.read_with_faults(self.octets, reader.position, stop, next_hop)
        self._nlri_faults(faults, attributes.MP_REACH_NLRI, family)
        # Those that were passed over were reachable NLRI too.
        self.reachable = self.reachable or reader.position < stop
        if len(group):
            self.announced.append(group)
        return True

    def _mp_unreach(self, start: int, stop: int) -> bool:
        """Read MP_UNREACH_NLRI (RFC 4760 §4)."""
        reader = Reader(self.octets, start, stop)
        family = Family(reader.u16(), reader.u8())
        families = self.decoder.family(family)
        if not families.agreed:
            return self._not_agreed(family, (start, stop), reachable=False)
        group, faults = families.read_with_faults(
            self.octets, reader.position, stop, withdrawn=True
        )
        self._nlri_faults(faults, attributes.MP_UNREACH_NLRI, family)
        # NLRI that were passed over are none of an End-of-RIB marker.
        if reader.position == stop:
            self.unreached = family
        if len(group):
            self.withdrawn.append(group)
        return True

    def _not_agreed(self, family: Family, at: tuple[int, int], *, reachable: bool) -> bool:
        # RFC 4760 §8: routes of a family that was not agreed on are ignored; RFC 7606 asks for
        # nothing more.
        self.reachable = self.reachable or reachable
        self._find(
            Treatment.IGNORE,
            f"{family} was not agreed on; its routes are ignored",
            "RFC 4760 §8",
            at,
            NotificationData(3, messages.OPTIONAL_ATTRIBUTE_ERROR),
            family=family,
        )
        return True

    def _nlri_faults(self, faults: list[NlriFault], code: int, family: Family) -> None:
        """Record what is wrong with single NLRI of a field that can be read to its end."""
        for fault in faults:
            treatment = fault.error.treatment
            at = (fault.start, fault.stop)
            self._find(
                Treatment.IGNORE if treatment is None else Treatment(treatment),
                str(fault.error) + _more(fault.count),
                fault.error.rfc,
                at,
                self._notification(messages.OPTIONAL_ATTRIBUTE_ERROR, at),
                attribute=code,
                family=family,
            )

    def _unusable(self, start: int, stop: int) -> None:
        """Record what is wrong with routes that can be read, and so can be withdrawn."""
        span = self.spans.get(attributes.MP_REACH_NLRI)
        if span is None or not self.announced:
            return
        group = self.announced[0]
        communities = self._block([self.octets[start:stop]]).extended_communities
        error = self.decoder.family(group.family).judge(group, communities)
        if error is not None:
            at = next((header, after) for header, _, after in self.mp if after == span[1])
            self._find(
                Treatment.TREAT_AS_WITHDRAW
                if error.treatment is None
                else Treatment(error.treatment),
                str(error),
                error.rfc,
                at,
                self._notification(messages.OPTIONAL_ATTRIBUTE_ERROR, at),
                attribute=attributes.MP_REACH_NLRI,
                family=group.family,
            )

    def _withdrawn_routes(self, start: int, stop: int) -> None:
        if start < stop:
            group = self._ipv4_routes(start, stop, "Withdrawn Routes")
            if group is not None:
                # They stand first in the message.
                self.withdrawn.insert(0, group)

    def _nlri(self, start: int) -> None:
        if start < len(self.octets):
            self.reachable = True
            group = self._ipv4_routes(start, len(self.octets), "NLRI")
            if group is not None:
                self.has_nlri_field = True
                self.announced.append(group)

    def _ipv4_routes(self, start: int, stop: int, name: str) -> NlriGroup | None:
        """Read a field of RFC 4271, which holds IPv4 unicast."""
        reader = self.decoder.family(Family.IPV4_UNICAST)
        if not reader.agreed:
            self._not_agreed(Family.IPV4_UNICAST, (start, stop), reachable=False)
            return None
        span = self.spans.get(attributes.NEXT_HOP)
        next_hop = self.octets[span[0] : span[1]] if span and name == "NLRI" else b""
        try:
            return reader.read(self.octets, start, stop, next_hop)
        except DecodeError as error:
            # RFC 7606 §3 (j): where NLRI cannot be read, treat-as-withdraw cannot be used, and "the
            # "session reset" approach (or the "AFI/SAFI disable" approach) MUST be followed."
            self._find(
                Treatment.SESSION_RESET,
                f"{name}: {error}",
                error.rfc,
                (start, stop),
                NotificationData(3, messages.INVALID_NETWORK_FIELD),
                family=Family.IPV4_UNICAST,
            )
            return None

    # -- the message as a whole --------------------------------------------------------------

    def _missing(self) -> None:
        """Look for attributes that reachable routes need."""
        needed = []
        if self.announced:
            needed = [attributes.ORIGIN, attributes.AS_PATH]
        # RFC 4760 §3: NEXT_HOP is needed for the NLRI field only.
        if self.has_nlri_field:
            needed.append(attributes.NEXT_HOP)
        for code in needed:
            if code in self.spans or self._is_found(code):
                continue
            # RFC 8205 §4.2: BGPSEC_PATH stands in the place of AS_PATH, never beside it.
            if code == attributes.AS_PATH and self.is_secure:
                continue
            # RFC 7606 §3 (d): "If any of the well-known mandatory attributes are not present in an
            # UPDATE message, then "treat-as-withdraw" MUST be used."
            self._find(
                Treatment.TREAT_AS_WITHDRAW,
                f"{attributes.name(code)} is missing",
                "RFC 7606 §3 (d)",
                (19, 19),
                NotificationData(3, messages.MISSING_WELL_KNOWN_ATTRIBUTE, bytes((code,))),
                attribute=code,
            )

    def _misplaced(self) -> None:
        """Look for attributes that do not suit the families of the reachable routes."""
        for codec, header, value, after in self.choosy:
            for group in self.announced:
                error = codec.misplaced and codec.misplaced(self.octets[value:after], group.family)
                if error is not None:
                    self._malformed(codec, error, (header, after))
                    del self.spans[codec.code]
                    break

    def _is_found(self, code: int) -> bool:
        """Say whether something was found wrong with an attribute, which is there then."""
        return any(finding.attribute == code for finding in self.findings)

    def _no_reachable_nlri(self) -> None:
        if not self.has_others or self.reachable:
            return
        # RFC 7606 §5.2: "if any path attribute errors are encountered in such an UPDATE message
        # and if any encountered error specifies an error-handling approach other than "attribute
        # discard", then the "session reset" approach MUST be used."
        # The NOTIFICATION is that of the error itself.
        strongest = self._strongest()
        if Treatment.ATTRIBUTE_DISCARD < strongest < Treatment.SESSION_RESET:
            cause = next(found for found in self.findings if found.treatment is strongest)
            self._find(
                Treatment.SESSION_RESET,
                "the UPDATE has malformed attributes and no reachable NLRI to withdraw",
                "RFC 7606 §5.2",
                (19, len(self.octets)),
                cause.notification,
            )

    def _end_of_rib(self, withdrawn: Reader, attributes_stop: int) -> Family | None:
        # RFC 4724 §2: "An UPDATE message with no reachable Network Layer Reachability Information
        # (NLRI) and empty withdrawn NLRI is specified as the End-of-RIB marker". Unknown attributes
        # beside it make it none: it is "empty" only if nothing at all is there.
        if len(self.octets) == _EMPTY_UPDATE:
            return Family.IPV4_UNICAST
        if withdrawn.remaining or self.withdrawn or self.has_others or len(self.mp) > 1:
            return None
        return self.unreached if attributes_stop == len(self.octets) else None

    # -- putting it together -----------------------------------------------------------------

    def _block(self, pieces: list[bytes]) -> AttributeBlock:
        """Make the block of what is left of the attributes; its spans are found by walking."""
        octets = b"".join(pieces)
        wanted = {}
        seen = set()
        found, end = walk(octets, 0, len(octets))
        for _, code, start, stop in found:
            if code in self.spans and code not in seen:
                wanted[code] = start << 16 | stop
            seen.add(code)
        whole = len(wanted) == len(found) and end == len(octets)
        return AttributeBlock(octets, wanted, self.decoder.attributes, whole=whole)

    def _pieces(self, withdrawn: int, start: int, stop: int) -> tuple[AttributeBlock, Wire]:
        """Cut the message as the decoder cuts one without fault."""
        pieces = []
        mp = []
        position = start
        kept = 0
        uncounted = set()
        for number, (header, value, after) in enumerate(self.mp):
            pieces.append(self.octets[position:header])
            kept += header - position
            mp.append((kept, self.octets[header:after]))
            position = after
            if (value, after) not in self.spans.values():
                uncounted.add(number)
        pieces.append(self.octets[position:stop])
        wire = Wire(
            self.decoder.attributes,
            withdrawn=self.octets[withdrawn : start - 2],
            mp=tuple(mp),
            uncounted=frozenset(uncounted),
            nlri=self.octets[stop:],
            announced=tuple(self.announced),
            withdrew=tuple(self.withdrawn),
        )
        return self._block(pieces), wire

    def _update(self, block: AttributeBlock, wire: Wire, end_of_rib: Family | None) -> Update:
        """Let the findings have their effect."""
        announced, withdrawn = wire.announced, wire.withdrew
        treatment = self._strongest()
        disabled = {
            finding.family
            for finding in self.findings
            if finding.treatment is Treatment.AFI_SAFI_DISABLE
        }
        if treatment is Treatment.SESSION_RESET:
            announced = withdrawn = ()
        elif any(f.treatment is Treatment.TREAT_AS_WITHDRAW for f in self.findings):
            withdrawn += tuple(group.without_next_hop() for group in announced)
            announced = ()
        announced = tuple(group for group in announced if group.family not in disabled)
        withdrawn = tuple(group for group in withdrawn if group.family not in disabled)
        return Update(block, announced, withdrawn, end_of_rib, tuple(self.findings), wire)

    def _strongest(self) -> Treatment:
        # RFC 7606 §3 (h): "the strongest action MUST be used"
        return max((finding.treatment for finding in self.findings), default=Treatment.NONE)

    def _notification(self, subcode: int, at: tuple[int, int]) -> NotificationData:
        # RFC 4271 §6.3 asks for no data where the path is malformed; for all other errors of one
        # attribute, "The Data field MUST contain the erroneous attribute (type, length, and
        # value)."
        if subcode == messages.MALFORMED_AS_PATH:
            return NotificationData(3, subcode)
        start, stop = at
        return NotificationData(3, subcode, self.octets[start:stop][:_MAXIMUM_DATA])

    def _find(
        self,
        treatment: Treatment,
        text: str,
        rfc: str,
        at: tuple[int, int],
        notification: NotificationData,
        *,
        attribute: int | None = None,
        family: Family | None = None,
    ) -> None:
        start, stop = at
        self.findings.append(
            Finding(
                treatment=treatment,
                attribute=attribute,
                family=family,
                rfc=rfc,
                offset=start,
                length=stop - start,
                octets=self.octets[start:stop],
                text=text,
                notification=notification,
            )
        )


def _more(count: int) -> str:
    """Say how many NLRI a fault is of, if it is more than one."""
    return f"; so it is with {count - 1} more behind it" if count > 1 else ""
