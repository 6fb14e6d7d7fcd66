"""SignedIn: the one user that the forms of an explorer share."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import traitlets

from cognito_explore.actions.get_user import User
from cognito_explore.actions.signing_in import Tokens
from cognito_explore.errors import CognitoExploreError
from cognito_explore.sensitive import Sensitive
from cognito_explore.token import SOON, AccessToken

if TYPE_CHECKING:
    from cognito_explore.session import Session


class SignedIn(traitlets.HasTraits):
    """Who the forms act for: a token, whose it is, and what was last asked for.

    None of it is sent to a browser.

    Attributes:
        access_token: Of the user, hidden; None while nobody is signed in.
        tokens: The sign-in that it is of; None for a token that was pasted.
        user: Whose it is, as far as Cognito said.
        attribute_name: What a code was last sent for.
        sent: Counts the codes that forms sent, so that others learn of each.
        trouble: Why Cognito did not say whose token it is.
    """

    access_token = traitlets.Instance(AccessToken, allow_none=True)
    tokens = traitlets.Instance(Tokens, allow_none=True)
    user = traitlets.Instance(User, allow_none=True)
    attribute_name = traitlets.Unicode()
    sent = traitlets.Int()
    trouble = traitlets.Instance(CognitoExploreError, allow_none=True)

    def __init__(self, session: Session) -> None:
        """Begin with nobody.

        Args:
            session: What asks Cognito.
        """
        super().__init__()
        self._session = session
        self._client_secret: Sensitive | None = None
        self._refreshing = threading.Lock()

    def use(
        self, given: Tokens | str | Sensitive, *, client_secret: Sensitive | None = None
    ) -> None:
        """Act for the user of a sign-in, or of a token from elsewhere; nobody is asked.

        Args:
            given: The tokens of a sign-in, or an access token.
            client_secret: What they are refreshed with, if their app client has one.

        Raises:
            TypeError: It is neither.
        """
        self._client_secret = client_secret
        self.tokens = given if isinstance(given, Tokens) else None
        self.user = self.trouble = None
        self.access_token = given.access_token if isinstance(given, Tokens) else AccessToken(given)

    def note_sent(self, attribute_name: str) -> None:
        """Tell the other forms that a code was sent."""
        self.attribute_name = attribute_name
        self.sent += 1

    def look(self) -> User:
        """Ask Cognito whose token it is.

        Raises:
            CognitoExploreError: As `Session.get_user`.
        """
        token = self.current()
        user = self._session.get_user(token)
        # Meanwhile somebody else may have been signed in.
        if token is self.access_token:
            self.user = user
        return user

    def try_to_look(self) -> User | None:
        """Ask Cognito whose token it is; where it does not say, `trouble` tells why."""
        token = self.access_token
        try:
            return self.look()
        except CognitoExploreError as error:
            if token is self.access_token:
                self.trouble = error
            return None

    def current(self) -> AccessToken:
        """Give the token, a new one if it is about to run out and can be refreshed."""
        with self._refreshing:
            token, tokens = self.access_token or AccessToken(""), self.tokens
            if tokens is None or tokens.refresh_token is None:
                return token
            if tokens.expires_at - self._session.clock.now() > SOON:
                return token
            try:
                new = self._session.refresh(tokens, client_secret=self._client_secret)
            except CognitoExploreError:
                # It is in the history; Cognito judges the old one, and says what to do.
                return token
            # Meanwhile somebody else may have been signed in.
            if self.tokens is tokens:
                self.tokens = new
                self.access_token = new.access_token
            return new.access_token
