"""Labeled unicast NLRI (SAFI 4), RFC 8277 §2.

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Length     |                 Label                 |Rsrv |S|
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    more labels, where the Multiple Labels Capability is used  |
    +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
    |    Prefix ... |   Length is in bits, labels and prefix together
    +-+-+-+-+-+-+-+-+

Next hop:   4 octets (IPv4); 16, or 32 with a link-local address behind (IPv6); for IPv4 also 16
            or 32 where RFC 8950 was agreed on
Malformed:  Length below the labels' or above the maximum, or past the field: session reset or
            AFI/SAFI disable (RFC 7606 §5.3); more labels than we said we take:
            treat-as-withdraw (RFC 8277 §2.1)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

import attrs

from bgplib._frozen import frozen
from bgplib._printed import or_its_fields
from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.iana.families import Family
from bgplib.nlri._codec import Nlri, NlriCodec
from bgplib.nlri._labels import judge_stacks, prefix_octets, read_prefix, read_stack, write_stack
from bgplib.nlri.unicast import maximum_bits, next_hop_lengths
from bgplib.octets import Reader
from bgplib.values._field_kinds import shown_as
from bgplib.values._label_stack import STACK
from bgplib.values.label import Label, stack_text
from bgplib.values.prefix import Prefix

__all__ = ["CODEC", "LabeledNlri"]


@frozen
class LabeledNlri(Nlri):
    """A prefix, and the labels to push on packets to it."""

    BARE: ClassVar[tuple[str, ...]] = ("prefix",)

    #: outermost first; in a withdrawal the Compatibility field
    labels: tuple[Label, ...] = attrs.field(metadata=shown_as(STACK, "label"))
    prefix: Prefix  #: the destination

    @or_its_fields
    def __str__(self) -> str:
        """Return `10.0.0.0/8 label 100`, labels of a stack with slashes between."""
        return f"{self.prefix} label {stack_text(self.labels) or '[]'}{self._path_id_text}"


def decode(reader: Reader, family: Family, context: Context) -> LabeledNlri:
    """Read one NLRI of MP_REACH_NLRI."""
    bits = reader.u8()
    body = reader.sub((bits + 7) // 8)
    labels = read_stack(body, family, context)
    return _with_prefix(body, bits, labels, family)


def decode_withdrawn(reader: Reader, family: Family, context: Context) -> LabeledNlri:
    """Read one NLRI of MP_UNREACH_NLRI."""
    bits = reader.u8()
    body = reader.sub((bits + 7) // 8)
    # RFC 8277 §2.4: "Upon reception, the value of the Compatibility field MUST be ignored."
    return _with_prefix(body, bits, (Label(body.take(3)),), family)


def _with_prefix(body: Reader, bits: int, labels: tuple[Label, ...], family: Family) -> LabeledNlri:
    length = bits - 24 * len(labels)
    octets = read_prefix(body, length, maximum_bits(family))
    return LabeledNlri(labels, Prefix(family.afi, octets, length))


def judge(
    routes: Sequence[LabeledNlri],
    family: Family,
    context: Context,
    extended_communities: tuple[int, ...],
) -> DecodeError | None:
    """Say that a route has too many labels, if one does."""
    return judge_stacks((route.labels for route in routes), family, context)


def encode(nlri: LabeledNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_REACH_NLRI."""
    return _encode(nlri, family, write_stack(nlri.labels, family, context))


def encode_withdrawn(nlri: LabeledNlri, family: Family, context: Context) -> bytes:
    """Write one NLRI of MP_UNREACH_NLRI."""
    # RFC 8277 §2.4: "Upon transmission, the Compatibility field SHOULD be set to 0x800000."
    return _encode(nlri, family, Label.WITHDRAWN.octets)


def _encode(nlri: LabeledNlri, family: Family, labels: bytes) -> bytes:
    prefix = nlri.prefix
    if prefix.afi != family.afi:
        raise EncodeError(f"{prefix} has no place in {family}")
    return prefix_octets(8 * len(labels) + prefix.length, (labels, prefix.octets))


def key(nlri: LabeledNlri, family: Family) -> bytes:
    """Return what tells routes apart: the prefix; a new label replaces the old one."""
    return nlri.prefix.key


CODEC: Final = NlriCodec(
    name="labeled",
    families=(Family.IPV4_LABELED, Family.IPV6_LABELED),
    rfc="RFC 8277 §2",
    next_hop_lengths=next_hop_lengths,
    extended_next_hop_lengths=(16, 32),
    values=(LabeledNlri,),
    decode=decode,
    encode=encode,
    decode_withdrawn=decode_withdrawn,
    encode_withdrawn=encode_withdrawn,
    judge=judge,
    key=key,
)
