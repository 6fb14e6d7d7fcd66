"""Batching: the verbs of a session that do the same for many users."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from concurrent.futures import Executor
from typing import TYPE_CHECKING, Any

from cognito_explore.account import Account
from cognito_explore.actions.get_user_attribute_verification_code import (
    GetUserAttributeVerificationCode,
)
from cognito_explore.actions.verify_user_attribute import VerifyUserAttribute
from cognito_explore.sender import Sender

if TYPE_CHECKING:
    import pandas as pd

    from cognito_explore.batch.plan import Plan
    from cognito_explore.batch.settings import Settings


class Batching:
    """What a session does for many users at a time."""

    _account: Account
    _sender: Sender

    def send_codes(
        self,
        rows: pd.DataFrame | Iterable[GetUserAttributeVerificationCode],
        *,
        pace_per_s: float | None = None,
        executor: Executor | None = None,
        in_flight: int | None = None,
        journal: str | os.PathLike[str] | None = "run.jsonl",
        resume: bool = False,
        send_again: Collection[int] = (),
        allow_duplicates: bool = False,
        progress: bool = True,
    ) -> pd.DataFrame:
        """Ask Cognito to send a code to each of many users, each at most once.

        A row's intent is written to the journal before its request leaves, its outcome after.
        What was throttled, or found no connection, made no message and is tried again, up to
        eight times; nothing else ever is. Rows that ask for the same, and those over their
        user's five codes an hour, are left out. The first Ctrl-C stops it, even where the program
        has a handler of its own: those on their way are waited for, and `resume` sends the rest.

        Args:
            rows: A frame with the columns `access_token`, `attribute_name` and, if wanted,
                `client_metadata` (dicts or JSON text); or an iterable of requests, which is read
                as it goes.
            pace_per_s: Requests a second at most; default: 98 % of what the account is let
                through, which all pools and applications of its Region share.
            executor: Does the sending: any of `concurrent.futures`, or dask's
                `client.get_executor()`; default: threads. In other processes sessions are made
                anew, without credentials; the rows' tokens travel there.
            in_flight: Requests on their way at a time; default: as many as the executor has
                workers, as far as it says, otherwise 16. For threads without a pace twice as
                many, of which half wait for one.
            journal: The file in which intents and outcomes are kept, without tokens; None:
                nowhere, and after a crash nobody knows what was sent.
            resume: Go on with a journal that is there: what certainly was not sent is sent, and
                what was keeps its outcome.
            send_again: The numbers of rows, from 0, whose outcome is `unknown` and that may be
                sent a second time.
            allow_duplicates: Send rows that ask for the same as one before.
            progress: Show a bar, with the outcomes counted.

        Returns:
            One row for each that was given, in order. The columns of the frame, but for its
            tokens, and `outcome`, `delivery_medium`, `destination` (masked), `error_code`,
            `error_message`, `sent_at` (UTC), `elapsed_ms`, `tries` and `attempt` (its number in
            `history`). What is refused is a row. `outcome` is missing where a row was not tried
            before a stop.

        Raises:
            ConfigurationError: A column is missing, or the journal or the executor cannot be
                used; nothing was sent.
            ExecutorError: The executor takes no more jobs. Rows before that may have been sent:
                its `results` are what this returns.
            InvalidRequestError: An argument is wrong; nothing was sent.
            JournalError: The journal cannot be written any more. Rows before that may have been
                sent: its `results` are what this returns.
            UnreachableError: No connection was made in eight tries, one after the other. Its
                `results` are what this returns.
            TypeError: `rows` is neither frame nor iterable.

        Source:
            Cognito `GetUserAttributeVerificationCode`; its quotas in the developer guide.
        """
        from cognito_explore.batch.batch import Batch, BatchOptions  # noqa: PLC0415 -- light import
        from cognito_explore.batch.rows import SENDING  # noqa: PLC0415

        asked = BatchOptions(
            pace_per_s=pace_per_s,
            executor=executor,
            in_flight=in_flight,
            journal=journal,
            resume=resume,
            send_again=send_again,
            allow_duplicates=allow_duplicates,
            progress=progress,
        )
        return Batch(SENDING, self._way(), self._account, rows, asked).run()

    def verify_codes(
        self,
        rows: pd.DataFrame | Iterable[VerifyUserAttribute],
        *,
        pace_per_s: float | None = None,
        executor: Executor | None = None,
        in_flight: int | None = None,
        journal: str | os.PathLike[str] | None = None,
        resume: bool = False,
        send_again: Collection[int] = (),
        progress: bool = True,
    ) -> pd.DataFrame:
        """Verify the attributes of many users with the codes that they received.

        As `send_codes`, at the pace of its own quota and with fifteen tries an hour a user.

        Args:
            rows: A frame with the columns `access_token`, `attribute_name` and `code` (text,
                because it may begin with a zero); or an iterable of requests.
            pace_per_s: Requests a second at most; default: 98 % of what the account is let
                through.
            executor: Does the sending; default: threads.
            in_flight: Requests on their way at a time.
            journal: The file in which intents and outcomes are kept, without tokens and codes;
                None: nowhere, because verifying again does no harm.
            resume: Go on with a journal that is there.
            send_again: The numbers of rows, from 0, whose outcome is `unknown` and that may be
                sent a second time.
            progress: Show a bar, with the outcomes counted.

        Returns:
            One row each, as `send_codes` does, without the columns of tokens and codes.

        Raises:
            ConfigurationError: A column is missing, or the journal or the executor cannot be
                used; nothing was sent.
            ExecutorError: The executor takes no more jobs. Rows before that may have been sent:
                its `results` are what this returns.
            InvalidRequestError: An argument is wrong; nothing was sent.
            JournalError: The journal cannot be written any more. Rows before that may have been
                sent: its `results` are what this returns.
            UnreachableError: No connection was made in eight tries, one after the other. Its
                `results` are what this returns.
            TypeError: `rows` is neither frame nor iterable.

        Source:
            Cognito `VerifyUserAttribute`; its quotas in the developer guide.
        """
        from cognito_explore.batch.batch import Batch, BatchOptions  # noqa: PLC0415 -- light import
        from cognito_explore.batch.rows import VERIFYING  # noqa: PLC0415

        asked = BatchOptions(
            pace_per_s=pace_per_s,
            executor=executor,
            in_flight=in_flight,
            journal=journal,
            resume=resume,
            send_again=send_again,
            progress=progress,
        )
        return Batch(VERIFYING, self._way(), self._account, rows, asked).run()

    def plan(
        self,
        rows: pd.DataFrame | Iterable[GetUserAttributeVerificationCode],
        *,
        pace_per_s: float | None = None,
        journal: str | os.PathLike[str] | None = None,
        send_again: Collection[int] = (),
        allow_duplicates: bool = False,
        look_up: bool = True,
        prices: object = None,
        parts: int = 1,
        progress: bool = True,
    ) -> Plan:
        """Say what `send_codes` would do with rows, how long it takes and what it may cost.

        Nothing is sent. Where a code would go is taken from the frame, if it has a column
        `phone_number` or `email`, and otherwise asked with each user's own token.

        Args:
            rows: As for `send_codes`, but for what can be read only once, such as a generator:
                `send_codes` would find nothing in it.
            pace_per_s: As for `send_codes`.
            journal: Of an earlier run whose rest is planned; it is only read.
            send_again: As for `send_codes`.
            allow_duplicates: As for `send_codes`.
            look_up: Ask `GetUser` for addresses that the frame does not have, at 98 % of its
                quota.
            prices: USD of an SMS by ISO country code, in place of AWS's list: a mapping, a
                frame with `country` and `price_usd`, or the path of a JSON or CSV file.
            parts: How many parts each SMS has; `triggers.preview` counts them.
            progress: Show a bar while it asks.

        Returns:
            How many rows would be sent, how many are left out and why, the time, and the cost
            by country, with the date of the prices. Where a look-up is refused, the row has the
            reason; it would be sent all the same, since only the answer to that decides.

        Raises:
            ConfigurationError: A column is missing, the journal is of other rows, or the prices
                cannot be read.
            InvalidRequestError: An argument is wrong.
            KeyboardInterrupt: It was stopped while it asked.
            TypeError: `rows` is neither frame nor iterable, or can be read only once.
            UnreachableError: Addresses are asked for, and no connection is made;
                `look_up=False` asks for none.

        Source:
            Cognito `GetUser`; prices in `sms/prices.json`, each with its source.
        """
        from cognito_explore.batch.batch import BatchOptions  # noqa: PLC0415 -- light import
        from cognito_explore.batch.planning import make_plan  # noqa: PLC0415

        asked = BatchOptions(
            pace_per_s=pace_per_s,
            journal=journal,
            resume=journal is not None,
            send_again=send_again,
            allow_duplicates=allow_duplicates,
            progress=progress,
        )
        return make_plan(
            self._way(), self._account, rows, asked, look_up=look_up, prices=prices, parts=parts
        )

    def _way(self) -> Any:
        from cognito_explore.batch.work import WayToSend  # noqa: PLC0415 -- light import

        return WayToSend(self._sender, self._settings)

    def _settings(self) -> Settings:
        """Tell what a session in another process is made of; see `batch.work`."""
        raise NotImplementedError
