"""Calico's selectors: `all()`, `has(rack)`, `rack == 'a' && !has(route-reflector)`.

Conditions are joined by `&&` and `||`, of which `&&` binds tighter; sets are `in {'a', 'b'}` and
`not in`. Brackets around conditions are not read, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kubernetes_manifests import ManifestError

__all__ = ["selects"]

_KEY = r"([\w./-]+)"
_VALUE = r"""['"]([^'"]*)['"]"""
_HAS = re.compile(rf"(!?)\s*has\(\s*{_KEY}\s*\)")
_EQUALS = re.compile(rf"{_KEY}\s*(==|!=)\s*{_VALUE}")
_SET = re.compile(rf"{_KEY}\s+(not\s+)?in\s*\{{(.*)\}}")


def selects(selector: str | None, labels: Mapping[str, str]) -> bool:
    """Say whether a selector takes labels; no selector takes none.

    Raises:
        ManifestError: it is not understood.
    """
    if not selector:
        return False
    return any(
        all(_holds(each.strip(), labels) for each in part.split("&&"))
        for part in selector.split("||")
    )


def _holds(condition: str, labels: Mapping[str, str]) -> bool:
    if condition == "all()":
        return True
    if found := _HAS.fullmatch(condition):
        return (found[2] in labels) is not bool(found[1])
    if found := _EQUALS.fullmatch(condition):
        return (labels.get(found[1]) == found[3]) is (found[2] == "==")
    if found := _SET.fullmatch(condition):
        values = re.findall(_VALUE, found[3])
        return (labels.get(found[1]) in values) is not bool(found[2])
    raise ManifestError(f"{condition!r} of a selector is not understood")
