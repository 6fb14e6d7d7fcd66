"""What keeps messages back and can be mended by a call: the limit, and an opt-out."""

import pytest
from conftest import NOW

import cognito_explore as cx


def stuck(scenario: str) -> cx.Session:
    """Open a session on an embedded AWS where no SMS arrives."""
    return cx.connect("embedded", seed=1, now=NOW, scenario=scenario)


def arrives(session: cx.Session) -> bool:
    """Send ana a code, and look whether it arrives."""
    before = len(session.aws.messages())
    tokens = session.sign_in("ana", "correct-horse-1")
    session.send_code(tokens.access_token, "phone_number")
    return len(session.aws.messages()) > before


def test_limit_is_raised_when_it_is_confirmed():
    """Shown first, and nothing is changed; then done, and messages arrive."""
    session = stuck("spend limit reached")
    origination = session.origination()

    proposal = origination.set_spend_limit(50)
    assert isinstance(proposal, cx.Proposal)
    assert not arrives(session)

    assert origination.set_spend_limit(50, confirm=True) == 50
    assert origination.limits().limit_usd == 50
    assert arrives(session)


def test_limit_above_the_maximum_is_aws_s_word():
    """What only AWS Support can raise is not raised by a call."""
    with pytest.raises(cx.ValidationError, match="maximum of 100 USD"):
        stuck("spend limit reached").origination().set_spend_limit(1000, confirm=True)


@pytest.mark.parametrize("limit", [-1, 1.5, "5", None, True, float("nan")])
def test_limit_that_is_none_is_told(limit: object):
    """AWS takes whole USD; nothing else leaves."""
    with pytest.raises(cx.InvalidRequestError, match="no whole number of USD"):
        stuck("spend limit reached").origination().set_spend_limit(limit, confirm=True)


def test_number_is_opted_in_when_it_is_confirmed():
    """Shown first, number masked; then done, and messages arrive."""
    session = stuck("number opted out")
    origination = session.origination()

    proposal = origination.opt_in("+1 202 555 0123")
    assert isinstance(proposal, cx.Proposal)
    assert "+*******0123" in proposal.title
    assert "2025550123" not in str(proposal)
    assert not arrives(session)

    assert origination.opt_in("+1 202 555 0123", confirm=True) == cx.PhoneNumber("+12025550123")
    assert arrives(session)


def test_wrong_number_is_not_opted_in():
    """The same sentences as everywhere."""
    with pytest.raises(cx.InvalidRequestError, match="country is missing"):
        stuck("number opted out").origination().opt_in("2025550123", confirm=True)


@pytest.mark.parametrize(
    ("verb", "value", "action"),
    [
        ("set_spend_limit", 50, "sms-voice:SetTextMessageSpendLimitOverride"),
        ("opt_in", "+12025550123", "sns:OptInPhoneNumber"),
    ],
)
def test_denied_change_names_the_action(verb: str, value: object, action: str):
    """Whoever is denied reads which action to allow."""
    session = stuck("number opted out")
    session.aws.deny(action)

    with pytest.raises(cx.AccessDeniedError) as caught:
        getattr(session.origination(), verb)(value, confirm=True)

    assert caught.value.action == action
