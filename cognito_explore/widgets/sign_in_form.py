"""SignInForm: to a token by password, step by step, or by pasting one."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import traitlets

from cognito_explore.actions.get_user import GetUser
from cognito_explore.actions.initiate_auth import PASSWORD_FLOW, SRP_FLOW, InitiateAuth
from cognito_explore.actions.respond_to_auth_challenge import RespondToAuthChallenge
from cognito_explore.actions.signing_in import Challenge, Tokens
from cognito_explore.errors import (
    ChallengeRequiredError,
    NotAuthorizedError,
    OutcomeUnknownError,
)
from cognito_explore.sensitive import MASK, Sensitive
from cognito_explore.show import EMBEDDED
from cognito_explore.token import AccessToken
from cognito_explore.widgets import cards
from cognito_explore.widgets.challenge_fields import ChallengeFields
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.found_code import find_sign_in_code
from cognito_explore.widgets.parts import show_if
from cognito_explore.widgets.user_card import user_card
from cognito_explore.widgets.ways_in import WAYS

_ASK = "getpass.getpass()"
_ASK_TOKEN = 'getpass.getpass("Access token: ")'  # noqa: S105 -- asks for one
_ASK_SECRET = 'getpass.getpass("Client secret: ")'  # noqa: S105 -- asks for one


class SignInForm(Form):
    """Sign in as the user, or paste a token from elsewhere.

    Its `result` is the `Tokens` of a sign-in, or the pasted `AccessToken`.

    Attributes:
        way: `USER_PASSWORD_AUTH`, `USER_SRP_AUTH`, `paste`, or `elsewhere`.
        username: Of the user.
        client_id: Of the app client; filled in if the session has one.
        user_pool_id: Of its user pool, which SRP takes.
        password: The field of the password.
        client_secret: The field of the app client's secret, if it has one.
        token: The field of a token from elsewhere.
        challenge: The step that Cognito asks for; None if it asks for none.
    """

    TITLE = "Sign in"
    BUTTON = "Sign in"
    BUSY = "Signing in…"
    NEXT = ("Send a code",)

    way = traitlets.Enum([*WAYS], default_value=PASSWORD_FLOW)
    username = traitlets.Unicode()
    client_id = traitlets.Unicode()
    user_pool_id = traitlets.Unicode()
    challenge = traitlets.Instance(Challenge, allow_none=True, read_only=True)

    def refresh(self) -> None:
        """Fill in the demo user's password, so that they can sign in again."""
        is_empty = not self.password.is_filled
        if self.error is None and self.username == self._demo.value and is_empty:
            self._fill_in()

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        parts = self._parts
        self._filled_for = ""
        demo = self.session.aws.demo if self.session.name == EMBEDDED else None
        users = [(f"{name}: {what}", name) for name, what in demo.about.items()] if demo else []
        self._demo = parts.field(ipywidgets.Dropdown, "Demo user", options=users)
        way = parts.field(
            ipywidgets.Dropdown, "How", options=[(it.label, key) for key, it in WAYS.items()]
        )
        username = parts.field(ipywidgets.Text, "Username")
        client_id = parts.field(ipywidgets.Text, "App client id")
        pool = parts.field(ipywidgets.Text, "User pool id", placeholder="eu-central-1_aBcDeFgHi")
        self.password = parts.secret("Password")
        self.client_secret = parts.secret("Client secret", placeholder="only if it has one")
        self.token = parts.secret("Access token", placeholder="eyJ…, with or without Bearer")
        self.client_id = self.session.client_id or ""
        self.user_pool_id = self.session.user_pool_id or ""
        for trait, field in (
            ("way", way),
            ("username", username),
            ("client_id", client_id),
            ("user_pool_id", pool),
        ):
            traitlets.link((self, trait), (field, "value"))
        self._steps = ChallengeFields(parts, self._start_again)
        self._side_buttons.append(self._steps.again)
        self._on_enter(username, client_id, pool, self.password, self.client_secret, self.token)
        self._on_enter(*self._steps.inputs)
        self._note = parts.html()
        app = parts.column([client_id, self.client_secret, pool])
        is_known = bool(self.session.client_id)
        self._app = parts.fold(app, "App client", is_open=not is_known)
        self._with_password = parts.column([self._demo, username, self.password, self._app])
        self._first = parts.column([way, self._note, self._with_password, self.token])
        show_if(self._demo, is_shown=bool(users))
        self._demo.observe(self._choose_demo, "value")
        self.observe(self._follow_username, "username")
        self.observe(self._show_way, "way")
        self._show_way()
        self._fill_in()
        return [self._first, self._steps]

    def _act(self) -> Tokens | AccessToken | None:
        if self.challenge is not None:
            return self._answer(self.challenge)
        if WAYS[self.way].needs_token:
            return self._paste()
        return self._sign_in()

    def _sign_in(self) -> Tokens | None:
        password, secret = self.password.take(), self.client_secret.take()
        self._say(
            self._line(has_secret=secret is not None),
            # What SRP sends is computed, so there is no program for it.
            None if self.way == SRP_FLOW else lambda: self._password_request(secret),
        )
        try:
            tokens = self.session.sign_in(
                self.username,
                password or "",
                flow=self.way,
                client_id=self.client_id,
                client_secret=secret,
                user_pool_id=self.user_pool_id or None,
            )
        except ChallengeRequiredError as asked:
            self._ask(asked, secret)
            return None
        return self._welcome(tokens, secret)

    def _line(self, *, has_secret: bool) -> str:
        session, is_srp = self.session, self.way == SRP_FLOW
        is_own_client = self.client_id in {"", session.client_id}
        is_own_pool = self.user_pool_id in {"", session.user_pool_id}
        call = write_call(
            "session.sign_in",
            repr(self.username),
            _ASK,
            flow=repr(self.way) if is_srp else None,
            client_id=None if is_own_client else repr(self.client_id),
            client_secret=_ASK_SECRET if has_secret else None,
            user_pool_id=repr(self.user_pool_id) if is_srp and not is_own_pool else None,
        )
        return f"tokens = {call}"

    def _password_request(self, secret: Sensitive | None) -> InitiateAuth:
        client_id = self.client_id or self.session.client_id or ""
        is_own = client_id == self.session.client_id
        made_up = secret or (self.session.client_secret if is_own else None)
        return InitiateAuth.with_password(
            self.username,
            MASK,
            client_id=client_id,
            client_secret=Sensitive(MASK) if made_up else None,
        )

    def _answer(self, challenge: Challenge) -> Tokens | None:
        secret, attributes = self._steps.client_secret, self._steps.attributes
        call = write_call(
            "session.answer_challenge",
            "error.challenge",
            _ASK,
            attributes=repr(attributes) if attributes else None,
            client_secret=_ASK_SECRET if secret else None,
        )
        self._say(
            f"tokens = {call}",
            lambda: RespondToAuthChallenge.answering(
                challenge,
                MASK,
                attributes=attributes,
                client_secret=Sensitive(MASK) if secret else None,
            ),
        )
        answer = self._steps.take()
        try:
            tokens = self.session.answer_challenge(
                challenge, answer, attributes=attributes, client_secret=secret
            )
        except ChallengeRequiredError as asked:
            self._ask(asked, secret)
            return None
        except (NotAuthorizedError, OutcomeUnknownError):
            # The sign-in took too long, or nobody knows where it stands: from the start.
            self._leave_challenge()
            raise
        self._leave_challenge()
        return self._welcome(tokens, secret)

    def _paste(self) -> AccessToken:
        text = self.token.take()
        token = AccessToken(text or "")
        self._say(
            f"user = session.get_user(access_token := cx.AccessToken({_ASK_TOKEN}))",
            lambda: GetUser(token),
        )
        # First, because a useless one does not take the place of another.
        user = self.session.get_user(token)
        self.signed_in.use(token)
        self.signed_in.user = user
        return token

    def _ask(self, asked: ChallengeRequiredError, secret: Sensitive | None) -> None:
        """Show the next step, if it can be taken here."""
        if asked.challenge is None or not asked.challenge.question:
            self._leave_challenge()
            raise asked
        self.set_trait("challenge", asked.challenge)
        self._steps.show(asked.challenge, secret)
        show_if(self._first, is_shown=False)
        self._button.description = "Go on"
        self._steps.found.show(*find_sign_in_code(self.session, asked.challenge))

    def _welcome(self, tokens: Tokens, client_secret: Sensitive | None) -> Tokens:
        self.signed_in.use(tokens, client_secret=client_secret)
        self.signed_in.try_to_look()
        return tokens

    def _show_result(self, result: Tokens | AccessToken | None) -> str:
        if result is None:
            # The next step shows itself.
            return ""
        return user_card(self.signed_in, self.session.clock.now())

    def _start_again(self) -> None:
        if self.is_busy:
            return
        self._leave_challenge()
        self._message.value = ""

    def _leave_challenge(self) -> None:
        self.set_trait("challenge", None)
        self._steps.hide()
        show_if(self._first, is_shown=True)
        self._button.description = self.BUTTON

    def _show_way(self, *_: object) -> None:
        way = WAYS[self.way]
        self._message.value = ""
        self._note.value = cards.framed(cards.paragraph(way.note)) if way.note else ""
        show_if(self._note, is_shown=bool(way.note))
        show_if(self._with_password, is_shown=way.needs_password)
        if way.needs_pool and not self.user_pool_id:
            self._app.fold(is_open=True)
        show_if(self.token, is_shown=way.needs_token)

    def _follow_username(self, change: dict[str, str]) -> None:
        """A password that was filled in for one user is not another's."""
        if self._filled_for not in {"", change["new"]}:
            self._filled_for = ""
            self.password.take()
        if change["new"] in dict(self._demo.options).values():
            self._demo.value = change["new"]

    def _choose_demo(self, _: object) -> None:
        self._message.value = ""
        self._fill_in()

    def _fill_in(self, *_: object) -> None:
        """Fill in the demo user that was chosen: their password is no secret."""
        username = self._demo.value
        if username is not None:
            self._filled_for = username
            self.username = username
            self.password.fill(self.session.aws.demo.users[username])
