"""What the checks of one preview look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cognito_explore.facts import CODE_PLACE
from cognito_explore.show import printable
from cognito_explore.triggers.judging import BODIES, Refusal, Verdict
from cognito_explore.triggers.running import Ran

TEXT_SHOWN = 200
_CODE = "123456"


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """What the checks of one preview look at.

    Attributes:
        event: As the function got it.
        ran: What became of the call.
        verdict: What Cognito makes of the answer.
        medium: By which the code goes.
        email_sending_account: The pool's; None if it is not known.
    """

    event: Mapping[str, Any]
    ran: Ran
    verdict: Verdict
    medium: str
    email_sending_account: str | None

    @property
    def texts(self) -> Mapping[str, str]:
        """The texts that the function wrote, by AWS's names."""
        return self.verdict.texts

    @property
    def body(self) -> str | None:
        """The text of the medium by which the code goes; None: the pool's own."""
        return self.texts.get(BODIES[self.medium])

    def refusal(self, check_id: str) -> Refusal | None:
        """Give the error that a check tells of, if there is reason for it."""
        return next((it for it in self.verdict.refusals if it.check_id == check_id), None)


def answered(refusal: Refusal) -> str:
    """Say what Cognito answers, and whether that is known."""
    told = f"Cognito answers {refusal.code}: {printable(refusal.message, TEXT_SHOWN)}"
    if refusal.is_known:
        return told
    return f"AWS does not document which error Cognito answers; here it is {refusal.code}."


def filled(text: str) -> str:
    """Write a text as its user sees it, with a made-up code."""
    return text.replace(CODE_PLACE, _CODE)
