"""End User Messaging's operations on the account: tier, spend limit, opt-outs.

Thin adapters: what decides is in `sms`; here it is bound to requests and worded as End User
Messaging does. Decided here: a number that is asked for and not on the list is an error,
where AWS says of one that "isn't valid" that it is.
"""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_service import (
    EndUserMessagingService,
    e164,
    invalid,
    not_found,
)
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.sms.opt_outs import OptedOut
from cognito_explore.embedded.sms.refusals import conflict

_TEXT_LIMIT = "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT"


class AccountResponses(EndUserMessagingService):
    """The operations on the account."""

    def describe_account_attributes(self) -> ActionResult:
        """Tell the account's tier in this Region, and its protect configuration."""
        told = [{"Name": "ACCOUNT_TIER", "Value": self.sms.tier}]
        default_id = self.sms.protect.default_id
        if default_id is not None:
            told.append({"Name": "DEFAULT_PROTECT_CONFIGURATION_ID", "Value": default_id})
        return self.paged("AccountAttributes", told)

    def describe_spend_limits(self) -> ActionResult:
        """Tell the limit for text messages, the one of the limits that there is here."""
        spend = self.sms.spend
        limit = {
            "Name": _TEXT_LIMIT,
            "EnforcedLimit": spend.enforced_limit,
            "MaxLimit": spend.max_limit,
            "Overridden": spend.override is not None,
        }
        return self.paged("SpendLimits", [limit])

    def set_text_message_spend_limit_override(self) -> ActionResult:
        """Set the limit for text messages, up to what AWS allows the account."""
        limit = self.asked["MonthlyLimit"]
        if limit > self.sms.spend.max_limit:
            text = f"The limit is above the account's maximum of {self.sms.spend.max_limit} USD."
            raise invalid(
                "MonthlyLimit", text, reason="REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT"
            )
        self.sms.spend.override = limit
        return answer(MonthlyLimit=limit)

    def delete_text_message_spend_limit_override(self) -> ActionResult:
        """Set the limit back to what AWS allows the account."""
        self.sms.spend.override = None
        return answer(MonthlyLimit=self.sms.spend.max_limit)

    def create_opt_out_list(self) -> ActionResult:
        """Make an opt-out list."""
        name = self.asked["OptOutListName"]
        if name in self.sms.opt_outs.names():
            text = "The opt-out list is there already."
            raise conflict("RESOURCE_ALREADY_EXISTS", text, "opt-out-list", name)
        self.sms.opt_outs.add(name)
        made = self.sms.opt_outs.created_at
        return answer(**self._list(name), CreatedTimestamp=made, Tags=self.asked.get("Tags") or [])

    def describe_opt_out_lists(self) -> ActionResult:
        """List the opt-out lists, or those that are asked for."""
        names = self.asked.get("OptOutListNames") or self.sms.opt_outs.names()
        told = [
            {
                "OptOutListArn": self.arn("opt-out-list", self._list_name(name)),
                "OptOutListName": self._list_name(name),
                "CreatedTimestamp": self.sms.opt_outs.created_at,
            }
            for name in names
        ]
        return self.paged("OptOutLists", told)

    def describe_opted_out_numbers(self) -> ActionResult:
        """List the numbers of an opt-out list, or those that are asked for."""
        self.refuse_unknown_filters("end-user-opted-out")
        name = self._list_name(self.asked["OptOutListName"])
        found = self.sms.opt_outs.numbers(name)
        if self.asked.get("OptedOutNumbers"):
            wanted = [f"+{it.removeprefix('+')}" for it in self.asked["OptedOutNumbers"]]
            found = [self._opted_out(number, name) for number in wanted]
        for wanted in self.asked.get("Filters") or []:
            values = {value.lower() for value in wanted["Values"]}
            found = [it for it in found if str(it.is_by_end_user).lower() in values]
        told = [_told(it) for it in found]
        return self.paged("OptedOutNumbers", told, **self._list(name))

    def put_opted_out_number(self) -> ActionResult:
        """Put a number on an opt-out list."""
        name = self._list_name(self.asked["OptOutListName"])
        number = e164(self.asked, "OptedOutNumber")
        return ActionResult(self._list(name) | _told(self.sms.opt_outs.put(number, name)))

    def delete_opted_out_number(self) -> ActionResult:
        """Take a number off an opt-out list, once in 30 days."""
        name = self._list_name(self.asked["OptOutListName"])
        found = self._opted_out(e164(self.asked, "OptedOutNumber"), name)
        if not self.sms.opt_outs.can_opt_in(found.phone_number, name):
            text = "A number can be taken off an opt-out list only once every 30 days."
            raise invalid("OptedOutNumber", text, reason="PHONE_NUMBER_CANNOT_BE_OPTED_IN")
        return ActionResult(
            self._list(name) | _told(self.sms.opt_outs.delete(found.phone_number, name))
        )

    def _opted_out(self, phone_number: str, list_name: str) -> OptedOut:
        found = self.sms.opt_outs.find(phone_number, list_name)
        if found is None:
            raise not_found("opted-out-number", phone_number)
        return found

    def _list_name(self, text: str) -> str:
        name = text.rpartition("/")[2]
        if name not in self.sms.opt_outs.names():
            raise not_found("opt-out-list", text)
        return name

    def _list(self, name: str) -> dict[str, Any]:
        return {"OptOutListArn": self.arn("opt-out-list", name), "OptOutListName": name}


def _told(number: OptedOut) -> dict[str, Any]:
    return {
        "OptedOutNumber": number.phone_number,
        "OptedOutTimestamp": number.at,
        "EndUserOptedOut": number.is_by_end_user,
    }
