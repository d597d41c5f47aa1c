"""Policy: an ordered tuple of statements, evaluated from the first to the one that decides."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING, Self

import attrs

from bgplib._checks import of_type, several
from bgplib.errors import LocalError
from bgplib.policy.ask import ask
from bgplib.policy.compared import Compared
from bgplib.policy.context import PolicyContext
from bgplib.policy.run import run
from bgplib.policy.shared_paths import SharedPaths
from bgplib.policy.statement import Action, Statement, action_of
from bgplib.policy.subject import AnySubject

if TYPE_CHECKING:
    from bgplib.policy.check import Remark
    from bgplib.policy.result import Result

__all__ = ["Chain", "Policy"]

_NO_CONTEXT = PolicyContext()


def _statements(value: Iterable[Statement] | Statement) -> tuple[Statement, ...]:
    return tuple(several(value))


def _names_differ(policy: object, attribute: object, statements: tuple[Statement, ...]) -> None:
    for statement in statements:
        if not isinstance(statement, Statement):
            raise LocalError(f"{statement!r} is no Statement: a policy is made of those")
    names = [statement.name for statement in statements]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise LocalError(f"two statements have the same name: {', '.join(sorted(twice))}")


def _decides(policy: object, attribute: object, default: Action) -> None:
    if not isinstance(default, Action):
        raise LocalError(f"default is {default!r}, which is not Action.ACCEPT or Action.REJECT")
    if default is Action.NEXT:
        raise LocalError("the default of a policy accepts or rejects; nothing comes behind it")


@attrs.frozen(kw_only=True, eq=False, getstate_setstate=False)
class Policy(Compared):
    """Statements that are asked in turn. The first that matches and accepts or rejects decides.

    A program's own class may override `apply`. It returns a `Result` for the same destination and
    of the same source, or raises what it likes: to a `Speaker`, and to a `Chain`, that is one
    `PolicyError` as any, so that the route is rejected (`PolicyFailed`) and all else goes on.

    Policies are equal when their fields are. One of a program's own class is equal to itself alone,
    since nobody knows what else it goes by, unless the class is made by `attrs` too or says how it
    compares. So give a speaker another object whenever a policy answers otherwise. `inserting` and
    `without` keep what such a class keeps beside the fields; `attrs.evolve` knows of fields alone.

    Raises:
        LocalError: two statements have the same name, or the default is `NEXT`.
        ParseError: the default is a word that names no action.
    """

    name: str = attrs.field(validator=of_type(str))  #: stands in explanations
    #: asked in this order
    statements: tuple[Statement, ...] = attrs.field(
        default=(), converter=_statements, validator=_names_differ
    )
    #: what happens to routes that no statement decides on; a name, "accept", is converted
    default: Action = attrs.field(default=Action.REJECT, converter=action_of, validator=_decides)

    def apply(
        self,
        route: AnySubject,
        context: PolicyContext = _NO_CONTEXT,
        shared: SharedPaths | None = None,
    ) -> Result[AnySubject]:
        """Judge a route, or a path. Nothing is changed but in the copy that is returned.

        Args:
            route: what to judge. A path can be judged where `per_destination` is false.
            context: the session, and data from outside of BGP.
            shared: what earlier calls under the same context made of paths; None makes all anew.

        Raises:
            PolicyError: a matcher or modifier fails; it names the statement.
        """
        return run(self.name, self.statements, self.default, route, context, shared)

    @property
    def per_destination(self) -> bool:
        """Whether routes of one path may fare differently.

        Functions of a program count as so, and classes of one that override `apply`.
        """
        return (
            type(self).apply is not Policy.apply
            or any(
                getattr(matcher, "per_destination", True)
                for statement in self.statements
                for matcher in statement.matchers
            )
            or any(
                not hasattr(modifier, "change")
                for statement in self.statements
                for modifier in statement.modifiers
            )
        )

    def check(self) -> tuple[Remark, ...]:
        """Find what cannot be meant: statements that never match, or match in vain."""
        from bgplib.policy.check import check  # its cost is that of programs which ask

        return check(self)

    def inserting(self, statement: Statement, before: str | None = None) -> Self:
        """Return the policy with one statement more.

        Args:
            statement: the new one.
            before: the name of the statement before which it stands; None puts it last.

        Raises:
            LocalError: there is no such statement, or the name is taken.
        """
        at = len(self.statements) if before is None else self._index(before)
        return self._of(*self.statements[:at], statement, *self.statements[at:])

    def without(self, *names: str) -> Self:
        """Return the policy without some statements.

        Args:
            names: their names.

        Raises:
            LocalError: there is no such statement.
        """
        gone = {self._index(name) for name in names}
        return self._of(*(each for at, each in enumerate(self.statements) if at not in gone))

    def _of(self, *statements: Statement) -> Self:
        """Return the policy with other statements, and with all that a class of one's own keeps.

        Raises:
            LocalError: two of them have the same name.
        """
        if self.is_its_fields:
            return attrs.evolve(self, statements=statements)
        _names_differ(self, None, statements)
        other = copy(self)
        object.__setattr__(other, "statements", statements)
        return other

    def _index(self, name: str) -> int:
        names = [statement.name for statement in self.statements]
        if name not in names:
            raise LocalError(f"no statement is called {name!r}; there are {', '.join(names)}")
        return names.index(name)

    def __str__(self) -> str:
        """Return the policy in words, one line for each statement."""
        lines = [f"policy {self.name}", *(f"  {statement}" for statement in self.statements)]
        return "\n".join([*lines, f"  otherwise {self.default.value}"])


def _policies(value: Iterable[Policy | Chain] | Policy | Chain) -> tuple[Policy | Chain, ...]:
    return tuple(several(value))


def _not_empty(chain: object, attribute: object, policies: tuple[Policy | Chain, ...]) -> None:
    if not policies:
        raise LocalError("policies is empty: a chain without one would accept everything")
    for policy in policies:
        if not isinstance(policy, Policy | Chain):
            raise LocalError(f"{policy!r} is no Policy: a chain is made of those")


@attrs.frozen(eq=False, getstate_setstate=False)
class Chain(Compared):
    """Policies all of which a route must pass, each as the one before left it.

    Chains compare as policies do.
    """

    #: asked in this order
    policies: tuple[Policy | Chain, ...] = attrs.field(converter=_policies, validator=_not_empty)

    @classmethod
    def of(cls, *policies: Policy | Chain) -> Chain:
        """Make a chain, such as of the procedures of RFC 9234 and a policy of one's own."""
        return cls(policies)

    @property
    def name(self) -> str:
        """The names of the policies."""
        return ", ".join(policy.name for policy in self.policies)

    @property
    def per_destination(self) -> bool:
        """Whether routes of one path may fare differently, as `Policy.per_destination` has it."""
        return type(self).apply is not Chain.apply or any(
            policy.per_destination for policy in self.policies
        )

    def apply(
        self,
        route: AnySubject,
        context: PolicyContext = _NO_CONTEXT,
        shared: SharedPaths | None = None,
    ) -> Result[AnySubject]:
        """Judge a route as `Policy.apply` does.

        Raises:
            PolicyError: a matcher or modifier fails; it names the statement. Or an `apply` of a
                program's own does; it names that policy.
        """
        result: Result[AnySubject] = ask(self.policies[0], route, context, shared)
        for policy in self.policies[1:]:
            if not result.accepted:
                break
            following = ask(policy, result.route, context, shared)
            result = following.behind(result)
        return result

    def check(self) -> tuple[Remark, ...]:
        """Find what cannot be meant in each of the policies."""
        return tuple(remark for policy in self.policies for remark in policy.check())
