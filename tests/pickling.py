"""Ways to send a value elsewhere, and what is different about what arrives."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import partial
from typing import Any, Final

import attrs

from bgplib.attributes import AttributeReader, AttributeTable, BlockStore
from bgplib.errors import BGPError


def _through_a_pickle(value: Any, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))


#: every way, by name: protocols from 2 to the latest
WAYS: Final[dict[str, Callable[[Any], Any]]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
} | {
    f"protocol {protocol}": partial(_through_a_pickle, protocol=protocol)
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
}
#: what is read with, and not what was read; compared by its context alone
_TOOLS: Final = (AttributeTable, BlockStore)
#: notes of the table that holds a path, and of who compares it: they stay there
_NOTES: Final = {"uses", "rank", "ranked_by", "judged_by", "tie"}


def changed(value: Any) -> list[str]:
    """Return what is different about a value that went each of the ways; nothing, it is hoped."""
    found = []
    for name, way in WAYS.items():
        arrived = way(value)
        found += [f"{name}: {each}" for each in differences(value, arrived)]
        if not _is_equal_to_itself_alone(value):
            if arrived != value:
                found.append(f"{name}: not equal")
            if _hash(arrived) != _hash(value):
                found.append(f"{name}: another hash")
    return found


def _hash(value: Any) -> int | None:
    try:
        return hash(value)
    except TypeError:  # it holds a list or a dict
        return None


def differences(one: Any, other: Any) -> Iterator[str]:
    """Yield where two values differ in anything that can be read plainly, at any depth."""
    seen: set[tuple[int, int]] = set()
    waiting: list[tuple[str, Any, Any]] = [("", one, other)]
    while waiting:
        where, one, other = waiting.pop()
        if one is other or (id(one), id(other)) in seen:
            continue
        seen.add((id(one), id(other)))
        if not (isinstance(other, type(one)) or isinstance(one, type(other))):
            yield f"{where}: {type(one)} became {type(other)}"
        elif isinstance(one, tuple | list):
            if len(one) != len(other):
                yield f"{where}: {len(one)} became {len(other)}"
            waiting += [
                (f"{where}[{at}]", *both) for at, both in enumerate(zip(one, other, strict=False))
            ]
        elif isinstance(one, Mapping):
            # Keys may be equal to themselves alone: what is said of them is compared, in order.
            waiting.append((where, tuple(one.items()), tuple(other.items())))
        elif isinstance(one, AbstractSet):
            if one != other:
                yield f"{where}: {one} became {other}"
        elif type(one).__module__.startswith("bgplib") and not isinstance(one, int | type):
            waiting += [
                (f"{where}.{name}", _read(one, name), _read(other, name)) for name in _names(one)
            ]
        elif one != other and not (one != one and other != other):  # two NaNs
            yield f"{where}: {one!r} became {other!r}"


def _names(value: Any) -> list[str]:
    """Name all that can be read of a value without a call: fields, slots and properties."""
    if isinstance(value, _TOOLS):
        return []
    if isinstance(value, AttributeReader):
        return ["context"]
    names: set[str] = set(getattr(value, "__dict__", ()))
    for kind in type(value).__mro__:
        if attrs.has(kind):
            names |= {each.name for each in attrs.fields(kind)}
        for name, found in vars(kind).items():
            if isinstance(found, property) or type(found).__name__ in _DESCRIPTORS:
                names.add(name)
    return sorted(name for name in names - _NOTES if not name.startswith("_"))


#: slots, and fields and properties of compiled classes
_DESCRIPTORS: Final = ("member_descriptor", "getset_descriptor", "cached_property")


def _read(value: Any, name: str) -> object:
    try:
        return getattr(value, name)
    except (BGPError, NotImplementedError) as error:
        return type(error), str(error)
    except AttributeError:
        return AttributeError


def _is_equal_to_itself_alone(value: Any) -> bool:
    """Say whether a value is, or holds, something that is compared by identity."""
    seen: set[int] = set()
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, tuple | list | AbstractSet):
            waiting += each
        elif isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, BaseException):
            return True
        elif type(each).__module__.startswith("bgplib") and not isinstance(each, int | type):
            compared: object = type(each).__eq__
            if compared is object.__eq__:
                return True
            waiting += [found for name in _fields(each) if (found := _read(each, name)) is not each]
    return False


def _fields(value: Any) -> list[str]:
    """Name the fields that `==` looks at."""
    if not attrs.has(type(value)):
        return []
    return [each.name for each in attrs.fields(type(value)) if each.eq]
