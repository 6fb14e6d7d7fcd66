"""CloudWatch's GetMetricData, of what SNS spent on text messages this month.

Thin adapters over the spend of `sms`; no other metric is here. botocore speaks JSON 1.0 to
CloudWatch. Not documented by AWS, and decided here: there is a data point for each message
that was paid for, at once; a period without one has no value.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.world import World
from cognito_explore.errors import UnsupportedByEmbeddedError

_METRIC = ("AWS/SNS", "SMSMonthToDateSpentUSD", "Maximum")
# CloudWatch API reference, GetMetricData: the most data points of one answer.
_MOST_VALUES = 100_800


class CloudWatchResponses(ServiceResponses):
    """The metric of SNS's spending."""

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
        if asked != _METRIC or metric.get("Dimensions"):
            msg = f"The embedded AWS's CloudWatch has one metric: {', '.join(_METRIC)}."
            raise UnsupportedByEmbeddedError(msg)
        values = self._values(stat["Period"], begin, end)
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

    def _values(self, period_s: int, begin: datetime, end: datetime) -> dict[datetime, float]:
        values: dict[datetime, float] = {}
        for spent in self.sms.spend.history():
            if begin <= spent.at < end:
                seconds = spent.at.timestamp()
                at = datetime.fromtimestamp(seconds - seconds % period_s, UTC)
                values[at] = max(values.get(at, 0.0), float(spent.month_to_date))
        return values


def _time(value: float) -> datetime:
    return datetime.fromtimestamp(value, UTC)
