"""What every family of End User Messaging's operations is built from.

Not documented by AWS, and decided here: which of botocore's reasons goes with what, and the
texts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.refused import Refused
from cognito_explore.embedded.service import ServiceResponses, answer, page
from cognito_explore.embedded.world import ACCOUNT_ID, World

# botocore's service model: PhoneNumber, and MaxResults of every list.
_PHONE_NUMBER = r"\+?[1-9][0-9]{1,18}"
_MOST_RESULTS = 100


class EndUserMessagingService(ServiceResponses):
    """Answers requests of End User Messaging; each family of operations extends it."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__(world, "pinpoint-sms-voice-v2")

    def paged(self, name: str, told: Sequence[dict[str, Any]], **others: Any) -> ActionResult:
        """Answer with one page of a list, under its name, and with what stands beside it."""
        size = self.asked.get("MaxResults", _MOST_RESULTS)
        if not 1 <= size <= _MOST_RESULTS:
            raise invalid("MaxResults", f"It is 1 to {_MOST_RESULTS}.")
        wrong = invalid("NextToken", "No page came with it.", reason="INVALID_NEXT_TOKEN")
        items, token = page(told, self.asked.get("NextToken"), size, wrong)
        return answer(**others, **{name: items, "NextToken": token})

    def refuse_unknown_filters(self, *names: str) -> None:
        """Refuse filters of other names."""
        for wanted in self.asked.get("Filters") or []:
            if wanted["Name"] not in names:
                text = f"The filters are {', '.join(names)}."
                raise invalid("Filters", text, reason="INVALID_FILTER_VALUES")

    def arn(self, resource: str, *ids: str, account_id: str = ACCOUNT_ID) -> str:
        """Give the ARN of something of the account, or of another."""
        return f"arn:aws:sms-voice:{self.region}:{account_id}:{'/'.join((resource, *ids))}"


def invalid(field: str, text: str, *, reason: str = "INVALID_PARAMETER") -> Refused:
    """Refuse a parameter as End User Messaging does."""
    fields = [{"Name": field, "Message": text}]
    return Refused("ValidationException", text, Reason=reason, Fields=fields)


def not_found(kind: str, name: str) -> Refused:
    """Refuse what names something that is not there, by AWS's kind of it."""
    text = f"There is no {kind} {name}."
    return Refused("ResourceNotFoundException", text, ResourceType=kind, ResourceId=name)


def e164(asked: Mapping[str, Any], name: str) -> str:
    """Give a number in E.164; AWS takes it without its plus too."""
    if not re.fullmatch(_PHONE_NUMBER, asked[name]):
        raise invalid(name, "It is no phone number in E.164.")
    return f"+{asked[name].removeprefix('+')}"
