"""Items: the rows of a batch that are to be sent, with why the others are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from cognito_explore.actions.base import TokenAction
from cognito_explore.batch.journal_reading import Entry
from cognito_explore.batch.rows import Ids, Row, Rows
from cognito_explore.batch.rules import Rules
from cognito_explore.batch.users import Known, Users, free_at, short_id
from cognito_explore.batch.work import WayToSend
from cognito_explore.errors import CognitoExploreError, ConfigurationError, InvalidRequestError
from cognito_explore.history import History

DUPLICATE = "DuplicateRow"
HOURLY_LIMIT = "HourlyLimit"
_MAY_HAVE_LEFT = {"accepted", "unknown", None}


class Keeper(Protocol):
    """Takes the rows that have their outcome before anything is sent."""

    def begin(self, number: int) -> None:
        """Make room for a row."""

    def leave_out(self, row: Row, error: CognitoExploreError) -> None:
        """Keep that a row is not sent, and why."""

    def keep_earlier(self, number: int, entry: Entry) -> None:
        """Keep what an earlier run did with a row."""


@dataclass(slots=True)
class Item:
    """A row on its way.

    Attributes:
        number: Of the row.
        request: Of the row.
        row_id: Its digest.
        user: That of its user.
        taken_at: When it took one of its user's hour.
        tries: How often it was tried.
        tried_before: How often an earlier run tried it.
        began: What its last try began with; see `Reach`.
        outcome: Of the last try.
    """

    number: int
    request: TokenAction[Any]
    row_id: bytes
    user: bytes
    taken_at: datetime
    tries: int = 0
    tried_before: int = 0
    began: int = 0
    outcome: str = ""


class Items:
    """Reads rows one by one, and gives those that are to be sent.

    What an earlier run did stays as it is, unless it was certainly not sent, or the caller says
    so. A row that is no request, is there twice, or is over its user's hour has its outcome at
    once, and nothing leaves.
    """

    def __init__(
        self,
        rows: Rows,
        ids: Ids,
        rules: Rules,
        *,
        earlier: Mapping[int, Entry],
        keeper: Keeper,
        way: WayToSend,
    ) -> None:
        """Take the rows; none is read.

        Args:
            rows: What the batch was given.
            ids: What rows are known by.
            rules: That the batch goes by.
            earlier: What an earlier run did, by the row's number.
            keeper: Takes the rows that have their outcome.
            way: How they are sent; its session may have sent some of the users' hour.

        Raises:
            ConfigurationError: The journal is of other rows, or a row is named to be sent again
                whose outcome is known.
        """
        self._rows, self._ids, self._rules = rows, ids, rules
        self._earlier, self._keeper, self._clock = earlier, keeper, way.clock
        self._check_earlier()
        self._users = Users()
        for number, entry in self._earlier.items():
            # Whatever place it has now, what may have been sent is not sent again.
            if entry.outcome in _MAY_HAVE_LEFT and not self._may_go(number, entry):
                self._users.add(entry.user, number, entry.row_id, None)
        sent = self._sent_before(way.history).elements()
        for number, (user, at) in enumerate(sent, 1):
            self._users.add(user, -number, b"", at)

    def __iter__(self) -> Iterator[Item]:
        for row in self._rows:
            self._keeper.begin(row.number)
            item = self._judge(row)
            if item is not None:
                yield item

    def give_back(self, item: Item) -> None:
        """Give back what a row took of its user's hour, because it made no message."""
        self._users.give_back(item.user, item.number)

    def _judge(self, row: Row) -> Item | None:
        """Give a row that is to be sent; None if it has its outcome."""
        entry, request = self._earlier.get(row.number), row.request
        is_done = entry is not None and not self._may_go(row.number, entry)
        if isinstance(request, InvalidRequestError):
            error: CognitoExploreError | None = request
        else:
            item = self._identify(row.number, request, entry)
            before = self._users.rows_of(item.user)
            error = None if is_done else self._refuse(item, before)
            if not is_done and error is None:
                self._users.add(item.user, item.number, item.row_id, item.taken_at)
        if entry is not None and is_done:
            self._keeper.keep_earlier(row.number, entry)
        elif error is not None:
            self._keeper.leave_out(row, error)
        else:
            return item
        return None

    def _identify(self, number: int, request: TokenAction[Any], entry: Entry | None) -> Item:
        """Say what a row is known by.

        Raises:
            ConfigurationError: The journal knows it by something else.
        """
        user = self._ids.user(request)
        row_id = self._ids.row(request, user)
        if entry is not None and entry.row_id != row_id:
            raise _of_others(number)
        before = 0 if entry is None else entry.tries
        return Item(number, request, row_id, user, self._clock.now(), tried_before=before)

    def _refuse(self, item: Item, before: list[Known]) -> CognitoExploreError | None:
        """Say why a row is not sent, from what is known of its user; None if it is."""
        kind = self._rules.kind
        faults = item.request.faults(now=item.taken_at)
        if faults:
            return InvalidRequestError(kind.operation, tuple(faults))
        mine = short_id(item.row_id)
        same = [row.number for row in before if row.row_id == mine and row.number >= 0]
        if same and self._rules.skips_duplicates:
            said = f"Row {min(same)} asks for the same: one code is enough."
            return CognitoExploreError(said, code=DUPLICATE)
        most = kind.hourly_most
        until = None if most is None else free_at(before, most, item.taken_at)
        if until is None:
            return None
        said = (
            f"This user's {most} of an hour are spent; "
            f"the next is free at {until:%Y-%m-%d %H:%M:%S} UTC."
        )
        return CognitoExploreError(said, code=HOURLY_LIMIT)

    def _may_go(self, number: int, entry: Entry) -> bool:
        return entry.is_to_be_tried or number in self._rules.send_again

    def _check_earlier(self) -> None:
        """Refuse a journal of other rows before anything is sent, as far as rows can be read."""
        for number in sorted(self._rules.send_again):
            entry = self._earlier.get(number)
            if entry is None or entry.outcome not in {None, "unknown"}:
                outcome = "was not tried" if entry is None else f"is {entry.outcome}"
                msg = f"Row {number} cannot be sent again: it {outcome}."
                hint = "Only what is unknown is named in send_again; the rest goes by itself."
                raise ConfigurationError(msg, hint=hint)
        if self._rows.frame is None or not self._earlier:
            return
        if max(self._earlier) >= len(self._rows.frame):
            raise _of_others(max(self._earlier))
        for row in self._rows:
            entry = self._earlier.get(row.number)
            if entry is not None and not isinstance(row.request, InvalidRequestError):
                self._identify(row.number, row.request, entry)

    def _sent_before(self, history: History) -> Counter[tuple[bytes, datetime]]:
        """Count what this journal and this session sent in the last hour, each once."""
        counted = self._rules.kind.counted
        if not counted:
            return Counter()
        since = self._clock.now() - timedelta(hours=1)
        in_journal = Counter(
            (entry.user, entry.sent_at)
            for entry in self._earlier.values()
            if entry.sent_at > since and (entry.outcome or "unknown") in counted
        )
        by_session = Counter(
            (self._ids.of_user(user), sent_at)
            for user, sent_at, outcome in history.since(since, self._rules.kind.operation)
            if outcome in counted
        )
        # An attempt of this session may be in both.
        return in_journal | by_session


def _of_others(number: int) -> ConfigurationError:
    msg = f"The journal is of other rows: its row {number} is not the one that is given."
    hint = "Give the rows that it was begun with, in their order, or name another file as journal=."
    return ConfigurationError(msg, hint=hint)
