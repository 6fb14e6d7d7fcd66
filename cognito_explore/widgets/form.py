"""Form: what every form has; its click is handled here, and nowhere else."""

from __future__ import annotations

import difflib
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

import ipywidgets
import traitlets

from cognito_explore.actions.base import Action
from cognito_explore.errors import CognitoExploreError, InvalidRequestError
from cognito_explore.exchange import without_frames
from cognito_explore.session import Session
from cognito_explore.show import EMBEDDED
from cognito_explore.widgets import cards
from cognito_explore.widgets.code_panel import CodePanel
from cognito_explore.widgets.parts import Parts, show_if, to_html
from cognito_explore.widgets.secret_input import SecretInput
from cognito_explore.widgets.signed_in import SignedIn

_STYLE = Path(__file__).with_name("forms.css").read_text(encoding="utf-8")
# Two clicks closer than this are one: a double click, or Enter and the button.
SETTLE_S = 0.5
# Nobody waits long for what only shows.
_GLANCE_S = 0.3
_EMBEDDED_S = 10
_NOT_LOOKED_AT = "This tab was not opened yet."


def head(session: Session) -> str:
    """Show where a session's requests go, and bring the style of everything below."""
    return f"<style>{_STYLE}</style>{cards.framed(cards.banner(session))}"


class Form(ipywidgets.VBox):
    """A form for one action: fields, a button, and what became of the last click.

    Attributes:
        result: The record of the last click; None while there is none.
        error: What went wrong with it; None if nothing did.
        is_busy: Whether a click is still being worked on.
        code: The line of Python that is equal to the last click.
        TITLE: What the form is called.
        BUTTON: What its button says.
        BUSY: What it says while it works.
        NEXT: The titles of the forms that may come next, the best first.
        IS_LAZY: Whether, as a part of an explorer, it is an empty box until its first `refresh`.
    """

    TITLE: ClassVar[str]
    BUTTON: ClassVar[str]
    BUSY: ClassVar[str] = "Asking…"
    NEXT: ClassVar[tuple[str, ...]] = ()
    IS_LAZY: ClassVar[bool] = False

    result = traitlets.Any(read_only=True, allow_none=True)
    error = traitlets.Instance(Exception, allow_none=True, read_only=True)
    is_busy = traitlets.Bool(read_only=True)
    code = traitlets.Unicode(read_only=True)

    def __init__(
        self, session: Session, *, signed_in: SignedIn | None = None, **values: Any
    ) -> None:
        """Make the form.

        Args:
            session: What it sends with.
            signed_in: The user it shares with other forms; default: one of its own.
            **values: What is filled in at first, by the names of the form's attributes.

        Raises:
            TypeError: It is no session, or there is no such attribute.
            traitlets.TraitError: An attribute does not take this value.
        """
        self._check_names(values)
        if not isinstance(session, Session):
            msg = f"session must be a Session, as from connect(), not {type(session).__name__}"
            raise TypeError(msg)
        self.session = session
        self.signed_in = SignedIn(session) if signed_in is None else signed_in
        self._parts = Parts()
        self._taken = threading.Lock()
        self._timer: Callable[[], float] = time.monotonic
        self._settled_at = -SETTLE_S
        self._settled: Callable[[], Any] | None = None
        self._buttons: list[ipywidgets.Button] = []
        self._side_buttons: list[ipywidgets.Button] = []
        self._next_title = ""
        self._go_on: Callable[[], object] = bool
        self._has_fields = False
        super().__init__(layout=self._parts.layout, _dom_classes=("cognito-explore-form",))
        is_part = signed_in is not None
        if not (self.IS_LAZY and is_part):
            self._make(is_part=is_part)
        for name, value in values.items():
            setattr(self, name, value)
        if self._has_fields:
            self.refresh()
        self._is_made = True

    def _make(self, *, is_part: bool) -> None:
        """Make what is in the form, once."""
        self._has_fields = True
        parts = self._parts
        self._head = parts.html("" if is_part else head(self.session))
        self._button = self._make_button(self.BUTTON, self._act, look="primary")
        self._next = parts.button(look="success")
        self._beside = parts.html()
        self._message = parts.html()
        self._panel = CodePanel(self.session, parts)
        self._fields = self._make_fields()
        self._next.on_click(lambda _: self._go_on())
        self._update_next()
        self.observe(lambda _: self._update_button(), "is_busy")
        self._shown = [*self._fields, *self._make_rows(), self._message]
        self.children = [self._head, *self._shown, self._next, self._panel]

    def _make_rows(self) -> Sequence[ipywidgets.Widget]:
        """Put the button below the fields, with what is beside it."""
        return [self._parts.under_fields([self._button, *self._side_buttons, self._beside])]

    @classmethod
    def is_for(cls, session: Session) -> bool:
        """Tell whether the form makes sense for a session."""
        del session
        return True

    def submit(self) -> Any:
        """Do what the button does, and wait for it.

        Returns:
            The `result`; None if there is an `error`, or a click is still being worked on.
        """
        if not self._begin():
            return None
        self._run(self._act, is_waited_for=True)
        return self.result

    def refresh(self) -> None:
        """Show what has changed since; called when the form comes into view."""

    def offer_next(self, title: str, go_on: Callable[[], None]) -> None:
        """Show a button for what comes next, after each success.

        Args:
            title: Of the form that comes next.
            go_on: Opens it.
        """
        self._next_title, self._go_on = title, go_on
        if self._has_fields:
            self._update_next()

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        """Make the inputs, before the widget itself is made."""
        raise NotImplementedError

    def _act(self) -> Any:
        """Do what the button does, with secrets taken once; give the result.

        Raises:
            CognitoExploreError: It failed; the form shows it.
        """
        raise NotImplementedError

    def _show_result(self, result: Any) -> str:
        """Show the result, and what to do next, as HTML."""
        raise NotImplementedError

    def _is_blocked(self) -> bool:
        """Tell whether the button is not to be used now."""
        return False

    def _is_done(self) -> bool:
        """Tell whether it is time for what comes next."""
        return self.error is None and self.result is not None

    def _update_next(self) -> None:
        self._next.description = f"Next: {self._next_title} →"
        show_if(self._next, is_shown=bool(self._next_title) and self._is_done())

    def _update_button(self) -> None:
        for button in self._buttons:
            button.disabled = self.is_busy
        self._button.disabled = self.is_busy or self._is_blocked()

    def _glance(self, action: Callable[[], object]) -> None:
        """Do what only reads, and wait a moment; the embedded AWS answers in this process."""
        is_embedded = self.session.name == EMBEDDED
        self._in_background(action, wait_s=_EMBEDDED_S if is_embedded else _GLANCE_S)

    def _in_background(self, action: Callable[[], object], *, wait_s: float = 0) -> None:
        """Do what only reads, without keeping the form busy; a quick answer is waited for."""
        thread = threading.Thread(target=action, daemon=True)
        try:
            thread.start()
        except RuntimeError:
            action()
        else:
            thread.join(wait_s)

    def _make_button(
        self, label: str, action: Callable[[], Any], *, look: str = ""
    ) -> ipywidgets.Button:
        button = self._parts.button(label, look)
        self._buttons.append(button)
        button.on_click(lambda _: self._click(action))
        return button

    def _on_enter(self, *inputs: Any, action: Callable[[], Any] | None = None) -> None:
        """Let Enter in a field do what a button does: the form's, if no other is named."""
        act = action or self._act

        def take_key(_: object, content: dict[str, Any], __: object) -> None:
            if content.get("event") == "submit":
                self._click(act)

        for it in inputs:
            if isinstance(it, SecretInput):
                # Whoever types or fills in something new means the next click.
                it.on_fill(lambda _: setattr(self, "_settled", None))
                it.on_submit(lambda _: self._click(act))
            else:
                # `Text.on_submit` is deprecated, and what it is told by is not.
                it.on_msg(take_key)

    def _say(self, line: str, build: Callable[[], Action[Any]] | None = None) -> None:
        """Tell the code of this click.

        Args:
            line: Of Python.
            build: Makes the request with made-up secrets, for the other languages.
        """
        self.set_trait("code", line)
        try:
            request = build() if build else None
        except InvalidRequestError:
            # The click itself tells what is wrong.
            request = None
        self._panel.show(line, request)

    def _click(self, action: Callable[[], Any]) -> None:
        is_same = self._settled == action and self._timer() - self._settled_at < SETTLE_S
        if is_same or not self._begin():
            return
        thread = threading.Thread(target=self._run_when_quiet, args=(action,), daemon=True)
        try:
            thread.start()
        except RuntimeError:
            # There are no threads, as in a browser's Python.
            self._run(action)

    def _begin(self) -> bool:
        """Take the form for one click; False if it is taken."""
        if not self._taken.acquire(blocking=False):
            return False
        try:
            self.set_trait("is_busy", value=True)
            show_if(self._next, is_shown=False)
            self._message.value = cards.framed(cards.busy(self.BUSY))
        except BaseException:
            # Of somebody's observer, or an interrupt.
            self._give_free()
            raise
        return True

    def _give_free(self) -> None:
        self._taken.release()
        self.set_trait("is_busy", value=False)

    def _run_when_quiet(self, action: Callable[[], Any]) -> None:
        self._parts.wait_until_quiet()
        self._run(action)

    def _run(self, action: Callable[[], Any], *, is_waited_for: bool = False) -> None:
        """Do the work of a click, show what became of it, and give the form free."""
        shown = ""
        try:
            self.set_trait("error", None)
            self.set_trait("result", None)
            result = action()
            shown = self._show_result(result)
        except CognitoExploreError as error:
            # Its frames hold what was typed.
            self.set_trait("error", without_frames(error))
            shown = cards.error_card(error)
        except Exception as error:
            self.set_trait("error", error)
            shown = cards.error_card(error)
            if is_waited_for:
                raise
        else:
            self.set_trait("result", result)
        finally:
            self._finish(action, shown)

    def _finish(self, action: Callable[[], Any], shown: str) -> None:
        try:
            self._message.value = cards.framed(shown)
            self.refresh()
            self._update_next()
        finally:
            self._settled, self._settled_at = action, self._timer()
            self._give_free()

    def _check_names(self, names: Iterable[str]) -> None:
        """Refuse what is no attribute to be filled in: a misspelt one would do nothing.

        Raises:
            TypeError: There is no such attribute.
        """
        known = sorted(
            name
            for kind in type(self).__mro__
            if issubclass(kind, Form)
            for name, value in vars(kind).items()
            if isinstance(value, traitlets.TraitType) and not value.read_only
        )
        for name in names:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                meant = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(known)}"
                msg = f"{type(self).__name__} has no {name!r} to fill in: {meant}"
                raise TypeError(msg)

    def __setattr__(self, name: str, value: object) -> None:
        is_new = not name.startswith("_") and not hasattr(self, name)
        if is_new and self.__dict__.get("_is_made"):
            self._check_names([name])
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.session!r})"

    def to_html(self) -> str:
        """Show the form as it is now where widgets do not run; it cannot be used."""
        heading = f"<h3>{self.TITLE}</h3>"
        if not self._has_fields:
            return cards.framed(heading, cards.paragraph(_NOT_LOOKED_AT))
        code = cards.code_block(self.code) if self.code else ""
        return cards.twin(self._head.value, heading, to_html(self._shown), code)

    def _repr_mimebundle_(self, **options: Any) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(**options)
        return {**bundle, "text/html": self.to_html()}
