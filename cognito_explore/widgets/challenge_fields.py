"""ChallengeFields: what a step of a sign-in asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

import ipywidgets

from cognito_explore.actions.respond_to_auth_challenge import RespondToAuthChallenge
from cognito_explore.actions.signing_in import NEW_PASSWORD_REQUIRED, SELECT_MFA_TYPE, Challenge
from cognito_explore.errors import Fault, InvalidRequestError
from cognito_explore.sensitive import Sensitive
from cognito_explore.widgets import cards
from cognito_explore.widgets.found_code import FoundCode
from cognito_explore.widgets.parts import Parts, show_if

_CODE = "Sign-in code"
# Labels are typeset by MathJax, and a server could send any number of them.
_ATTRIBUTE_NAME = r"[\w:.-]{1,60}"
_MOST_FIELDS = 20


class ChallengeFields(ipywidgets.VBox):
    """The fields of one step; hidden while there is none.

    Attributes:
        answer: The field of the code or the new password.
        repeated: The field of the new password once more.
        choice: The field of a second factor to choose.
        again: The button that goes back to the first step; it stands elsewhere.
        found: Offers the code where it can be read.
        inputs: Those in which Enter goes on.
        client_secret: Of the app client, for as long as the sign-in takes.
    """

    def __init__(self, parts: Parts, start_again: Callable[[], None]) -> None:
        """Make the fields, hidden.

        Args:
            parts: Makes them.
            start_again: What the button `again` does.
        """
        self._parts = parts
        self.client_secret: Sensitive | None = None
        self.answer = parts.secret(_CODE, is_masked=False)
        self.repeated = parts.secret("Once more")
        self.found = FoundCode(parts, self.answer)
        self.choice = parts.field(ipywidgets.Dropdown, "Second factor")
        self.inputs = (self.answer, self.repeated)
        self._challenge: Challenge | None = None
        self._question = parts.html()
        self._attributes = parts.column()
        self.again = parts.button("Start again")
        self.again.on_click(lambda _: start_again())
        super().__init__(
            [
                self._question,
                self.choice,
                self.answer,
                self.found,
                self.repeated,
                self._attributes,
            ],
            layout=parts.layout,
        )
        self.hide()

    def show(self, challenge: Challenge, client_secret: Sensitive | None) -> None:
        """Show what a challenge asks for.

        Args:
            challenge: One with a question.
            client_secret: Of the app client, if it has one; dropped with `hide`.
        """
        self._challenge, self.client_secret = challenge, client_secret
        is_password = challenge.name == NEW_PASSWORD_REQUIRED
        is_choice = challenge.name == SELECT_MFA_TYPE
        self._question.value = cards.framed(cards.paragraph(challenge.question))
        self.answer.label = "New password" if is_password else _CODE
        self.answer.is_masked = is_password
        self.choice.options = challenge.choices
        self._attributes.children = [
            self._parts.field(ipywidgets.Text, name)
            for name in challenge.required_attributes[:_MOST_FIELDS]
            if re.fullmatch(_ATTRIBUTE_NAME, name)
        ]
        show_if(self.choice, is_shown=is_choice)
        show_if(self.answer, is_shown=not is_choice)
        show_if(self.repeated, is_shown=is_password)
        show_if(self.again, is_shown=True)
        show_if(self, is_shown=True)

    def hide(self) -> None:
        """Hide the fields, and forget what is in them."""
        self._challenge = self.client_secret = None
        self.answer.take()
        self.repeated.take()
        self.found.show("")
        for it in self._attributes.children:
            it.close()
        self._attributes.children = ()
        show_if(self.again, is_shown=False)
        show_if(self, is_shown=False)

    @property
    def attributes(self) -> dict[str, str]:
        """The user's attributes that come with a new password."""
        return {it.description: it.value for it in self._attributes.children}

    def take(self) -> Sensitive:
        """Give what was typed, and forget it.

        Raises:
            InvalidRequestError: The new password was not repeated as it was.
        """
        answer, repeated = self.answer.take() or Sensitive(""), self.repeated.take()
        name = "" if self._challenge is None else self._challenge.name
        if name == SELECT_MFA_TYPE:
            answer = Sensitive(self.choice.value or "")
        elif name == NEW_PASSWORD_REQUIRED and answer != repeated:
            fault = Fault("new_password", "The two are not the same.", "Type it twice.")
            raise InvalidRequestError(RespondToAuthChallenge.OPERATION, (fault,))
        return answer
