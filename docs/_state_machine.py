"""Writes the page of the state machine, diagram and all, from the table that sessions run by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bgplib.session.actions import Action, Notify
from bgplib.session.fsm import TABLE, Row
from bgplib.session.states import State

#: where each state stands in the picture: column and row
_PLACES = {
    State.IDLE: (0, 1),
    State.CONNECT: (1, 0),
    State.ACTIVE: (1, 2),
    State.OPEN_SENT: (2, 1),
    State.OPEN_CONFIRM: (3, 1),
    State.ESTABLISHED: (4, 1),
}
_WIDTH, _HEIGHT, _COLUMN, _LINE = 110, 36, 190, 110


def page() -> str:
    """Return the page in Markdown."""
    parts = [
        "# The table of the state machine",
        "",
        "Made from `bgplib.session.fsm.TABLE` when this documentation is built.",
        "[](state-machine.md) says what was decided where RFC 4271 leaves it open.",
        "",
        *_picture(),
        "",
        "Falls to Idle are left out of the picture: every state has some.",
        "",
        "## Actions",
        "",
        "| | |",
        "|---|---|",
        *(f"| `{action.value}` | {_phrase(action)} |" for action in Action),
        "| `NOTIF(c/s,data)` | send a NOTIFICATION; `x`: the mistake decides; `?`: if quick |",
        "",
    ]
    for state in State:
        parts += [f"## {state.text}", "", "| events | condition | actions | next | RFC | note |"]
        parts += ["|---|---|---|---|---|---|", *_rows(state), ""]
    return "\n".join(parts) + "\n"


def _phrase(action: Action) -> str:
    return action.name.lower().replace("_", " ")


def _rows(state: State) -> Iterator[str]:
    """Join the rows of a state that differ in the event only."""
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in TABLE:
        if row.state is state:
            actions = " ".join(str(a) if isinstance(a, Notify) else a.value for a in row.actions)
            key = (row.condition.text, actions, row.next.text, row.rfc, row.note)
            alike[key].append(row)
    for (condition, actions, after, rfc, note), rows in alike.items():
        events = ", ".join(f"{int(row.input)} {row.input.text}" for row in rows)
        cells = (events, condition, f"`{actions}`" if actions else "none", after, rfc, note)
        yield "| " + " | ".join(cells) + " |"


def _picture() -> Iterator[str]:
    """Draw the states, and an arrow for each way from one to another but Idle."""
    ways: dict[tuple[State, State], set[int]] = defaultdict(set)
    for row in TABLE:
        if row.next not in (row.state, State.IDLE):
            ways[row.state, row.next].add(int(row.input))
    yield "```{raw} html"
    width, height = _COLUMN * 5, _LINE * 3
    yield f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="state machine" '
    yield 'style="max-width:100%;font:12px sans-serif" xmlns="http://www.w3.org/2000/svg">'
    yield '<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
    yield '<path d="M0,0 L8,4 L0,8 z" fill="currentColor"/></marker></defs>'
    for (before, after), events in ways.items():
        yield from _arrow(before, after, events)
    for state in State:
        x, y = _center(state)
        yield (
            f'<rect x="{x - _WIDTH / 2}" y="{y - _HEIGHT / 2}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" rx="6" fill="none" stroke="currentColor"/>'
            f'<text x="{x}" y="{y + 4}" text-anchor="middle" fill="currentColor">'
            f"{state.text}</text>"
        )
    yield "</svg>"
    yield "```"


def _center(state: State) -> tuple[float, float]:
    column, line = _PLACES[state]
    return 70 + column * _COLUMN, 50 + line * _LINE


def _arrow(before: State, after: State, events: set[int]) -> Iterator[str]:
    (x1, y1), (x2, y2) = _center(before), _center(after)
    # The two arrows between two states lie beside each other.
    shift = 12 if int(before) < int(after) else -12
    if x1 == x2:
        x1, x2 = x1 + shift, x2 + shift
        y1 += _HEIGHT / 2 if y2 > y1 else -_HEIGHT / 2
        y2 += -_HEIGHT / 2 if y2 > y1 else _HEIGHT / 2
    else:
        y1, y2 = y1 - shift / 2, y2 - shift / 2
        side = 1 if x2 > x1 else -1
        x1, x2 = x1 + side * _WIDTH / 2, x2 - side * _WIDTH / 2
    label = ", ".join(map(str, sorted(events)))
    yield (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor" '
        'marker-end="url(#tip)"/>'
        f'<text x="{(x1 + x2) / 2}" y="{(y1 + y2) / 2 - (6 if shift > 0 else -16)}" '
        f'text-anchor="middle" fill="currentColor" font-size="10">{label}</text>'
    )
