"""Compares the library's verdicts with those of the classifier, on damaged UPDATEs.

`python -m tests.oracle.compare_classifier --count 2000000 --seed 1` prints how many messages both
judged, how often each verdict was preferred, and the disagreements; it ends with 1 if there are
any. Structure is damaged first (`tests.oracle.damage`), then sometimes octets anywhere.
"""

from __future__ import annotations

import argparse
import collections
import sys
import time
from collections.abc import Iterator
from random import Random

import attrs

from bgplib.context import Context, SessionType
from bgplib.errors import DecodeError
from bgplib.findings import NotificationData, Treatment
from bgplib.iana.families import AFI_IPV6
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from tests.oracle.classifier import Agreed, Approach, NotJudged, classify
from tests.oracle.damage import damaged, valid_updates

__all__ = ["Tally", "agreed_of", "compare", "disagreement"]

_APPROACHES = {
    Treatment.NONE: Approach.NONE,
    # What is ignored (a repeated attribute, a family not agreed on) is none of RFC 7606 §2.
    Treatment.IGNORE: Approach.NONE,
    Treatment.ATTRIBUTE_DISCARD: Approach.DISCARD,
    Treatment.TREAT_AS_WITHDRAW: Approach.WITHDRAW,
    Treatment.AFI_SAFI_DISABLE: Approach.DISABLE,
    Treatment.SESSION_RESET: Approach.RESET,
}
_SHOWN = 20


def agreed_of(context: Context) -> Agreed:
    """Say in the classifier's words what a context says."""
    if not isinstance(context.session, SessionType):
        raise TypeError("the classifier judges sessions, not archives")
    families = context.families
    next_hops = (family for family, afi in context.extended_next_hop if afi == AFI_IPV6)
    return Agreed(
        session=context.session.value,
        wide=context.four_octet_as,
        extended=context.extended_messages,
        families=None if families is None else frozenset((f.afi, f.safi) for f in families),
        add_path=frozenset((f.afi, f.safi) for f in context.add_path_receive),
        ipv6_next_hops=frozenset((f.afi, f.safi) for f in next_hops),
        first_as=context.peer_as if context.enforce_first_as else None,
        no_sets=context.reject_as_sets,
        disable=context.disable_family_on_error,
        unset=context.own_routes,
    )


def _library(octets: bytes, decoder: Decoder) -> tuple[Approach, NotificationData | None]:
    try:
        message = decoder.decode(octets)
    except DecodeError as error:
        return Approach.RESET, NotificationData(error.code, error.subcode)
    if not isinstance(message, Update) or not message.findings:
        return Approach.NONE, None
    strongest = message.treatment
    decisive = next(found for found in message.findings if found.treatment is strongest)
    return _APPROACHES[strongest], decisive.notification


def disagreement(octets: bytes, decoder: Decoder) -> tuple[Approach, str]:
    """Return the preferred approach, and how the library differs: empty when it does not.

    Raises:
        NotJudged: the classifier has no rules for the message.
    """
    wanted = classify(octets, agreed_of(decoder.context))
    approach, told = _library(octets, decoder)
    if approach not in wanted.acceptable:
        return wanted.preferred, f"{approach.name} is none of {sorted(wanted.acceptable)}"
    if approach is not wanted.preferred:
        return wanted.preferred, f"{approach.name}, and {wanted.preferred.name} is preferred"
    if approach is Approach.RESET and (told is None or (told.code, told.subcode) not in wanted[2]):
        return wanted.preferred, f"{told} is none of {sorted(wanted.numbers)}"
    return wanted.preferred, ""


@attrs.define
class Tally:
    """What came of a comparison."""

    preferred: collections.Counter[str] = attrs.Factory(collections.Counter)
    not_judged: int = 0
    wrong: list[tuple[Context, bytes, str]] = attrs.Factory(list)

    @property
    def judged(self) -> int:
        """How many messages both judged."""
        return sum(self.preferred.values())


def compare(count: int, seed: int, *, valid: int = 400) -> Tally:
    """Judge `count` damaged messages, made of `valid` UPDATEs without fault."""
    random = Random(seed)
    pool = [(Decoder(context), octets) for context, octets in valid_updates(valid, seed)]
    tally = Tally()
    for decoder, octets in _messages(pool, count, random):
        try:
            preferred, text = disagreement(octets, decoder)
        except NotJudged:
            tally.not_judged += 1
            continue
        tally.preferred[preferred.name] += 1
        if text:
            tally.wrong.append((decoder.context, octets, text))
    return tally


def _messages(
    pool: list[tuple[Decoder, bytes]], count: int, random: Random
) -> Iterator[tuple[Decoder, bytes]]:
    for _ in range(count):
        decoder, octets = random.choice(pool)
        yield decoder, damaged(octets, random.choice(pool)[1], random)


def main() -> int:
    """Read the arguments, and compare."""
    parser = argparse.ArgumentParser(description="Compare verdicts with the classifier's.")
    parser.add_argument("--count", type=int, default=100_000, help="damaged messages to judge")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--valid", type=int, default=2000, help="UPDATEs that they are made of")
    arguments = parser.parse_args()
    before = time.process_time()
    tally = compare(arguments.count, arguments.seed, valid=arguments.valid)
    for context, octets, text in tally.wrong[:_SHOWN]:
        print(f"{text}\n  {octets.hex()}\n  {context}")
    figures = ", ".join(f"{name} {number:,}" for name, number in sorted(tally.preferred.items()))
    print(
        f"seed {arguments.seed}: {tally.judged:,} judged ({figures}), {tally.not_judged:,} not; "
        f"{len(tally.wrong):,} disagreements; {time.process_time() - before:,.0f} s"
    )
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
