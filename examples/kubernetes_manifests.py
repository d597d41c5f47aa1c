"""Reads the manifests of Kubernetes' load balancers and networks: YAML, or JSON.

YAML needs PyYAML (`pip install pyyaml`); JSON needs nothing. A field that a program does not know
of is said on standard error, and never ignored in silence: what an operator wrote was meant.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

__all__ = ["Fields", "ManifestError", "Resource", "matches", "read"]


_NUMBER = re.compile(r"(?:[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+)$")


class ManifestError(Exception):
    """A manifest that is none, or lacks what is needed."""


@attrs.frozen
class Resource:
    """One resource of a manifest."""

    kind: str
    name: str
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    spec: Fields
    status: Mapping[str, Any]

    def __str__(self) -> str:
        """Return `BGPPeer/rack-1`."""
        return f"{self.kind}/{self.name}"


class Fields:
    """The fields of a mapping, of which is kept which were read."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        """Hold the fields.

        Args:
            values: the mapping.
            where: what is said of it in complaints.
        """
        self._values = values
        self._left = set(values)
        self.where = where

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field, or something else where it is not there."""
        self._left.discard(name)
        value = self._values.get(name)
        return default if value is None else value

    def need(self, name: str) -> Any:
        """Return a field.

        Raises:
            ManifestError: it is not there.
        """
        value = self.get(name)
        if value is None:
            raise ManifestError(f"{self.where} has no {name}")
        return value

    def without_effect(self, *names: str) -> None:
        """Note fields that say nothing to a BGP speaker."""
        self._left.difference_update(names)

    def complain(self) -> None:
        """Say on standard error which fields nobody has read."""
        for name in sorted(self._left):
            print(f"{self.where}: {name} is not supported, and has no effect", file=sys.stderr)


def read(paths: Iterable[str | Path]) -> list[Resource]:
    """Read all resources of some files.

    Raises:
        ManifestError: a file is neither YAML nor JSON, or holds no resources.
        OSError: a file cannot be read.
    """
    return [
        _resource(document)
        for path in paths
        for document in _documents(Path(path))
        if document is not None
    ]


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, str]) -> bool:
    """Say whether labels are what a `LabelSelector` asks for; no selector asks for nothing.

    Raises:
        ManifestError: an operator that there is none of.
    """
    if not selector:
        return True
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for each in selector.get("matchExpressions") or ():
        key, operator, values = each["key"], each["operator"], each.get("values") or []
        holds = {
            "In": labels.get(key) in values,
            "NotIn": labels.get(key) not in values,
            "Exists": key in labels,
            "DoesNotExist": key not in labels,
        }
        if operator not in holds:
            raise ManifestError(f"{operator} is no operator of a label selector")
        if not holds[operator]:
            return False
    return True


def _documents(path: Path) -> list[Any]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        try:
            found = json.loads(text)
        except ValueError as error:
            raise ManifestError(f"{path}: {error}") from None
    else:
        found = _yaml(path, text)
    documents = found if isinstance(found, list) else [found]
    return [
        item
        for document in documents
        for item in (
            document["items"] if isinstance(document, dict) and "items" in document else [document]
        )
    ]


def _yaml(path: Path, text: str) -> list[Any]:
    try:
        import yaml  # not everybody has YAML, and JSON does not need it
    except ImportError:
        raise ManifestError(
            f"{path} needs PyYAML (`pip install pyyaml`), or convert it to JSON"
        ) from None

    class Loader(yaml.SafeLoader):
        """Reads numbers as YAML 1.2 does: in 1.1, 64512:100 is a number to the base of 60."""

    number = "tag:yaml.org,2002:int"
    Loader.yaml_implicit_resolvers = {
        first: [each for each in resolvers if each[0] != number]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(number, _NUMBER, list("-+0123456789"))
    try:
        return list(yaml.load_all(text, Loader))
    except yaml.YAMLError as error:
        raise ManifestError(f"{path}: {error}") from None


def _resource(document: Any) -> Resource:
    if not isinstance(document, dict) or "kind" not in document:
        raise ManifestError(f"{document!r:.60} is no resource of Kubernetes")
    metadata = document.get("metadata") or {}
    kind, name = document["kind"], metadata.get("name", "")
    spec = document.get("spec")
    if spec is None:
        known = ("apiVersion", "kind", "metadata", "status")
        spec = {key: value for key, value in document.items() if key not in known}
    return Resource(
        kind=kind,
        name=name,
        labels=metadata.get("labels") or {},
        annotations=metadata.get("annotations") or {},
        spec=Fields(spec, f"{kind}/{name}"),
        status=document.get("status") or {},
    )
