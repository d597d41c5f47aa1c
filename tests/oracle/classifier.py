"""A second opinion on what a malformed UPDATE must lead to, slow and plain.

Written from the text of the RFCs (4271 §6, 4760, 5065, 5701, 6793, 7606, 7607, 8092, 8654, 8950,
9234), and from nothing else: it imports nothing of bgplib, so that the two can disagree. It reads
unicast and multicast routes and the attributes in `_FLAGS`; of other families that were agreed on,
and of attributes that have rules of their own, it says that it does not judge them.
Where the RFCs leave a choice an `Error` names all approaches, the preferred one first.
"""

from __future__ import annotations

from enum import IntEnum
from itertools import product
from typing import NamedTuple

Afi = tuple[int, int]  # AFI and SAFI
Path = list[tuple[int, list[int]]]  # segment types and AS numbers

#: RFC 7606 §2, from weak to strong
Approach = IntEnum("Approach", "NONE DISCARD WITHDRAW DISABLE RESET", start=0)
NONE, DISCARD, WITHDRAW, DISABLE, RESET = Approach


class Agreed(NamedTuple):  # before the message
    session: str = "external"  # or "internal", or "confederation": another member AS
    wide: bool = True  # AS numbers of four octets
    extended: bool = False  # messages of up to 65,535 octets
    families: frozenset[Afi] | None = None  # None: any
    add_path: frozenset[Afi] = frozenset()
    ipv6_next_hops: frozenset[Afi] = frozenset()  # RFC 8950
    first_as: int | None = None  # the AS that an external peer must put first
    no_sets: bool = False  # RFC 9774
    disable: bool = False  # AFI/SAFI disable rather than session reset
    unset: bool = False  # RFC 8671 §5.2: a next hop may be "null, loopback, or similar"


class Error(NamedTuple):  # one thing that is wrong
    approaches: tuple[Approach, ...]  # allowed, the preferred one first
    numbers: frozenset[tuple[int, int]]  # of NOTIFICATIONs, if the session ends for it


class Verdict(NamedTuple):  # what must follow
    preferred: Approach
    acceptable: frozenset[Approach]
    numbers: frozenset[tuple[int, int]]  # allowed in the NOTIFICATION if it is a reset


class NotJudged(Exception):  # noqa: N818  # it is an answer, not a mishap
    """The message holds something this classifier has no rules for."""


def error(*approaches: Approach, sub: tuple[int, ...], code: int = 3) -> Error:
    return Error(approaches, frozenset((code, subcode) for subcode in sub))


def classify(octets: bytes, agreed: Agreed) -> Verdict:
    """Say what a message leads to; raises NotJudged for what is not an UPDATE of the above."""
    # RFC 4271 §6.1. Which error of several is told is not laid down.
    length, kind = int.from_bytes(octets[16:18], "big"), octets[18]
    longest, shortest = 65535 if agreed.extended else 4096, 23 if kind == 2 else 19
    is_long = not shortest <= length <= longest or length != len(octets)
    wrong = {1: octets[:16] != b"\xff" * 16, 2: is_long, 3: kind not in range(1, 6)}
    if any(wrong.values()):
        return _combine([error(RESET, sub=tuple(sub for sub in wrong if wrong[sub]), code=1)])
    if kind != 2:
        raise NotJudged(f"message type {kind}")
    return _Update(octets[19:], agreed).verdict()


def _combine(errors: list[Error], *, is_reset: bool = False) -> Verdict:
    """Take the strongest; `is_reset`: RFC 7606 §5.2 makes a reset of more than a discard."""

    def strongest(choice: tuple[Approach, ...]) -> Approach:
        result = max(choice, default=NONE)  # RFC 7606 §3 (h)
        return RESET if is_reset and result > DISCARD else result

    results = {strongest(choice) for choice in product(*{e.approaches for e in errors})}
    told = [e for e in errors if max(e.approaches) >= (WITHDRAW if is_reset else RESET)]
    preferred = strongest(tuple(e.approaches[0] for e in errors))
    return Verdict(preferred, frozenset(results), frozenset(n for e in told for n in e.numbers))


class _Update:
    def __init__(self, body: bytes, agreed: Agreed) -> None:
        self.body, self.agreed = body, agreed
        self.errors: list[Error] = []
        self.seen: dict[int, bytes] = {}  # the first value of each attribute
        self.sound: dict[int, bytes] = {}  # those of them that nothing is wrong with
        self.reachable = False  # there are reachable routes, wanted or not
        self.announces = False  # some are in MP_REACH_NLRI, and can be read

    def verdict(self) -> Verdict:
        body = self.body
        start = int.from_bytes(body[:2], "big") + 4
        stop = start + int.from_bytes(body[start - 2 : start], "big")
        if start > len(body) or stop > len(body):  # RFC 7606 §3 (b)
            return _combine([error(RESET, sub=(1,))])
        nlri = body[stop:]
        if not self.routes((1, 1), body[2 : start - 2]) or not self.routes((1, 1), nlri):
            # RFC 7606 §5.3, RFC 4271 §6.3: Invalid Network Field. Not agreed on: RFC 4760 §8.
            also = (RESET,) if self.is_agreed((1, 1)) else (NONE, RESET)
            self.errors.append(error(*also, sub=(10, 1)))
        self.reachable = bool(nlri)
        is_broken = self.judge(body[start:stop], bool(nlri))
        self.merged_path()
        self.mandatory(bool(nlri))
        # RFC 7606 §5.2: path attributes other than MP_UNREACH_NLRI, and no reachable routes.
        has_others = is_broken or bool(self.seen.keys() - {15})
        plain = _combine(self.errors)
        reset = _combine(self.errors, is_reset=has_others and not self.reachable)
        if 14 not in self.seen or 14 in self.sound:
            return reset  # else there may be reachable routes among what cannot be read
        either = plain.acceptable | reset.acceptable
        return Verdict(plain.preferred, either, plain.numbers | reset.numbers)

    def judge(self, field: bytes, has_nlri: bool) -> bool:
        """Judge one attribute after the other; say whether the last one breaks off."""
        found: list[tuple[int, int, bytes]] = []
        while field:  # RFC 4271 §4.3
            head = 4 if field[0] & 0x10 else 3
            stop = head + int.from_bytes(field[2:head], "big")
            if len(field) < max(head, stop):  # RFC 7606 §4
                self.errors.append(error(WITHDRAW, sub=(1,)))
                break
            found.append((field[0] & 0xC0, field[1], field[head:stop]))
            field = field[stop:]
        for flags, code, value in found:
            if code in self.seen:  # RFC 7606 §3 (g)
                self.errors += [error(RESET, sub=(1,))] if code in (14, 15) else []
                continue
            if code in _OWN_RULES:
                raise NotJudged(f"attribute {code}")
            self.seen[code] = value
            wrong = self.attribute(flags, code, value)
            if code == 3 and wrong and not has_nlri:
                # RFC 4760 §3: without NLRI other than MP_REACH_NLRI's, NEXT_HOP SHOULD be ignored;
                # a value that has the wrong form may be malformed all the same (RFC 7606 §7.3).
                is_beside = any(code in (14, 15) for _, code, _ in found)
                first = (NONE, WITHDRAW) if is_beside else (WITHDRAW, NONE)
                wrong = [Error(first, wrong[0].numbers)]
            self.errors += wrong
            if not wrong:
                self.sound[code] = value
        return bool(field)

    def attribute(self, flags: int, code: int, value: bytes) -> list[Error]:
        if code in (14, 15):
            return self.multiprotocol(flags, code, value)
        if code == 0:  # reserved; no RFC says more
            return [error(DISCARD, NONE, WITHDRAW, RESET, sub=(1, 2, 4, 9))]
        if code not in _FLAGS:
            # RFC 4271 §6.3: an unrecognized well-known attribute; RFC 7606 §3 (c) in spirit.
            return [] if flags & 0x80 else [error(WITHDRAW, RESET, sub=(2,))]
        unread = {"external": (5, 9, 10)}.get(self.agreed.session, ())  # RFC 7606 §7.5, §7.9, §7.10
        if code in unread or (self.agreed.wide and code in (17, 18)):  # RFC 6793 §6
            return [error(DISCARD, sub=(9,))]
        wrong = _value(self.agreed, code, value)
        if flags != _FLAGS[code]:  # RFC 7606 §3 (c), and (f) for 6 and 7
            wrong = [error(WITHDRAW, *((DISCARD,) if code in (6, 7) else ()), sub=(4,))]
        if self.agreed.session == "confederation" and code in (9, 10) and wrong:
            # RFC 7606 does not say which kind of neighbor another member AS is.
            return [Error((*wrong[0].approaches, DISCARD), wrong[0].numbers)]
        return wrong

    def is_agreed(self, family: Afi) -> bool:
        return self.agreed.families is None or family in self.agreed.families

    def multiprotocol(self, flags: int, code: int, value: bytes) -> list[Error]:
        """RFC 4760 §7, RFC 7606 §5.3, §7.11, §7.12."""
        family = (int.from_bytes(value[:2], "big"), int.from_bytes(value[2:3], "big"))
        ends = DISABLE if self.agreed.disable and len(value) > 2 else RESET
        if flags != 0x80:
            return [error(ends, sub=(9, 4))]
        if len(value) < (5 if code == 14 else 3):
            return [error(ends, sub=(9, 5))]
        if not self.is_agreed(family):  # RFC 4760 §8
            self.reachable = self.reachable or code == 14
            return []
        if family not in _HOPS:
            raise NotJudged(f"family {family}")
        hops = _HOPS[family] + ((16, 32) if family in self.agreed.ipv6_next_hops else ())
        start = 3 if code == 15 else 5 + value[3]
        if code == 14 and (value[3] not in hops or len(value) < start):
            return [error(ends, sub=(9,))]
        if not self.routes(family, value[start:]):
            return [error(ends, sub=(9, 10))]
        self.announces = (code == 14 and len(value) > start) or self.announces
        self.reachable = self.reachable or self.announces
        return []

    def routes(self, family: Afi, field: bytes) -> bool:
        """Tell whether a field of prefixes is syntactically correct (§5.3, RFC 7911 §3)."""
        longest = 32 if family[0] == 1 else 128
        while field:
            if family in self.agreed.add_path:
                field = field[4:]
            if not field or field[0] > longest or len(field) < 1 + (field[0] + 7) // 8:
                return False
            field = field[1 + (field[0] + 7) // 8 :]
        return True

    def merged_path(self) -> None:
        """RFC 6793 §4.2.3: AS4_PATH takes the place of the end of AS_PATH."""
        aggregator = self.sound.get(7, b"")
        is_other = 18 in self.sound and aggregator and aggregator[:2] != b"\x5b\xa0"  # AS_TRANS
        # What may stand in AS4_PATH (§6), and all of AS_PATH, in pieces that count as one hop.
        new = [piece for piece in _pieces(_segments(self.sound.get(17, b""), 4)) if piece[0] < 3]
        old = _pieces(_segments(self.sound.get(2, b""), 2))
        lead = sum(kind < 3 for kind, _ in old) - len(new)
        if self.agreed.wide or is_other or not new or 2 not in self.sound or lead < 0:
            return
        head: Path = []
        for kind, asns in old:
            if kind < 3 and lead == 0:
                break
            head.append((kind, asns))
            lead -= kind < 3
        self.errors += _misplaced(self.agreed, head + new)

    def mandatory(self, has_nlri: bool) -> None:
        """RFC 7606 §3 (d); RFC 4760 §3 wants ORIGIN and AS_PATH with MP_REACH_NLRI."""
        is_classic = has_nlri and self.is_agreed((1, 1))
        wanted = {1, 2, 3} if has_nlri else {1, 2} if 14 in self.seen else set()
        # Else an empty MP_REACH_NLRI, one that is broken, or a family not agreed on.
        surely = {1, 2, 3} if is_classic else {1, 2} if self.announces else set()
        for code in wanted - self.seen.keys():
            also = () if code in surely else (NONE,)
            self.errors.append(error(*also, WITHDRAW, sub=(3,)))


def _value(agreed: Agreed, code: int, value: bytes) -> list[Error]:
    """RFC 7606 §7, RFC 6793 §6, RFC 8092 §6, RFC 9234 §5; RFC 7607 §2 forbids AS 0."""
    size, width = len(value), 4 if agreed.wide or code in (17, 18) else 2
    if size != _SIZES.get(code, size) and (code, size, agreed.unset) != (3, 0, True):
        return [error(DISCARD if code == 6 else WITHDRAW, sub=(5,))]
    if code in _UNITS and (size == 0 or size % _UNITS[code]):  # "a non-zero multiple"
        return [error(WITHDRAW, sub=(5, 9))]
    if code == 1 and value[0] > 2:
        return [error(WITHDRAW, sub=(6,))]
    # RFC 4271 §6.3: "a valid IP host address"; a loopback address is one, but not a neighbor's.
    is_unset = code == 3 and (value in (b"", bytes(4)) or value[0] == 127)
    if code == 3 and ((is_unset and not agreed.unset) or value[:1] > b"\xdf"):
        return [error(WITHDRAW, NONE, sub=(8,))]
    if code in (7, 18) and (size != width + 4 or not any(value[:width])):
        return [error(DISCARD, sub=(9, 5))]
    if code not in (2, 17):
        return []
    path = _segments(value, width)
    zeros = {kind for kind, asns in path or () if 0 in asns}
    if code == 2 and (path is None or zeros):
        return [error(WITHDRAW, sub=(11,))]
    if code == 2:
        return _misplaced(agreed, path or [])
    if not path:  # less than 6 octets
        return [error(DISCARD, sub=(9, 5))]
    # Segments of types 3 and 4 are dropped, whatever is in them.
    return [error(DISCARD, *(() if zeros & {1, 2} else (NONE,)), sub=(9,))] if zeros else []


def _misplaced(agreed: Agreed, path: Path) -> list[Error]:
    kinds = [kind for kind, _ in path]
    is_external = agreed.session == "external"
    is_wrong = agreed.no_sets and {1, 4} & {*kinds}  # RFC 9774
    is_wrong = is_wrong or (is_external and {3, 4} & {*kinds})  # RFC 5065 §5, as below
    if is_wrong or (agreed.session == "confederation" and kinds[:1] != [3]):
        return [error(WITHDRAW, sub=(11,))]
    # RFC 4271 §6.3: the leftmost AS, with respect to the position of octets.
    first = path[0][1][0] if path and path[0][0] == 2 else 0
    # RFC 6793 §4.2.2: AS_TRANS stands for a wide one.
    is_trans = first == 23456 and not agreed.wide and (agreed.first_as or 0) > 0xFFFF
    if is_external and agreed.first_as not in (None, first) and not is_trans:
        return [error(WITHDRAW, RESET, sub=(11,))]
    return []


def _segments(value: bytes, width: int) -> Path | None:
    path = []
    while value:
        stop = 2 + value[1] * width if len(value) > 1 else 0
        if value[0] not in (1, 2, 3, 4) or stop <= 2 or len(value) < stop:
            return None
        parts = [value[at : at + width] for at in range(2, stop, width)]
        path.append((value[0], [int.from_bytes(part, "big") for part in parts]))
        value = value[stop:]
    return path


def _pieces(path: Path | None) -> Path:
    """Make a segment of each AS number of the sequences."""
    each = [[(k, [asn]) for asn in asns] if k == 2 else [(k, asns)] for k, asns in path or []]
    return [piece for pieces in each for piece in pieces]


_HOPS = {(1, 1): (4,), (1, 2): (4,), (2, 1): (16, 32), (2, 2): (16, 32)}  # RFC 4760, RFC 2545 §3
_OWN_RULES = {22, 23, 24, 26, 27, 29, 33, 36, 37, 38, 39, 40, 41, 128}
_FLAGS = {1: 0x40, 2: 0x40, 3: 0x40, 4: 0x80, 5: 0x40, 6: 0x40, 9: 0x80, 10: 0x80}
_FLAGS |= dict.fromkeys((7, 8, 16, 17, 18, 25, 32, 35), 0xC0)
_SIZES = {1: 1, 3: 4, 4: 4, 5: 4, 6: 0, 9: 4, 35: 4}
_UNITS = {8: 4, 10: 4, 16: 8, 25: 20, 32: 12}
