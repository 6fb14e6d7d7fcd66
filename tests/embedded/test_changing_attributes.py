"""Changing an address: its flag, its code, and what is kept until the code proves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

import cognito_explore as cx
from embedded.conftest import SMS, Pool, User, attributes, wrong

BOTH = ["email", "phone_number"]
MakeUser = Callable[..., User]
MakePool = Callable[..., Pool]


def update(cognito: Any, user: User, **changes: str) -> list[dict[str, str]]:
    """Change attributes as the user."""
    answer = cognito.update_user_attributes(
        AccessToken=user.access_token.reveal(), UserAttributes=attributes(**changes)
    )
    return list(answer["CodeDeliveryDetailsList"])


def update_as_admin(cognito: Any, user: User, **changes: str) -> None:
    """Change attributes as an administrator."""
    cognito.admin_update_user_attributes(
        UserPoolId=user.pool.user_pool_id,
        Username=user.username,
        UserAttributes=attributes(**changes),
    )


def verify_both(user: User) -> None:
    """Verify both addresses."""
    for attribute_name, address in (("email", user.email), ("phone_number", user.phone_number)):
        user.send(attribute_name)
        user.verify(attribute_name, user.code(address))


def test_new_address_is_unverified_and_gets_a_code(cognito: Any, user: User):
    """A changed address loses its flag at once, and a code is on its way to it."""
    verify_both(user)

    sent = update(cognito, user, email="moved@example.org")

    assert sent == [
        {"Destination": "m***@e***", "DeliveryMedium": "EMAIL", "AttributeName": "email"}
    ]
    assert (user.get().is_email_verified, user.get().is_phone_number_verified) == (False, True)
    assert user.get().attributes["email"].reveal() == "moved@example.org"
    assert len(user.inbox("moved@example.org")) == 1


def test_code_of_the_change_verifies_the_new_address(cognito: Any, user: User):
    """The code that came with the change is one for VerifyUserAttribute."""
    update(cognito, user, phone_number="+12015559999")

    user.verify("phone_number", user.code("+12015559999"))

    assert user.get().is_phone_number_verified is True


def test_two_new_addresses_get_two_codes(cognito: Any, user: User):
    """Each changed address has its own line in the list."""
    sent = update(cognito, user, email="two@example.org", phone_number="+12015558888")

    assert [item["AttributeName"] for item in sent] == BOTH
    assert len(user.inbox("two@example.org", "+12015558888")) == 2


def test_same_value_sends_nothing_and_stays_verified(cognito: Any, user: User):
    """Who submits the address that is there already gets no code."""
    verify_both(user)
    before = len(user.inbox())

    sent = update(cognito, user, email=user.email)

    assert sent == []
    assert len(user.inbox()) == before
    assert user.get().is_email_verified is True


def test_other_attribute_changes_without_a_code(cognito: Any, user: User):
    """A name is no address: it changes, and nothing is sent."""
    sent = update(cognito, user, given_name="Ana")

    assert sent == []
    assert user.get().attributes["given_name"].reveal() == "Ana"
    assert user.inbox().empty


def test_blank_value_deletes_the_attribute(cognito: Any, user: User):
    """A blank address is deleted together with its flag, and nothing is sent."""
    sent = update(cognito, user, email="", given_name="")

    assert sent == []
    assert not {"email", "email_verified", "given_name"} & set(user.get().attributes)
    with pytest.raises(cx.InvalidParameterError):
        user.send("email")


def test_only_automatically_verified_attributes_get_a_code(
    cognito: Any, make_pool: MakePool, make_user: MakeUser
):
    """What the pool does not verify by itself changes without a code, and is unverified."""
    user = make_user(make_pool(SmsConfiguration=SMS, AutoVerifiedAttributes=["email"]))
    verify_both(user)

    sent = update(cognito, user, phone_number="+12015557777")

    assert sent == []
    assert user.inbox("+12015557777").empty
    assert user.get().is_phone_number_verified is False


@pytest.fixture
def careful(make_pool: MakePool, make_user: MakeUser) -> User:
    """A user with verified addresses, whose pool keeps them until new ones are proved."""
    settings = {"AttributesRequireVerificationBeforeUpdate": BOTH}
    pool = make_pool(
        SmsConfiguration=SMS, AutoVerifiedAttributes=BOTH, UserAttributeUpdateSettings=settings
    )
    user = make_user(pool)
    verify_both(user)
    return user


def test_careful_pool_keeps_the_old_value_until_the_code_proves_the_new(
    cognito: Any, careful: User
):
    """The address changes, verified, with the code that went to the new one."""
    new = f"new-{careful.email}"

    sent = update(cognito, careful, email=new, given_name="Ana")
    waiting = careful.get()
    careful.verify("email", careful.code(new))
    proved = careful.get()

    assert [item["Destination"] for item in sent] == ["n***@e***"]
    assert waiting.attributes["email"].reveal() == careful.email
    assert waiting.attributes["given_name"].reveal() == "Ana"
    assert waiting.is_email_verified is True
    assert proved.attributes["email"].reveal() == new
    assert proved.is_email_verified is True


def test_careful_pool_keeps_the_old_value_after_a_wrong_code(cognito: Any, careful: User):
    """A wrong code changes nothing."""
    new = f"new-{careful.email}"
    update(cognito, careful, email=new)

    with pytest.raises(cx.CodeMismatchError):
        careful.verify("email", wrong(careful.code(new)))

    assert careful.get().attributes["email"].reveal() == careful.email


def test_administrator_changes_a_careful_pools_address_no_sooner(cognito: Any, careful: User):
    """An administrator's change, too, waits for the code that goes to the new address."""
    new = f"set-{careful.email}"

    update_as_admin(cognito, careful, email=new)
    waiting = careful.get()
    careful.verify("email", careful.code(new))

    assert waiting.attributes["email"].reveal() == careful.email
    assert waiting.is_email_verified is True
    assert careful.get().attributes["email"].reveal() == new


def test_administrator_may_vouch_for_a_careful_pools_address(cognito: Any, careful: User):
    """With the flag in the same request the address changes at once, and nothing is sent."""
    new = f"said-{careful.email}"

    update_as_admin(cognito, careful, email=new, email_verified="true")

    assert careful.get().attributes["email"].reveal() == new
    assert careful.get().is_email_verified is True
    assert careful.inbox(new).empty


@pytest.mark.parametrize("name", ["email_verified", "phone_number_verified", "sub"])
def test_user_cannot_vouch_for_themselves(cognito: Any, user: User, name: str):
    """The flags and the id are no user's to write, and nothing else of the request is kept."""
    before = user.get().attributes

    with pytest.raises(ClientError):
        update(cognito, user, given_name="Ana", **{name: "true"})

    assert user.get().attributes == before


def test_administrator_sets_an_address_unverified(cognito: Any, user: User):
    """AdminUpdateUserAttributes takes the flag away with the old address."""
    verify_both(user)

    update_as_admin(cognito, user, email="set@example.org")

    assert user.get().attributes["email"].reveal() == "set@example.org"
    assert user.get().is_email_verified is False
    assert user.get().is_phone_number_verified is True


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "said@example.org", "email_verified": "true"},
        {"email_verified": "true", "email": "said@example.org"},
    ],
    ids=["address first", "flag first"],
)
def test_administrator_may_set_the_flag_as_well(cognito: Any, user: User, changes: dict[str, str]):
    """An administrator who says that an address is verified is believed."""
    update_as_admin(cognito, user, **changes)

    assert user.get().is_email_verified is True


def test_code_for_an_address_that_is_gone_does_not_bring_it_back(cognito: Any, user: User):
    """The code that went to the old address neither verifies the new one nor replaces it."""
    user.send("email")
    update_as_admin(cognito, user, email="later@example.org")

    with pytest.raises(cx.ServiceError):
        user.verify("email", user.code(user.email))

    assert user.get().attributes["email"].reveal() == "later@example.org"
    assert user.get().is_email_verified is False


def test_code_for_an_address_that_was_deleted_does_not_bring_it_back(cognito: Any, user: User):
    """Who deleted their address does not get it back by an old code."""
    user.send("email")
    update(cognito, user, email="")

    with pytest.raises(cx.ServiceError):
        user.verify("email", user.code(user.email))

    assert "email" not in user.get().attributes


def test_refused_change_sends_nothing(cognito: Any, make_pool: MakePool, make_user: MakeUser):
    """When the SMS of a change cannot be sent, its e-mail is not sent either."""
    user = make_user(make_pool(AutoVerifiedAttributes=BOTH))

    with pytest.raises(cognito.exceptions.InvalidParameterException):
        update(cognito, user, email="half@example.org", phone_number="+12015556666")

    assert user.get().attributes["email"].reveal() == user.email
    assert user.inbox("half@example.org").empty
