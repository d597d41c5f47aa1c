"""`route.path.fresh`: equal to the block it is made of, in an index that many blocks share."""

from __future__ import annotations

import struct
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from bgplib.attributes.block import AttributeBlock
from bgplib.context import Context, SessionType
from bgplib.kernel.framing import MARKER
from bgplib.messages.decoder import Decoder
from bgplib.messages.update import Update
from bgplib.route.path import Layouts, fresh
from tests.unit.kernel.test_usual import READ_PLAINLY

_CONTEXTS: Final = (
    Context(session=SessionType.INTERNAL),
    # RFC 7606 §7.5: of such a session LOCAL_PREF is discarded, and the block is not whole.
    Context(session=SessionType.EXTERNAL),
    Context(session=SessionType.INTERNAL, four_octet_as=False),
)
# Nobody has looked whether a fresh block is choosy.
_READ: Final = tuple(name for name in READ_PLAINLY if name != "choosy")
#: with AS numbers of four octets
_PATHS: Final = (b"\2\1\0\0\0\1", b"\2\2\0\0\0\1\0\0\0\2")
#: of equal length, so that only their type codes tell their layouts apart
_OF_FOUR_OCTETS: Final = ((0x80, 4), (0x40, 5), (0xC0, 8), (0x80, 9), (0x80, 10), (0xC0, 99))
_OF_EIGHT_OCTETS: Final = ((0xC0, 7), (0xC0, 8), (0x80, 10), (0xC0, 16), (0xC0, 99))


def _attribute(flags: int, code: int, value: bytes) -> bytes:
    return bytes((flags, code, len(value))) + value


@st.composite
def _updates(draw: st.DrawFn) -> bytes:
    """Announce a prefix with what every route needs, and few others."""
    path = draw(st.sampled_from((*_PATHS, b"\2\2\0\1\0\2", b"")))
    octets = _attribute(0x40, 1, b"\0") + _attribute(0x40, 2, path)
    octets += _attribute(0x40, 3, b"\xc0\0\2\1")
    some = st.lists(
        st.one_of(
            st.sampled_from(_OF_FOUR_OCTETS).map(lambda kind: _attribute(*kind, b"\0\0\0\7")),
            st.sampled_from(_OF_EIGHT_OCTETS).map(lambda kind: _attribute(*kind, b"\0\0\0\7" * 2)),
            st.just(_attribute(0x40, 6, b"")),
        ),
        max_size=2,
    )
    others: list[bytes] = draw(some)
    # In ascending order they are of the usual kind.
    if draw(st.booleans()):
        others.sort(key=lambda each: each[1])
    octets += b"".join(others)
    body = bytes(2) + len(octets).to_bytes(2, "big") + octets + b"\x08\x0a"
    return MARKER + struct.pack(">HB", 19 + len(body), 2) + body


def _decoded(context: Context, octets: bytes) -> AttributeBlock:
    """Decode with nothing remembered."""
    update = Decoder(context).decode(octets)
    assert isinstance(update, Update)
    return update.attributes


@given(st.lists(st.tuples(st.sampled_from(_CONTEXTS), _updates()), min_size=1, max_size=12))
def test_a_fresh_block_says_the_same(several: list[tuple[Context, bytes]]) -> None:
    """Whatever layouts were seen before: each reads as it did, and shares where values are."""
    layouts: Layouts = {}
    shared: dict[object, dict[int, int]] = {}
    for context, octets in several:
        block = _decoded(context, octets)
        is_usual = block._places is not None
        found = fresh(block, layouts)
        # The other was not asked before: what it says was not read by what both may share.
        asked = _decoded(context, octets)
        assert found == asked
        assert list(found) == list(asked)
        for name in _READ:
            assert getattr(found, name) == getattr(asked, name)
        layout = (is_usual, *asked._spans.items())
        assert shared.setdefault(layout, found._spans) is found._spans
    assert len(layouts) == len(shared)


@given(st.sampled_from(_CONTEXTS), _updates())
def test_a_fresh_block_keeps_nothing_of_what_was_read(context: Context, octets: bytes) -> None:
    """What the other keeps stays with it, also where no layouts are shared."""
    block = _decoded(context, octets)
    for name in _READ:
        getattr(block, name)
    for found in (fresh(block), fresh(block, {})):
        assert found == block
        assert found.whole is block.whole
        assert found._as_path is None
        assert found._values is None
        assert found._places is None
