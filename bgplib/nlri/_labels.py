"""Label stacks before a prefix, which labeled unicast and VPN NLRI share (RFC 8277 §2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bgplib.context import Context
from bgplib.errors import DecodeError, EncodeError
from bgplib.findings import Treatment
from bgplib.iana.families import Family
from bgplib.octets import Reader
from bgplib.values.label import Label

__all__ = ["judge_stacks", "prefix_octets", "read_prefix", "read_stack", "write_stack"]

#: the S bit, in the last octet of a label
_BOTTOM: Final = 0x01


def read_stack(reader: Reader, family: Family, context: Context) -> tuple[Label, ...]:
    """Read the labels of an NLRI of MP_REACH_NLRI.

    Raises:
        DecodeError: the NLRI ends before the stack does.
    """
    labels = [Label(reader.take(3))]
    # RFC 8277 §2.2: without the Multiple Labels Capability there is one label, and the S bit "MUST
    # be ignored on reception". §2.3: with it, the S bit ends the stack.
    while family in context.multiple_labels and not labels[-1].bottom:
        labels.append(Label(reader.take(3)))
    return tuple(labels)


def judge_stacks(
    stacks: Iterable[Sequence[Label]], family: Family, context: Context
) -> DecodeError | None:
    """Say that an NLRI has more labels than we said we take, if one does."""
    maximum = dict(context.maximum_labels).get(family)
    # RFC 8277 §2.1: "If a BGP speaker receives an UPDATE that binds more labels to a given prefix
    # than the number of labels the BGP speaker is prepared to receive (as announced in its Multiple
    # Labels Capability), the BGP speaker MUST apply the "treat-as-withdraw" strategy".
    if maximum is None or max(map(len, stacks), default=0) <= maximum:
        return None
    return DecodeError(
        f"an NLRI has more labels than the {maximum} that we take",
        rfc="RFC 8277 §2.1",
        treatment=Treatment.TREAT_AS_WITHDRAW,
    )


def write_stack(labels: Sequence[Label], family: Family, context: Context) -> bytes:
    """Write the labels of an NLRI of MP_REACH_NLRI.

    Raises:
        EncodeError: there are none, several where the peer expects one, or more than it takes.
    """
    if not labels:
        raise EncodeError(f"NLRI of {family} has no label")
    if len(labels) > 1 and family not in context.multiple_labels:
        raise EncodeError(f"the peer expects one label before {family} NLRI, not {len(labels)}")
    # RFC 8277 §3.2.2: "A BGP speaker MUST NOT send multiple labels to a peer with which it has not
    # exchanged the Multiple Labels Capability and MUST NOT send more labels to a given peer than
    # the peer has announced (via the Multiple Labels Capability) than it can handle."
    maximum = dict(context.maximum_labels_sent).get(family) if len(labels) > 1 else None
    if maximum is not None and len(labels) > maximum:
        raise EncodeError(
            f"the peer takes {maximum} labels before {family} NLRI, not {len(labels)}"
        )
    # RFC 8277 §2.3: "In all labels except the last (i.e., in all labels except the one immediately
    # preceding the prefix), the S bit MUST be 0. In the last label, the S bit MUST be 1." Of a
    # single label, §2.2 says the same.
    octets = bytearray(b"".join(label.octets for label in labels))
    for at in range(2, len(octets) - 1, 3):
        octets[at] &= ~_BOTTOM & 0xFF
    octets[-1] |= _BOTTOM
    return bytes(octets)


def read_prefix(reader: Reader, bits: int, maximum: int) -> bytes:
    """Read the prefix that ends an NLRI, clearing the bits behind its length.

    Args:
        reader: stands before the prefix, whose octets are all that is left in it.
        bits: the length of the prefix.
        maximum: the longest length of the family.

    Raises:
        DecodeError: the length is negative, above `maximum`, or not that of what is left.
    """
    if not 0 <= bits <= maximum:
        raise DecodeError(f"a prefix length of {bits} bits is not between 0 and {maximum}")
    octets = reader.take((bits + 7) // 8)
    reader.finish()
    spare = -bits % 8
    return octets[:-1] + bytes((octets[-1] >> spare << spare,)) if spare else octets


def prefix_octets(bits: int, parts: Sequence[bytes]) -> bytes:
    """Put the Length octet before the parts of an NLRI.

    Raises:
        EncodeError: there are more than 255 bits.
    """
    if bits > 255:
        raise EncodeError(f"NLRI of {bits} bits do not fit in one octet of length")
    return bytes((bits,)) + b"".join(parts)
