"""BatchForm: codes for many users, from a frame of the notebook."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets
import traitlets

from cognito_explore.batch.batch import Batch, BatchOptions
from cognito_explore.batch.plan import Plan
from cognito_explore.batch.rows import SENDING
from cognito_explore.batch.saving import save_results
from cognito_explore.errors import BatchStoppedError, Fault, InvalidRequestError
from cognito_explore.session import Session
from cognito_explore.show import EMBEDDED, printable
from cognito_explore.widgets import batch_view, cards
from cognito_explore.widgets.code_panel import write_call
from cognito_explore.widgets.confirmation import Confirmation
from cognito_explore.widgets.form import Form
from cognito_explore.widgets.frame_choice import FrameChoice, why_not
from cognito_explore.widgets.notebook_frames import NotebookFrames, after_each_cell
from cognito_explore.widgets.signed_in import SignedIn

if TYPE_CHECKING:
    import pandas as pd

# A browser shows no more, and neither does a screen reader read more.
_SHOW_EVERY_S = 0.15
_PATH_MAX = 200
_LOOK_UP = f"{batch_view.LOOK_UP}: one GetUser call a user"
_GO_ON = "Tick Resume to send what it says was not sent, or name another file."


class BatchForm(Form):
    """Have codes sent to many users, each at most once; it can be stopped and resumed.

    Its `result` is the frame of what became of each row; after a preview, and while a second
    click is waited for, what would be done; after an export, the path of the file.

    Attributes:
        frame_name: Which of the frames is sent.
        pace_per_s: Requests a second; None: what the account is let through.
        journal: The file in which intents and outcomes are kept; empty: nowhere.
        resume: Whether to go on with a journal that is there.
        look_up: Whether a preview, and what a second click is asked for, has Cognito tell the
            addresses that the frame does not have, by one `GetUser` a user: without them, what
            SMS cost is not known.
    """

    TITLE = "Many users"
    BUTTON = "Start"
    BUSY = "Reading the rows…"
    IS_LAZY = True

    frame_name = traitlets.Unicode()
    pace_per_s = traitlets.Float(default_value=None, allow_none=True)
    journal = traitlets.Unicode("run.jsonl")
    resume = traitlets.Bool()
    look_up = traitlets.Bool()

    def __init__(
        self,
        session: Session,
        frame: pd.DataFrame | None = None,
        *,
        signed_in: SignedIn | None = None,
        **values: Any,
    ) -> None:
        """Make the form.

        Args:
            session: What it sends with.
            frame: What is sent; default: one of the notebook's frames is chosen.
            signed_in: What the forms of an explorer share; here each row has its own user.
            **values: What is filled in at first, by the names of the form's attributes.

        Raises:
            TypeError: It is no session, or no frame, or there is no such attribute.
            traitlets.TraitError: An attribute does not take this value.
        """
        self._frames = NotebookFrames(frame)
        self._batch: Batch | None = None
        self._is_stopped = False
        self._results: pd.DataFrame | None = None
        self._journal_of_run: str | None = None
        values = {"frame_name": self._frames.given_name} | values
        super().__init__(session, signed_in=signed_in, **values)

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """The frames to choose from, by name: the notebook's, unless others are set."""
        return self._frames.by_name()

    @frames.setter
    def frames(self, frames: Mapping[str, pd.DataFrame]) -> None:
        """Offer these instead of the notebook's."""
        self._frames.replace(frames)
        self.refresh()

    def stop(self) -> None:
        """Send no more; those on their way are waited for, and `resume` sends the rest."""
        if self._batch is not None:
            self._is_stopped = True
            self._stop.disabled = True
            self._batch.stop()
            self._show_counts(self._batch)

    def refresh(self) -> None:
        """Show the frames and the journal that are there now; no row is looked at."""
        if not self._has_fields:
            self._make(is_part=True)
        self._choice.refresh()
        self._note.value = cards.framed(cards.paragraph(self._about_journal()))
        self._button.description = "Resume" if self.resume else self.BUTTON
        self._update_button()

    def _make_fields(self) -> Sequence[ipywidgets.Widget]:
        parts = self._parts
        self._choice = FrameChoice(self._frames, parts)
        self._pace = parts.field(
            ipywidgets.Text,
            "Requests a second",
            placeholder="as many as the account is let through",
        )
        journal = parts.field(ipywidgets.Text, "Journal", placeholder="none: not to be resumed")
        resume = parts.field(ipywidgets.Checkbox, "Resume: go on with this journal", indent=False)
        look_up = parts.field(ipywidgets.Checkbox, _LOOK_UP, indent=False)
        self._note = parts.html()
        self._show_pace()
        traitlets.link((self, "frame_name"), (self._choice, "value"))
        traitlets.link((self, "journal"), (journal, "value"))
        traitlets.link((self, "resume"), (resume, "value"))
        self._pace.observe(self._take_pace, "value")
        self.observe(lambda _: self._show_pace(), "pace_per_s")
        traitlets.link((self, "look_up"), (look_up, "value"))
        names = ["frame_name", "pace_per_s", "journal", "resume", "look_up"]
        self.observe(lambda _: self._change(), names)
        self._make_acts()
        after_each_cell(self._look_again)
        ticks = [parts.under_fields([resume, self._note]), parts.under_fields([look_up])]
        return [self._choice, self._pace, journal, *ticks]

    def _make_acts(self) -> None:
        # Not one of the form's buttons: it is for the time when those are disabled.
        self._stop = self._parts.button("Stop")
        self._stop.disabled = True
        self._stop.on_click(lambda _: self.stop())
        preview = self._make_button("Preview", self._preview)
        self._saving = self._make_button("Export CSV", self._export)
        self._side_buttons = [preview, self._stop, self._saving]
        self._yes = self._make_button("Send", self._confirm, look="warning")
        self._confirming = Confirmation(self._parts, self._yes)

    def _make_rows(self) -> Sequence[ipywidgets.Widget]:
        return [*super()._make_rows(), self._confirming]

    def _preview(self) -> Plan:
        self._confirming.drop()
        frame, asked = self._frame(), self._asked()
        self._say(self._line("plan", look_up=str(self.look_up)))
        return self._with_addresses(frame, asked, self._plan(frame, asked))

    def _plan(self, frame: pd.DataFrame, asked: BatchOptions, *, look_up: bool = False) -> Plan:
        """Say what would be sent; no user is asked for their address, unless it is told to."""
        journal = asked.journal if asked.resume else None
        pace = asked.pace_per_s
        return self.session.plan(
            frame, pace_per_s=pace, journal=journal, look_up=look_up, progress=False
        )

    def _with_addresses(self, frame: pd.DataFrame, asked: BatchOptions, plan: Plan) -> Plan:
        """Have Cognito tell the addresses that a plan lacks, if that is wanted."""
        missing = batch_view.without_address(plan)
        if not (self.look_up and missing):
            return plan
        told = f"Asking Cognito for the addresses of {batch_view.rows_text(missing)}…"
        self._message.value = cards.framed(cards.busy(told))
        return self._plan(frame, asked, look_up=True)

    def _act(self) -> pd.DataFrame | Plan:
        self._confirming.drop()
        frame, asked = self._frame(), self._asked()
        line = f"results = {self._line('send_codes', resume='True' if self.resume else None)}"
        self._check_journal()
        if self.session.name == EMBEDDED:
            self._say(line)
            return self._send_codes(frame, asked)
        return self._propose(frame, asked, line)

    def _propose(self, frame: pd.DataFrame, asked: BatchOptions, line: str) -> Plan:
        """Show what would be sent, and keep what sends it, as long as it is that."""
        # What the second click is compared with has no looked-up addresses, so that no user is
        # asked again; it is made first, so that it sees what changes while they are asked.
        known = self._plan(frame, asked)
        if not known.to_send:
            return known
        plan = self._with_addresses(frame, asked, known)

        def act() -> pd.DataFrame:
            if self._frame() is not frame or self._plan(frame, asked) != known:
                problem = "What would be sent is not what was shown any more."
                raise _refused("frame", problem, "Start again, and look once more.")
            self._say(line)
            return self._send_codes(frame, asked)

        self._yes.description = f"Send {batch_view.codes_text(plan.to_send)}"
        shown = batch_view.proposal_html(plan, line, is_asked=self.look_up)
        self._confirming.ask(shown, act)
        return plan

    def _confirm(self) -> Any:
        act = self._confirming.take()
        if act is None:
            raise _refused("confirm", "Nothing is waiting to be confirmed.", "Start first.")
        return act()

    def _send_codes(self, frame: pd.DataFrame, asked: BatchOptions) -> pd.DataFrame:
        way, account = self.session._way(), self.session._account  # noqa: SLF001 -- as its verbs do
        batch = Batch(SENDING, way, account, frame, asked, on_done=_Showing(self))
        self._results, self._journal_of_run = None, None if asked.journal is None else self.journal
        self._is_stopped, self._batch, self._stop.disabled = False, batch, False
        self._show_counts(batch)
        try:
            self._results = batch.run()
        except BatchStoppedError as error:
            # Rows before that may have been sent: Export saves which.
            self._results = error.results
            raise
        finally:
            # Ctrl-C stops it as well.
            self._is_stopped = self._is_stopped or batch.is_stopped
            self._batch, self._stop.disabled = None, True
        if self._is_stopped and asked.journal is not None:
            self.resume = True
        return self._results

    def show_progress(self) -> None:
        """Show how far the batch is that goes on."""
        if self._batch is not None:
            self._show_counts(self._batch)

    def _show_counts(self, batch: Batch) -> None:
        told = batch_view.counts_text(dict(batch.counts), batch.total)
        more = ". Stopping: those on their way are waited for" if self._is_stopped else ""
        self._message.value = cards.framed(cards.busy(f"{told}{more}."))

    def _export(self) -> Path:
        if self._results is None:
            raise _refused("results", "There are none yet.", "Start first.")
        of = Path(self._journal_of_run or "batch")
        path = save_results(self._results, of.with_name(f"{of.stem}_results.csv"))
        line = write_call("save_results", "results", repr(str(path)))
        self._say(f"from cognito_explore.batch.saving import save_results; {line}")
        return path

    def _show_result(self, result: pd.DataFrame | Plan | Path) -> str:
        if isinstance(result, Path):
            told = "No token is in it, and no cell is a formula; your own columns are as they were."
            return cards.card("ok", f"Saved as {result}.", told)
        if isinstance(result, Plan):
            is_asking, is_asked = self._confirming.is_asking, self.look_up
            return "" if is_asking else batch_view.plan_html(result, is_asked=is_asked)
        journal = self._journal_of_run or ""
        return batch_view.result_html(result, journal, is_stopped=self._is_stopped)

    def _frame(self) -> pd.DataFrame:
        """Give the frame that is chosen.

        Raises:
            InvalidRequestError: There is none.
        """
        frame = self._choice.frame
        if frame is None:
            raise _refused("frame", "There is none of this name.", "Choose another.")
        return frame

    def _asked(self) -> BatchOptions:
        journal = self.journal.strip() or None
        return BatchOptions(pace_per_s=self._read_pace(), journal=journal, resume=self.resume)

    def _line(self, verb: str, **options: str | None) -> str:
        name = self.frame_name if self.frame_name.isidentifier() else "frame"
        pace, journal = self._read_pace(), self.journal.strip() or None
        told: dict[str, str | None] = {"pace_per_s": None if pace is None else _written(pace)}
        if verb == "send_codes" or self.resume:
            told["journal"] = repr(journal)
        return write_call(f"session.{verb}", name, **told, **options)

    def _check_journal(self) -> None:
        """Refuse to begin a journal anew, in the form's words.

        Raises:
            InvalidRequestError: It is there, and is not to be resumed.
        """
        if self._has_journal() and not self.resume:
            raise _refused("journal", f"{self._journal_shown()} is there already.", _GO_ON)

    def _has_journal(self) -> bool:
        try:
            path = Path(self.journal.strip()).expanduser()
            return path.is_file() and path.stat().st_size > 0
        except (OSError, ValueError, RuntimeError):
            # What is no name of a file is refused at the click, with the reason.
            return False

    def _journal_shown(self) -> str:
        return printable(self.journal.strip(), _PATH_MAX)

    def _read_pace(self) -> float | None:
        """Read what is typed.

        Raises:
            InvalidRequestError: It is no number.
        """
        text = self._pace.value.strip()
        try:
            return float(text) if text else None
        except ValueError:
            problem = f"{printable(text, 40)} is no number."
            raise _refused("pace_per_s", problem, "Give one, or leave it empty.") from None

    def _take_pace(self, _: object) -> None:
        try:
            self.pace_per_s = self._read_pace()
        except InvalidRequestError:
            # The click tells it; what waits to be confirmed was for another pace.
            self._confirming.drop()

    def _show_pace(self) -> None:
        try:
            is_shown = self._read_pace() == self.pace_per_s
        except InvalidRequestError:
            is_shown = False
        if not is_shown:
            self._pace.value = "" if self.pace_per_s is None else f"{self.pace_per_s:.15g}"

    def _change(self) -> None:
        self._confirming.drop()
        self.refresh()

    def _look_again(self) -> None:
        if self.comm is not None and not self.is_busy:
            self.refresh()

    def _about_journal(self) -> str:
        if not self.journal.strip():
            return "Without a journal, nobody knows after a crash what was sent."
        is_there = self._has_journal()
        if self.resume:
            why = f"There is no {self._journal_shown()} to go on with: untick Resume to begin it."
            return "" if is_there else why
        return f"{self._journal_shown()} is there already. {_GO_ON}" if is_there else ""

    def _is_blocked(self) -> bool:
        frame = self._choice.frame
        return frame is None or bool(why_not(frame))

    def _update_button(self) -> None:
        super()._update_button()
        self._saving.disabled = self.is_busy or self._results is None

    def _finish(self, action: Callable[[], Any], shown: str) -> None:
        super()._finish(action, shown)
        if self._is_stopped:
            # Whoever stopped it means the next click, however quick.
            self._settled = None

    def _begin(self) -> bool:
        if not self._has_fields:
            self._make(is_part=True)
        return super()._begin()


class _Showing:
    """Shows how far a batch is, though not row by row."""

    def __init__(self, form: BatchForm) -> None:
        self._form = form
        self._shown_at = -_SHOW_EVERY_S

    def __call__(self) -> None:
        if time.monotonic() - self._shown_at >= _SHOW_EVERY_S:
            self._form.show_progress()
            self._shown_at = time.monotonic()


def _written(pace: float) -> str:
    return 'float("inf")' if pace == float("inf") else f"{pace:.15g}"


def _refused(name: str, problem: str, fix: str) -> InvalidRequestError:
    return InvalidRequestError(SENDING.operation, (Fault(name, problem, fix),))
