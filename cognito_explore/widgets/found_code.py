"""FoundCode: on the embedded AWS, the code that the user would read from their device."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ipywidgets

from cognito_explore.actions.get_user import User
from cognito_explore.actions.signing_in import Challenge
from cognito_explore.codes_sent import codes_of, verified_last
from cognito_explore.history import Attempt
from cognito_explore.masks import mask_address
from cognito_explore.sensitive import Sensitive
from cognito_explore.session import Session
from cognito_explore.show import EMBEDDED
from cognito_explore.sms.phone_numbers import PhoneNumber
from cognito_explore.widgets.parts import Parts, show_if
from cognito_explore.widgets.secret_input import SecretInput

if TYPE_CHECKING:
    from cognito_explore.embedded.inbox import Message

# Of the embedded AWS's text for it.
_IN_SANDBOX = "SMS sandbox"


class FoundCode(ipywidgets.HBox):
    """A button that fills in a code that was found; hidden while there is none."""

    def __init__(self, parts: Parts, field: SecretInput) -> None:
        """Make the button, hidden.

        Args:
            parts: Makes it.
            field: What it fills in.
        """
        self._code = ""
        self._button = parts.button()
        self._button.on_click(lambda _: field.fill(self._code))
        super().__init__([self._button], layout=parts.layout, _dom_classes=("ce-under-fields",))
        self.show("")

    def show(self, code: str, where: str = "the newest code in the inbox") -> None:
        """Offer a code.

        Args:
            code: What was found; empty hides the button.
            where: Where it was found.
        """
        self._code = code
        self._button.description = f"Use {code}, {where}"
        show_if(self, is_shown=bool(code))


def find_verification_code(
    session: Session, attempts: list[Attempt], attribute_name: str, user: User | None
) -> str:
    """Give the code that was sent last for an attribute; empty where it cannot be read.

    Args:
        session: Whose inbox is looked at, if it is on the embedded AWS.
        attempts: Of the user.
        attribute_name: What the code is for.
        user: Whose it is, as far as is known.
    """
    codes = codes_of(attempts, attribute_name)
    if not codes or verified_last(attempts, attribute_name):
        return ""
    address = user.attributes.get(attribute_name) if user else None
    came = [it for it in _came(session, codes[-1].destination) if it.at >= codes[-1].sent_at]
    # Others may have an address that is masked alike.
    theirs = [it.code for it in came if address in {None, Sensitive(it.to)}]
    return theirs[-1] if theirs else ""


def find_sandbox_code(session: Session, number: PhoneNumber) -> str:
    """Give the code that was sent last to a number of the SMS sandbox; empty if it is not read."""
    came = [it for it in _came(session, number.masked) if _IN_SANDBOX in it.body]
    theirs = [it.code for it in came if Sensitive(it.to) == number]
    return theirs[-1] if theirs else ""


def find_sign_in_code(session: Session, challenge: Challenge) -> tuple[str, str]:
    """Give the code that a challenge asks for, and where it is; empty where it cannot be read."""
    if session.name != EMBEDDED:
        return "", ""
    demo = session.aws.demo
    if challenge.name == "SOFTWARE_TOKEN_MFA":
        if challenge.client_id not in {demo.client_id, demo.secret_client_id}:
            return "", ""
        return session.aws.authenticator_code(challenge.username), "from the authenticator app"
    came = _came(session, challenge.destination)
    return came[-1].code if came else "", "the newest code in the inbox"


def _came(session: Session, destination: str | None) -> list[Message]:
    """Give the messages of the embedded AWS that came to an address of which the mask is known."""
    if session.name != EMBEDDED:
        return []
    return [it for it in session.aws.messages() if mask_address(it.to) == destination]
