"""Holding what bgplib reads of messages against what TShark states of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import attrs

from bgplib.errors import DecodeError
from bgplib.findings import Treatment
from bgplib.messages.decoder import Decoder, Message
from bgplib.messages.notification import Notification
from bgplib.messages.open import Open
from bgplib.messages.route_refresh import RouteRefresh
from bgplib.messages.update import Update
from tests.corpus.tshark import opens, updates
from tests.corpus.tshark.dissection import Dissection, dissect
from tests.corpus.tshark.published import Published
from tests.corpus.tshark.words import Words, shown, text

#: values of each field, and how often
Values = dict[str, Counter[str]]


@attrs.define
class Comparison:
    """What was compared, and what differs."""

    #: values on which both agree, by field
    agreed: Counter[str] = attrs.field(factory=Counter)
    #: fields of TShark for which we have no word, and how often they occur
    unread: Counter[str] = attrs.field(factory=Counter)
    #: (message, field, our values, TShark's values)
    differing: list[tuple[str, str, list[str], list[str]]] = attrs.field(factory=list)
    #: messages in which TShark gives up, and we find nothing that would be treated
    given_up: list[str] = attrs.field(factory=list)
    refused: list[str] = attrs.field(factory=list)  #: messages that we do not read
    spoken: set[str] = attrs.field(factory=set)  #: fields that we have a word for


def ours(message: Message, as_octets: int) -> Words:
    """Say of a message what TShark's fields say."""
    yield "bgp.type", message.type
    if isinstance(message, Update):
        yield from updates.of_update(message, as_octets)
    elif isinstance(message, Open):
        yield from opens.of_open(message)
    elif isinstance(message, Notification):
        yield from opens.of_notification(message)
    elif isinstance(message, RouteRefresh):
        yield from opens.of_route_refresh(message)


def by_field(pairs: Iterable[tuple[str, str]]) -> Values:
    found: Values = defaultdict(Counter)
    for name, value in pairs:
        found[name][value] += 1
    return found


def compare(messages: list[Published]) -> Comparison:
    """Ask TShark about all messages, and compare."""
    found = Comparison()
    pairs: list[tuple[Published, Dissection]] = []
    for width in (2, 4):
        chosen = [each for each in messages if each.context.four_octet_as == (width == 4)]
        pairs += zip(
            chosen, dissect([each.octets for each in chosen], as_octets=width), strict=True
        )
    read = []
    for published, dissection in pairs:
        try:
            message = Decoder(published.context).decode(published.octets)
        except DecodeError:
            found.refused.append(published.id)
            continue
        width = 4 if published.context.four_octet_as else 2
        mine = by_field((name, text(value)) for name, value in ours(message, width))
        found.spoken |= mine.keys()
        read.append((published.id, message, mine, dissection))
    for name, message, mine, dissection in read:
        if dissection.gave_up and message.treatment <= Treatment.IGNORE:
            found.given_up.append(name)
        hold(found, name, mine, dissection, findings=bool(message.findings))
    return found


def hold(
    found: Comparison, id: str, mine: Values, said: Dissection, *, findings: bool = False
) -> None:
    """Compare the values of each field, whatever their order.

    Where RFC 7606 has us leave an attribute out, TShark may say more; where TShark gives up on
    the rest of a message, less; where both, nothing is certain but what both say.
    """
    theirs = by_field((name, shown(value)) for name, value in said.fields)
    for name in sorted(mine.keys() | theirs.keys()):
        left, right = mine.get(name, Counter()), theirs.get(name, Counter())
        if name not in found.spoken:
            found.unread[name] += right.total()
            continue
        more = not said.gave_up and bool(left - right)
        less = not findings and bool(right - left)
        if more or less:
            found.differing.append((id, name, list(left), list(right)))
        else:
            found.agreed[name] += (left & right).total()
