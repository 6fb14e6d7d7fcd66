"""End User Messaging's operations that try a message, and look a phone number up.

Thin adapters over `sms.trying` and `sms.carriers`. Nobody sends from here but Cognito, so
SendTextMessage takes `DryRun` only.
"""

from __future__ import annotations

import re

from moto.core.responses import ActionResult

from cognito_explore.embedded.eum_answers import RegionResponses
from cognito_explore.embedded.eum_service import e164
from cognito_explore.embedded.ids import make_uuid
from cognito_explore.embedded.service import answer
from cognito_explore.embedded.sms.refusals import invalid_field
from cognito_explore.embedded.sms.region import country_of
from cognito_explore.embedded.sms.trying import check_sendable
from cognito_explore.errors import UnsupportedByEmbeddedError


class SendingResponses(RegionResponses):
    """Operations on single destinations."""

    def send_text_message(self) -> ActionResult:
        """Check a message without sending it."""
        if self.asked.get("DryRun") is not True:
            msg = "The embedded AWS sends what Cognito sends: SendTextMessage takes DryRun=True."
            raise UnsupportedByEmbeddedError(msg)
        number = e164(self.asked, "DestinationPhoneNumber")
        named = (self.asked.get("OriginationIdentity"), self.asked.get("ConfigurationSetName"))
        check_sendable(self.sms, number, *named)
        return answer(MessageId=make_uuid(self.world.sign_in_random))

    def carrier_lookup(self) -> ActionResult:
        """Tell what kind of line a phone number is; on AWS it costs."""
        if self.asked.get("EnableCleansing"):
            msg = "The embedded AWS's carrier lookup cleanses no number (EnableCleansing)."
            raise UnsupportedByEmbeddedError(msg)
        number = f"+{re.sub(r'[^0-9]', '', self.asked['PhoneNumber'])}"
        if not re.fullmatch(r"\+[1-9][0-9]{1,18}", number):
            raise invalid_field("PhoneNumber", "It is no phone number.")
        return answer(
            E164PhoneNumber=number,
            IsoCountryCode=country_of(number),
            PhoneNumberType=self.sms.carriers.kind_of(number),
        )
