"""CloudWatch Logs' operations on what SNS wrote of its deliveries, and others to their groups.

Thin adapters over the delivery log of `sms`, `functions` and `log_groups`. Of a pattern, terms
are looked for: a message must have all of them, or one of those with `?` before them; the rest
of AWS's language is not here. Not documented by AWS, and decided here: the name of the log
stream; that ids of events ascend as messages were sent, so that those of one instant keep
their order across the groups.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.log_groups import Line, LogGroup
from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.sms.delivery_log import FAILURE, SUCCESS, Delivery
from cognito_explore.embedded.world import ACCOUNT_ID, World
from cognito_explore.errors import UnsupportedByEmbeddedError

# botocore's service model: DescribeLimit and its default, EventsLimit.
_MOST_GROUPS = 50
_MOST_EVENTS = 10_000

_TERM = re.compile(r'(\??)(?:"([^"]*)"|([A-Za-z0-9_]+))')
_SUFFIXES = {SUCCESS: "", FAILURE: "/Failure"}


class CloudWatchLogsResponses(ServiceResponses):
    """The log groups: those that SNS makes, and those that were made."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "logs")

    def create_log_group(self) -> ActionResult:
        """Make a group."""
        self._refuse_unsupported("kmsKeyId", "tags", "logGroupClass", "deletionProtectionEnabled")
        name = self.asked["logGroupName"]
        if name in self._groups():
            text = "The specified log group already exists"
            raise Refused("ResourceAlreadyExistsException", text)
        self.world.logs.create(self.region, name)
        return answer()

    def describe_log_groups(self) -> ActionResult:
        """List the groups; SNS's are there once something was written to them."""
        self._refuse_unsupported(
            "accountIdentifiers", "includeLinkedAccounts", "logGroupClass", "logGroupIdentifiers"
        )
        prefix, part = (
            self.asked.get(name, "") for name in ("logGroupNamePrefix", "logGroupNamePattern")
        )
        if prefix and part:
            raise _invalid("Give either a prefix or a pattern of the log group's name.")
        told = [
            self._group(group)
            for name, group in sorted(self._groups().items())
            if name.startswith(prefix) and part in name
        ]
        groups, token = self._page(told, _MOST_GROUPS)
        return answer(logGroups=groups, nextToken=token)

    def filter_log_events(self) -> ActionResult:
        """Give the events of a group, by time and term."""
        self._refuse_unsupported(
            "logGroupIdentifier", "logStreamNames", "logStreamNamePrefix", "unmask"
        )
        groups, name = self._groups(), self.asked.get("logGroupName")
        if name not in groups:
            text = "The specified log group does not exist."
            raise Refused("ResourceNotFoundException", text)
        begin, end = self.asked.get("startTime", 0), self.asked.get("endTime")
        terms = _terms(self.asked.get("filterPattern", ""))
        found = [
            event
            for event in map(self._event, groups[name].lines)
            if begin <= event["timestamp"]
            and (end is None or event["timestamp"] <= end)
            and _has(event["message"], terms)
        ]
        events, token = self._page(found, _MOST_EVENTS)
        return answer(events=events, searchedLogStreams=[], nextToken=token)

    def _groups(self) -> dict[str, LogGroup]:
        begin = f"sns/{self.region}/{ACCOUNT_ID}/DirectPublishToPhoneNumber"
        written = {
            begin + suffix: [self._line(it) for it in self.sms.log.written(status)]
            for status, suffix in _SUFFIXES.items()
        }
        for function in self.world.functions.of(self.region).values():
            written[f"/aws/lambda/{function.name}"] = [
                Line(at, text, place) for place, (at, text) in enumerate(function.log)
            ]
        made = {name: LogGroup(name, it[0].at, it) for name, it in written.items() if it}
        return self.world.logs.of(self.region) | made

    def _line(self, delivery: Delivery) -> Line:
        return Line(delivery.at, delivery.to_json(), self.sms.log.place(delivery))

    def _group(self, group: LogGroup) -> dict[str, Any]:
        arn = f"arn:aws:logs:{self.region}:{ACCOUNT_ID}:log-group:{group.name}"
        return {
            "logGroupName": group.name,
            "creationTime": _millis(group.created_at),
            "metricFilterCount": 0,
            "arn": f"{arn}:*",
            "storedBytes": sum(len(it.message) for it in group.lines),
            "logGroupClass": "STANDARD",
            "logGroupArn": arn,
        }

    def _event(self, line: Line) -> dict[str, Any]:
        at = _millis(line.at)
        return {
            "logStreamName": f"{line.at:%Y/%m/%d}",
            "timestamp": at,
            "message": line.message,
            "ingestionTime": at,
            "eventId": f"{at:013}{line.place:043}",
        }

    def _page(
        self, told: list[dict[str, Any]], most: int
    ) -> tuple[list[dict[str, Any]], str | None]:
        size = self.asked.get("limit", most)
        if not 1 <= size <= most:
            text = f"The limit is 1 to {most}."
            raise _invalid(text)
        wrong = _invalid("The specified nextToken is invalid.")
        return page(told, self.asked.get("nextToken"), size, wrong)

    def _refuse_unsupported(self, *names: str) -> None:
        for name in names:
            if self.asked.get(name):
                msg = f"The embedded AWS's CloudWatch Logs has no parameter {name}."
                raise UnsupportedByEmbeddedError(msg)


def _has(message: str, terms: list[tuple[bool, str]]) -> bool:
    """Tell whether a message has all terms, or one of those of which one is enough."""
    enough = [term in message for is_optional, term in terms if is_optional]
    needed = [term in message for is_optional, term in terms if not is_optional]
    return all(needed) and (any(enough) or not enough)


def _terms(pattern: str) -> list[tuple[bool, str]]:
    """Give the terms of a filter pattern, and whether one of their kind is enough."""
    terms = [(bool(mark), quoted or plain) for mark, quoted, plain in _TERM.findall(pattern)]
    if _TERM.sub("", pattern).strip():
        msg = "The embedded AWS's CloudWatch Logs finds plain terms only, quoted or of letters."
        raise UnsupportedByEmbeddedError(msg)
    return terms


def _invalid(text: str) -> Refused:
    return Refused("InvalidParameterException", text)


def _millis(at: datetime) -> int:
    return int(at.timestamp() * 1_000)
