"""TokenForm: a form that acts for a signed-in user, on one of their attributes."""

from __future__ import annotations

from typing import Any

import traitlets

from cognito_explore.actions.signing_in import Tokens
from cognito_explore.facts import VERIFIABLE_ATTRIBUTES
from cognito_explore.history import Attempt
from cognito_explore.sensitive import Sensitive
from cognito_explore.session import Session
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.secret_input import SecretInput
from cognito_explore.widgets.signed_in import SignedIn
from cognito_explore.widgets.token_fields import TokenFields


class TokenForm(Form):
    """A form that begins with whose token it is, and which attribute it is about.

    Attributes:
        attribute_name: `email` or `phone_number`.
    """

    attribute_name = traitlets.Enum(VERIFIABLE_ATTRIBUTES, default_value=VERIFIABLE_ATTRIBUTES[0])

    def __init__(
        self,
        session: Session,
        tokens: Tokens | str | Sensitive | None = None,
        *,
        signed_in: SignedIn | None = None,
        **values: Any,
    ) -> None:
        """Make the form.

        Args:
            session: What it sends with.
            tokens: Of a sign-in, or an access token; default: one is asked for.
            signed_in: The user it shares with other forms; default: one of its own.
            **values: What is filled in at first, by the names of the form's attributes.

        Raises:
            TypeError: It is no session, there are no such tokens, or no such attribute.
            traitlets.TraitError: An attribute does not take this value.
        """
        super().__init__(session, signed_in=signed_in, **values)
        if tokens is not None:
            self.signed_in.use(tokens)
            self._glance(self.signed_in.try_to_look)

    @property
    def token(self) -> SecretInput:
        """The field of a token from elsewhere."""
        return self._token.input

    def _make_token_fields(self) -> TokenFields:
        self._token = TokenFields(self.session, self.signed_in, self._parts)
        self._token.bind(self)
        self._token.on_use(lambda: self._in_background(self.signed_in.try_to_look))
        self.signed_in.observe(lambda _: self.refresh(), ["access_token", "user", "trouble"])
        return self._token

    def refresh(self) -> None:
        """Read the token again, because time goes by."""
        self._token.refresh()

    def _attempts(self) -> list[Attempt]:
        """Give what the session's history knows of the user."""
        token = self.signed_in.access_token
        return self.session.history.of_user(token) if token else []
