"""CloudWatch's GetMetricData: what was spent on SMS this month, and what Cognito throttled.

Thin adapters over `sms` and `cognito_service`; no other metric is here. botocore speaks JSON 1.0 to
CloudWatch. Not documented by AWS, and decided here: there is a data point for each message
that was paid for, at once; a period without one has no value; those of spending count the messages
of both SMS paths.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

_SPENT = (
    ("AWS/SNS", "SMSMonthToDateSpentUSD", "Maximum"),
    # https://docs.aws.amazon.com/sms-voice/latest/userguide/monitoring-cloudwatch.html
    ("AWS/SMSVoice", "TextMessageMonthlySpend", "Maximum"),
)
_THROTTLED = ("AWS/Usage", "ThrottleCount", "Sum")
# Cognito developer guide, "Dimensions for Amazon Cognito user pools".
_SERVICE = "Cognito user pool"
# CloudWatch API reference, GetMetricData: the most data points of one answer.
_MOST_VALUES = 100_800


class CloudWatchResponses(ServiceResponses):
    """The metrics of spending on text messages and of Cognito's throttling."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "cloudwatch")

    def get_metric_data(self) -> ActionResult:
        """Give the most that was spent in each period."""
        begin, end = (_time(self.asked[name]) for name in ("StartTime", "EndTime"))
        if begin >= end:
            text = "The parameter StartTime must be less than the parameter EndTime."
            raise Refused("ValidationError", text)
        # moto knows no type for the JSON of a service whose model names another protocol first.
        self.response_headers["content-type"] = "application/x-amz-json-1.0"
        made = [self._result(query, begin, end) for query in self.asked["MetricDataQueries"]]
        token = next((it for _, it in made if it), None)
        return answer(MetricDataResults=[it for it, _ in made], Messages=[], NextToken=token)

    def _result(
        self, query: dict[str, Any], begin: datetime, end: datetime
    ) -> tuple[dict[str, Any], str | None]:
        """Give a page of the data points of one query, and the token of the next."""
        stat = query.get("MetricStat") or {}
        metric = stat.get("Metric") or {}
        asked = (metric.get("Namespace"), metric.get("MetricName"), stat.get("Stat"))
        dimensions = {it["Name"]: it["Value"] for it in metric.get("Dimensions") or []}
        if asked == _THROTTLED:
            values = self._throttled(dimensions, stat["Period"], begin, end)
        elif asked in _SPENT and not dimensions:
            values = self._spent(stat["Period"], begin, end)
        else:
            known = " and ".join(", ".join(it) for it in (*_SPENT, _THROTTLED))
            msg = f"The embedded AWS's CloudWatch has three metrics: {known}."
            raise UnsupportedByEmbeddedError(msg)
        times = sorted(values, reverse=self.asked.get("ScanBy") != "TimestampAscending")
        size = self.asked.get("MaxDatapoints", _MOST_VALUES)
        wrong = Refused("InvalidNextToken", "The token is not valid.")
        shown, token = page(times, self.asked.get("NextToken"), size, wrong)
        result = {
            "Id": query["Id"],
            "Label": query.get("Label") or metric["MetricName"],
            "Timestamps": shown,
            "Values": [values[at] for at in shown],
            "StatusCode": "PartialData" if token else "Complete",
        }
        return result, token

    def _spent(self, period_s: int, begin: datetime, end: datetime) -> dict[datetime, float]:
        values: dict[datetime, float] = {}
        for spent in self.sms.spend.history():
            if begin <= spent.at < end:
                at = _period(spent.at, period_s)
                values[at] = max(values.get(at, 0.0), float(spent.month_to_date))
        return values

    def _throttled(
        self, dimensions: dict[str, str], period_s: int, begin: datetime, end: datetime
    ) -> dict[datetime, float]:
        category = dimensions.get("Resource", "")
        values: dict[datetime, float] = {}
        if dimensions != {"Service": _SERVICE, "Type": "API", "Resource": category}:
            return values
        for instant in self.world.service.throttled(category):
            if begin <= instant < end:
                at = _period(instant, period_s)
                values[at] = values.get(at, 0.0) + 1
        return values


def _period(instant: datetime, period_s: int) -> datetime:
    """Give the begin of the period that an instant is in."""
    seconds = instant.timestamp()
    return datetime.fromtimestamp(seconds - seconds % period_s, UTC)


def _time(value: float) -> datetime:
    return datetime.fromtimestamp(value, UTC)
