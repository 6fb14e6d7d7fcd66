"""The Lambda functions of one embedded AWS, as far as they are triggers of a user pool.

Plain logic, without moto and botocore. What is run is `Function.code`, in this process. A
function without it that Cognito can invoke does its work, unless it is told to fail
(`Function.error`); then it writes that to its log. Decided here: Cognito calls once, where AWS
documents up to three times for one that takes too long.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cognito_explore.clock import Clock
from cognito_explore.delivery.policies import Asked, decide, read_policy
from cognito_explore.embedded.identity import COGNITO
from cognito_explore.embedded.refused import Refused
from cognito_explore.triggers.running import LIMIT_S, Handler, Ran, error_text, run

_NOT_FOUND = 404
_CONFLICT = 409
_VERSION = "2012-10-17"
_NAME_AT = 6
_RUNTIME = "python3.13"


@dataclass(slots=True)
class Function:
    """A function.

    Attributes:
        name: Its name.
        arn: Its ARN.
        role_arn: What its code runs as.
        runtime: Such as `python3.13`.
        handler: Where its code begins.
        modified_at: When it was last changed.
        state: `Active`, `Pending`, `Inactive` or `Failed`.
        statements: Of its resource policy: who may invoke it.
        error: What its code raises, where none is given; None: nothing.
        log: What it wrote, and when.
        code: What is run; None: nothing is.
    """

    name: str
    arn: str
    role_arn: str
    runtime: str
    handler: str
    modified_at: datetime
    state: str = "Active"
    statements: list[dict[str, Any]] = field(default_factory=list)
    error: str | None = None
    log: list[tuple[datetime, str]] = field(default_factory=list)
    code: Handler | None = None

    @property
    def policy(self) -> str:
        """Its resource policy, as JSON."""
        told = {"Version": _VERSION, "Id": "default", "Statement": self.statements}
        return json.dumps(told, separators=(",", ":"))

    def lets_in(self, pool_arn: str) -> bool:
        """Tell whether its policy lets Cognito invoke it for a pool."""
        context = {"aws:sourcearn": pool_arn, "aws:sourceaccount": pool_arn.split(":")[4]}
        asked = Asked("lambda:InvokeFunction", self.arn, COGNITO, context)
        return decide(read_policy(self.policy), asked) == "allowed"


class Functions:
    """The functions of one account, by Region.

    Attributes:
        limit_s: How long Cognito waits for one that is run, in seconds.
    """

    def __init__(self, account_id: str, clock: Clock) -> None:
        """Begin without any.

        Args:
            account_id: Of the account.
            clock: Dates what happens.
        """
        self._account_id = account_id
        self._clock = clock
        self.limit_s = LIMIT_S
        self._regions: defaultdict[str, dict[str, Function]] = defaultdict(dict)

    def of(self, region_name: str) -> dict[str, Function]:
        """Give the functions of a Region by name."""
        return self._regions[region_name]

    def create(
        self, region_name: str, name: str, *, role_arn: str, runtime: str, handler: str
    ) -> Function:
        """Make a function.

        Args:
            region_name: Where.
            name: The new one.
            role_arn: What its code runs as.
            runtime: Such as `python3.13`.
            handler: Where its code begins.

        Raises:
            Refused: There is one of that name.
        """
        if name in self.of(region_name):
            text = f"Function already exist: {name}"
            raise Refused("ResourceConflictException", text, status=_CONFLICT)
        arn = f"arn:aws:lambda:{region_name}:{self._account_id}:function:{name}"
        made = Function(name, arn, role_arn, runtime, handler, self._clock.now())
        self.of(region_name)[name] = made
        return made

    def put_for_pool(self, pool_arn: str, code: Handler) -> str:
        """Make a function that one pool may call, in place of the one it had of this name.

        Args:
            pool_arn: Of the pool.
            code: What is run.

        Returns:
            Its ARN.
        """
        region_name, pool_id = pool_arn.split(":")[3], pool_arn.rpartition("/")[2]
        name = f"custom-message-{pool_id}"
        self.of(region_name).pop(name, None)
        role_arn = f"arn:aws:iam::{self._account_id}:role/{name}"
        made = self.create(
            region_name, name, role_arn=role_arn, runtime=_RUNTIME, handler="index.handler"
        )
        made.code = code
        made.statements.append(
            {
                "Sid": "cognito",
                "Effect": "Allow",
                "Principal": {"Service": COGNITO},
                "Action": "lambda:InvokeFunction",
                "Resource": made.arn,
                "Condition": {"ArnLike": {"AWS:SourceArn": pool_arn}},
            }
        )
        return made.arn

    def find(self, region_name: str, name: str) -> Function:
        """Find a function by name or ARN.

        Raises:
            Refused: There is none.
        """
        bare = name.split(":")[_NAME_AT] if name.startswith("arn:") else name
        found = self.of(region_name).get(bare)
        if found is None or (name.startswith("arn:") and found.arn != name):
            arn = f"arn:aws:lambda:{region_name}:{self._account_id}:function:{bare}"
            raise Refused(
                "ResourceNotFoundException", f"Function not found: {arn}", status=_NOT_FOUND
            )
        return found

    def run(self, arn: str, pool_arn: str, event: Mapping[str, Any]) -> Ran:
        """Have Cognito invoke a function for a pool, and wait for what it returns.

        Raises:
            Refused: It cannot be invoked.
        """
        found = self._invoked(arn, pool_arn)
        if found.code is None:
            error = Exception(found.error) if found.error else None
            ran = Ran(error=error, answer=dict(event))
        else:
            ran = run(found.code, event, limit_s=self.limit_s)
        if ran.error is not None:
            told = f"{type(ran.error).__name__}: {error_text(ran.error)}"
            found.log.append((self._clock.now(), f"[ERROR] {told}"))
        if ran.is_late:
            found.log.append((self._clock.now(), f"Task timed out after {ran.limit_s:.2f} seconds"))
        return ran

    def invoke(self, arn: str, pool_arn: str) -> str | None:
        """Have Cognito invoke a function that answers nothing.

        Returns:
            What its code raised; None: nothing.

        Raises:
            Refused: It cannot be invoked.
        """
        found = self._invoked(arn, pool_arn)
        if found.error:
            found.log.append((self._clock.now(), f"[ERROR] Exception: {found.error}"))
        return found.error

    def _invoked(self, arn: str, pool_arn: str) -> Function:
        """Find a function that Cognito invokes for a pool.

        Raises:
            Refused: It cannot be invoked: there is none, or it does not let Cognito in.
        """
        found = self.find(pool_arn.split(":")[3], arn)
        if not found.lets_in(pool_arn):
            text = f"User is not authorized to perform: lambda:InvokeFunction on {arn}"
            raise Refused("AccessDeniedException", text)
        if found.state == "Failed":
            text = "The operation cannot be performed at this time. The function is not Active"
            raise Refused("ResourceConflictException", text, status=_CONFLICT)
        return found
