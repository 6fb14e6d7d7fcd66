"""GetUserAttributeVerificationCode: have a code sent to a user's e-mail address or phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from cognito_explore.actions.base import FrozenMapping, Response, TokenAction, as_token, not_text
from cognito_explore.errors import Fault, OutcomeUnknownError
from cognito_explore.facts import ATTRIBUTE_NAME_MAX, METADATA_TEXT_MAX, VERIFIABLE_ATTRIBUTES
from cognito_explore.sensitive import Sensitive
from cognito_explore.show import printable
from cognito_explore.token import AccessToken

_FAULTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CodeDeliveryDetails:
    """Where Cognito says that the code goes.

    Attributes:
        destination: The address, masked by Cognito.
        delivery_medium: `SMS` or `EMAIL`.
        attribute_name: The attribute that the code verifies.

    Source:
        Cognito `CodeDeliveryDetailsType`.
    """

    destination: str | None
    delivery_medium: str | None
    attribute_name: str | None


@dataclass(frozen=True, kw_only=True, repr=False)
class CodeDelivery(Response):
    """Cognito took the job to send a code; one row.

    That it took the job does not mean that the message arrives: the answer has no
    message id, and what fails later fails in silence.

    Attributes:
        attribute_name: The attribute that the code verifies; the one asked for, if the
            service did not say.
        delivery_medium: `SMS` or `EMAIL`; None if the service did not say.
        destination: The address, masked by Cognito; None if the service did not say.

    Source:
        Cognito `GetUserAttributeVerificationCodeResponse`.
    """

    attribute_name: str | None
    delivery_medium: str | None
    destination: str | None

    @property
    def code_delivery_details(self) -> CodeDeliveryDetails | None:
        """The part of the answer that AWS nests; None if the service sent none.

        Some emulators send none.
        """
        if self.delivery_medium is None and self.destination is None:
            return None
        return CodeDeliveryDetails(self.destination, self.delivery_medium, self.attribute_name)


@dataclass(frozen=True, init=False)
class GetUserAttributeVerificationCode(TokenAction[CodeDelivery]):
    """Ask Cognito to send a fresh verification code for one attribute of the user.

    Despite its name this gets nothing: it sends. Whether a code sent before still works
    is not documented by AWS.

    Attributes:
        access_token: Of the signed-in user, hidden.
        attribute_name: `email` or `phone_number`.
        client_metadata: What the pool's Lambda triggers get, or None.
        allow_any_attribute: Whether other attribute names may leave.
        allow_any_token: Whether a token that is certain to be refused may leave.

    Source:
        Cognito `GetUserAttributeVerificationCode`.
    """

    OPERATION: ClassVar[str] = "GetUserAttributeVerificationCode"
    VERB: ClassVar[str | None] = "send_code"
    UNKNOWN_HINT: ClassVar[str] = OutcomeUnknownError.hint

    access_token: AccessToken
    attribute_name: str
    client_metadata: Mapping[str, str] | None
    allow_any_attribute: bool = field(repr=False)
    allow_any_token: bool = field(repr=False)

    def __init__(
        self,
        access_token: str | Sensitive,
        attribute_name: str,
        client_metadata: Mapping[str, str] | None = None,
        *,
        allow_any_attribute: bool = False,
        allow_any_token: bool = False,
    ) -> None:
        """Make a request.

        Args:
            access_token: Of the signed-in user, with scope `aws.cognito.signin.user.admin`.
            attribute_name: `email` or `phone_number`.
            client_metadata: Handed to the pool's Lambda triggers; Cognito neither stores,
                checks nor encrypts it, so no secrets. At most 131,072 characters a text.
            allow_any_attribute: Let other attribute names leave, to see Cognito refuse them.
            allow_any_token: Let any token leave, to see Cognito refuse it.

        Raises:
            InvalidRequestError: A field is wrong; every fault is in the one error.
        """
        access_token = as_token(access_token)
        if isinstance(client_metadata, Mapping):
            client_metadata = FrozenMapping(client_metadata)
        self._set(
            access_token=access_token,
            attribute_name=attribute_name,
            client_metadata=client_metadata,
            allow_any_attribute=allow_any_attribute,
            allow_any_token=allow_any_token,
        )

    def parameters(self) -> dict[str, Any]:
        """Give the parameters by AWS's names, the token as `Sensitive`."""
        parameters = {"AccessToken": self.access_token, "AttributeName": self.attribute_name}
        # An empty map is sent as one: whoever gave it may want to see what it does.
        metadata = {} if self.client_metadata is None else {"ClientMetadata": self.client_metadata}
        return parameters | metadata

    def read(self, answer: Mapping[str, Any], common: Mapping[str, Any]) -> CodeDelivery:
        """Make the record of the delivery."""
        if answer and "CodeDeliveryDetails" not in answer:
            # An empty answer is honest; another one is somebody else's.
            msg = "there are no code delivery details in it"
            raise TypeError(msg)
        details = answer.get("CodeDeliveryDetails")
        return CodeDelivery(
            **common,
            attribute_name=_text_or_none("AttributeName", details) or self.attribute_name,
            delivery_medium=_text_or_none("DeliveryMedium", details),
            destination=_text_or_none("Destination", details),
        )

    def _field_faults(self) -> list[Fault]:
        return [
            *super()._field_faults(),
            *attribute_faults(self.attribute_name, allow_any=self.allow_any_attribute),
            *metadata_faults(self.client_metadata),
        ]


def attribute_faults(name: object, *, allow_any: bool) -> list[Fault]:
    """Say what is wrong with the name of an attribute that is to be verified."""
    if not isinstance(name, str):
        return [not_text("attribute_name", name)]
    if allow_any or name in VERIFIABLE_ATTRIBUTES:
        return []
    fix, anyway = 'Use "email" or "phone_number".', ""
    shown = printable(ascii(name), ATTRIBUTE_NAME_MAX + 2)
    meant = name.strip().lower().replace("-", "_")
    if not name:
        problem = "It is empty."
    elif name.startswith("+") or "@" in name:
        problem = "That is an address: Cognito takes it from the user's data."
    elif len(name) > ATTRIBUTE_NAME_MAX:
        problem = f"{shown} has {len(name)} characters, and names have {ATTRIBUTE_NAME_MAX}."
    elif meant in VERIFIABLE_ATTRIBUTES:
        problem, fix = f"{shown} is not written as Cognito does.", f'Use "{meant}".'
    else:
        problem = f"{shown} is none that Cognito sends codes for."
        anyway = "To see Cognito refuse it: allow_any_attribute=True."
    return [Fault("attribute_name", problem, fix, anyway)]


def metadata_faults(metadata: object) -> list[Fault]:
    """Say what is wrong with what the pool's Lambda triggers are to get."""
    field = "client_metadata"
    if metadata is None:
        return []
    if not isinstance(metadata, Mapping):
        kind = type(metadata).__name__
        return [Fault(field, f"It is {kind}, not a mapping.", 'Use a dict, as in {"key": "text"}.')]
    faults: list[Fault] = []
    for name, value in metadata.items():
        shown = printable(ascii(name), 40)
        if len(faults) >= _FAULTS_SHOWN:
            problem = f"There are more faults like these among its {len(metadata):,} keys."
            return [*faults, Fault(field, problem, "Mend these first.")]
        for what, text in ((f"key {shown}", name), (f"value of {shown}", value)):
            if not isinstance(text, str):
                kind = type(text).__name__
                fix = "Cognito takes text only: use str(...) or json.dumps(...)."
                faults.append(Fault(field, f"The {what} is {kind}, not text.", fix))
            elif len(text) > METADATA_TEXT_MAX:
                problem = f"The {what} has {len(text):,} characters."
                faults.append(Fault(field, problem, f"At most {METADATA_TEXT_MAX:,} are taken."))
    return faults


def _text_or_none(member: str, details: Mapping[str, Any] | None) -> str | None:
    if details is None:
        return None
    value = details.get(member)
    if value is not None and not isinstance(value, str):
        msg = f"{member} is {type(value).__name__}, not text"
        raise TypeError(msg)
    return value if value is None else printable(value)
