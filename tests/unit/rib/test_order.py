"""Keys stay in order while some come and some go, and few of them are looked at for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bgplib.rib import order as order_module
from bgplib.rib.order import Order, address_order, is_covered
from tests.counting import lines_of

_KEYS = [
    bytes((length,)) + bytes((number & 0xFF << max(0, 8 - length),))[: (length + 7) // 8]
    for length in range(9)
    for number in range(0, 256, max(1, 128 >> length))
]
KEYS = st.sampled_from(_KEYS)


@pytest.fixture(autouse=True, params=[0, 2, 256])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let few keys, or many, be put in their places one by one."""
    monkeypatch.setattr(order_module, "_FEW", request.param)


@given(st.lists(KEYS), st.lists(st.tuples(st.lists(KEYS), st.lists(KEYS), KEYS)))
def _what_is_covered(
    first: list[bytes], steps: list[tuple[list[bytes], list[bytes], bytes]]
) -> None:
    there = dict.fromkeys(first)
    order = Order(there)
    for come, go, key in steps:
        there.update(dict.fromkeys(come))
        if not order.came(come):
            order = Order(there)
        for each in go:
            there.pop(each, None)
        if not order.suits(len(there)):
            order = Order(there)
        in_order = sorted(there, key=address_order)
        assert order.keys(there) == in_order
        assert list(order.covered(there, key)) == [
            each for each in in_order if is_covered(each, key)
        ]


def test_what_is_covered_is_told_whatever_came_and_went() -> None:
    """It is the same as of all keys that are there, sorted anew."""
    _what_is_covered()


def test_a_key_that_comes_is_no_reason_to_look_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """RFC 8955 §6 has questions asked for each flow specification and each route that changes."""
    monkeypatch.setattr(order_module, "_FEW", 256)

    def work(count: int) -> int:
        there = {b"\x18" + number.to_bytes(3, "big"): None for number in range(count)}
        order = Order(there)

        def come_and_ask() -> None:
            for number in range(100):
                key = b"\x18\xff" + number.to_bytes(2, "big")
                there[key] = None
                assert order.came([key])
                assert list(order.covered(there, key)) == [key]

        return lines_of(come_and_ask)

    assert work(16_000) < 1.5 * work(1000)
