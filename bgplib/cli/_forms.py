"""The options that choose between forms of output: at most one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

import click

__all__ = ["form_options"]

F = TypeVar("F", bound=Callable[..., Any])


def form_options(**forms: tuple[str, str]) -> Callable[[F], F]:
    """Add options, one of which may be given; the function is told which as `form`, or None.

    Args:
        forms: by what the function is told, an option and what `--help` says of it.
    """

    def add(function: F) -> F:
        for form, (name, text) in reversed(forms.items()):
            function = click.option(
                name,
                f"is_{form}",
                is_flag=True,
                expose_value=False,
                callback=partial(_choose, form),
                help=text,
            )(function)
        return function

    return add


def _choose(form: str, ctx: click.Context, param: click.Parameter, given: bool) -> None:
    """Take note of an option, unless another one was given."""
    params = ctx.params
    chosen: str | None = params.setdefault("form", None)
    if not given:
        return
    if chosen is not None:
        other = next(each for each in ctx.command.params if each.name == f"is_{chosen}")
        raise click.UsageError(
            f"{other.opts[0]} and {param.opts[0]} are two forms of output: choose one"
        )
    params["form"] = form
