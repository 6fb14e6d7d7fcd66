"""Policies: what an IAM policy document lets somebody do, as far as the document alone can tell.

IAM's own logic in small: a statement that denies goes before any that allows, and what no
statement allows is not allowed. What hangs on something that is not known here, such as a
condition on a key that is not given, is `undecided`: neither allowed nor refused.

Source:
    IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements reference".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import unquote

from cognito_explore.told import unreadable

Decision = Literal["allowed", "denied", "not_allowed", "undecided"]

ANY: Final = "any value, whatever it is"
"""Stands for the value of a condition key, so that every condition on it is met."""

# Whether something is so; None: that is not known.
_Perhaps = bool | None
_ANYBODY = "*"
_VERSION = "2012-10-17"
_ARN_COLONS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do.

    Attributes:
        action: IAM's name, such as `sns:Publish`.
        resource: ARN; `*` for an action on no resource of its own.
        service: The AWS service that asks, where the document says whom it is about; empty:
            the document belongs to whoever asks.
        context: Condition keys in small letters; None: certainly absent. A key that is not
            there is not known.
    """

    action: str
    resource: str = "*"
    service: str = ""
    context: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy document.

    Attributes:
        effect: `Allow` or `Deny`.
        told: By IAM's names, as it stands in the document.
    """

    effect: str
    told: Mapping[str, Any]

    def applies(self, asked: Asked) -> _Perhaps:
        """Tell whether it is about what is asked."""
        return _all(
            (
                self._is_about_whom(asked),
                self._is_about_action(asked),
                self._is_about_resource(asked),
                _meets(self.told.get("Condition", {}), asked.context),
            )
        )

    @property
    def actions(self) -> list[str]:
        """The patterns of its actions; empty where it names those that it is not about."""
        return _texts(self.told.get("Action"), "Action")

    def condition_values(self, key: str) -> list[str]:
        """Give what its conditions ask of a key, whatever they compare it by."""
        conditions = self.told.get("Condition", {})
        return [
            value
            for keys in conditions.values()
            for name, wanted in keys.items()
            if name.lower() == key.lower()
            for value in _texts(wanted, "Condition")
        ]

    def _is_about_whom(self, asked: Asked) -> _Perhaps:
        if not asked.service:
            return True
        if "NotPrincipal" in self.told:
            return None
        principal = self.told.get("Principal")
        if isinstance(principal, Mapping):
            if asked.service in _texts(principal.get("Service"), "Principal"):
                return True
            principal = _ANYBODY if _ANYBODY in _texts(principal.get("AWS"), "Principal") else ""
        # Whether an AWS service is among everybody, IAM's documents do not say.
        return None if principal == _ANYBODY else False

    def _is_about_action(self, asked: Asked) -> _Perhaps:
        if "NotAction" in self.told:
            patterns = _texts(self.told["NotAction"], "NotAction")
            return not any(is_action_like(it, asked.action) for it in patterns)
        return any(is_action_like(it, asked.action) for it in self.actions)

    def _is_about_resource(self, asked: Asked) -> _Perhaps:
        for name in ("Resource", "NotResource"):
            if name in self.told:
                found = _any(_is_like(it, asked.resource) for it in _texts(self.told[name], name))
                return found if name == "Resource" or found is None else not found
        # A trust policy names no resource: it is the role's own.
        return True


def read_policy(document: object) -> tuple[Statement, ...]:
    """Read a policy document, as JSON, as JSON in URL encoding, or as what botocore made of it.

    Raises:
        OutcomeUnknownError: It is none.
    """
    told = document
    if isinstance(document, str):
        try:
            told = json.loads(unquote(document) if document.startswith("%7B") else document)
        except (ValueError, RecursionError):
            unreadable("policy document")
    statements = told.get("Statement") if isinstance(told, Mapping) else None
    listed = [statements] if isinstance(statements, Mapping) else statements
    if not isinstance(listed, list):
        unreadable("policy document")
    return tuple(_read_statement(it) for it in listed)


def decide(statements: Iterable[Statement], asked: Asked) -> Decision:
    """Tell whether the statements of all policies together let somebody do something."""
    found: dict[str, list[_Perhaps]] = {"Allow": [], "Deny": []}
    for it in statements:
        found[it.effect].append(it.applies(asked))
    is_denied, is_allowed = _any(found["Deny"]), _any(found["Allow"])
    if is_denied:
        return "denied"
    if is_allowed is False:
        return "not_allowed"
    return "allowed" if is_allowed and is_denied is False else "undecided"


def document(*statements: Mapping[str, Any]) -> str:
    """Write a policy document."""
    return json.dumps({"Version": _VERSION, "Statement": list(statements)})


def add_statement(old: object, statement: Mapping[str, Any]) -> str:
    """Write a policy document that has one more statement; what it had, it keeps.

    Raises:
        OutcomeUnknownError: The old one is none.
    """
    return document(*(it.told for it in read_policy(old)), statement)


def is_like(pattern: str, text: str) -> bool:
    """Tell whether a text is as a pattern says, where `*` is any text and `?` any character."""
    # Not by a regular expression, which takes for ever with many stars.
    at = place = 0
    star, after = -1, 0
    while place < len(text):
        if at < len(pattern) and pattern[at] == "*":
            star, after = at, place
            at += 1
        elif at < len(pattern) and pattern[at] in {"?", text[place]}:
            at, place = at + 1, place + 1
        elif star >= 0:
            after += 1
            at, place = star + 1, after
        else:
            return False
    return not pattern[at:].strip("*")


def is_arn_like(pattern: str, arn: str) -> bool:
    """Tell whether an ARN is as a pattern says, each of its six parts by itself."""
    patterns, found = (it.split(":", _ARN_COLONS) for it in (pattern, arn))
    if pattern == "*":
        return True
    return len(patterns) == len(found) and all(map(is_like, patterns, found))


def is_action_like(pattern: str, action: str) -> bool:
    """Tell whether an action is as a pattern says; IAM makes no difference of small and large."""
    return is_like(pattern.lower(), action.lower())


def _read_statement(told: object) -> Statement:
    effect = told.get("Effect") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or effect not in {"Allow", "Deny"}:
        unreadable("policy statement")
    conditions = told.get("Condition", {})
    is_right = isinstance(conditions, Mapping) and all(
        isinstance(it, Mapping) for it in conditions.values()
    )
    return Statement(str(effect), told) if is_right else unreadable("Condition")


def _is_like(pattern: str, text: str) -> _Perhaps:
    # A policy variable, whose value the document does not tell.
    return None if "${" in pattern else is_like(pattern, text)


def _meets(
    conditions: Mapping[str, Mapping[str, object]], context: Mapping[str, str | None]
) -> _Perhaps:
    return _all(
        _meets_one(operator, key.lower(), wanted, context)
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _meets_one(
    operator: str, key: str, wanted: object, context: Mapping[str, str | None]
) -> _Perhaps:
    value, patterns = context.get(key), _texts(wanted, "Condition")
    name = operator.removesuffix("IfExists")
    compare, is_not = _COMPARES.get(name.replace("Not", "", 1)), "Not" in name
    if value == ANY:
        return True
    if key not in context or (compare is None and name != "Null"):
        return None
    if compare is None:
        return patterns == [str(value is None).lower()]
    if value is None:
        return name != operator or is_not
    found = _any(None if "${" in it else compare(it, value) for it in patterns)
    return found if found is None else found != is_not


_COMPARES: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": str.__eq__,
    "StringEqualsIgnoreCase": lambda pattern, value: pattern.lower() == value.lower(),
    "StringLike": is_like,
    # IAM user guide: ArnEquals and ArnLike are the same.
    "ArnEquals": is_arn_like,
    "ArnLike": is_arn_like,
}


def _texts(value: object, member: str) -> list[str]:
    """Read a text, or a list of them; numbers and truths as JSON writes them."""
    items: Sequence[object] = value if isinstance(value, list) else [value]
    if value is None:
        return []
    if not all(isinstance(it, (str, int, float)) for it in items):
        unreadable(member)
    return [it if isinstance(it, str) else json.dumps(it) for it in items]


def _any(found: Iterable[_Perhaps]) -> _Perhaps:
    known = list(found)
    return True if True in known else None if None in known else False


def _all(found: Iterable[_Perhaps]) -> _Perhaps:
    known = list(found)
    return False if False in known else None if None in known else True
