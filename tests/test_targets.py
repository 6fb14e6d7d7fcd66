"""connect(): one word for the embedded AWS, real AWS or an emulator."""

import subprocess
import sys
from datetime import UTC, datetime

import boto3
import pytest
from conftest import write_tracebacks
from IPython.core.ultratb import VerboseTB

import cognito_explore as cx


def test_without_a_target_it_is_the_embedded_aws():
    """A newcomer needs nothing."""
    session = cx.connect()

    assert session.name == "embedded"
    assert session.client_id == session.aws.demo.client_id
    assert repr(session) == "<Session embedded: nothing is really sent>"


def test_the_environment_names_the_target(monkeypatch):
    """One notebook runs on three backends."""
    monkeypatch.setenv("COGNITO_EXPLORE_TARGET", "http://127.0.0.1:9229")

    session = cx.connect()

    assert session.name == session.endpoint_url == "http://127.0.0.1:9229"


def test_a_named_target_wins_over_the_environment(monkeypatch):
    """What is written in the notebook counts."""
    monkeypatch.setenv("COGNITO_EXPLORE_TARGET", "nonsense")

    assert cx.connect("embedded").name == "embedded"


@pytest.mark.parametrize(
    "target",
    [
        *("nonsense", "localhost:9229", "ftp://host", "http://", "EMBEDDED ", "\x1b[31m"),
        *("http://[::1", "http://127.0.0.1:99999", "http://127.0.0.1:port", 5),
    ],
)
def test_a_target_that_is_none_is_told_with_those_there_are(target):
    """One clear error with the choices."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect(target)

    assert '"embedded"' in caught.value.hint
    assert '"aws"' in caught.value.hint
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    "target",
    ["http://user:hunter2@exa mple.com", "ftp://user:hunter2@host", "http://u:p@hunter@h:x"],
)
def test_a_target_with_a_password_in_it_is_told_without(target):
    """Neither the message nor the cause shows it."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect(target)

    assert "hunter" not in str(caught.value) + repr(caught.value.__cause__)


def test_a_config_that_is_none_is_told():
    """Not an AttributeError from the depths."""
    with pytest.raises(TypeError, match="botocore Config"):
        cx.connect("http://127.0.0.1:9", config="x")


def test_aws_takes_what_boto3_takes():
    """Region and profile are boto3's own arguments."""
    session = cx.connect("aws", region_name="eu-central-1", client_id="client")

    assert session.name == "aws eu-central-1"
    assert session.endpoint_url == "https://cognito-idp.eu-central-1.amazonaws.com"
    assert session.client_id == "client"


def test_aws_works_with_no_credentials_at_all():
    """The session is made, because the action needs none."""
    session = cx.connect("aws", region_name="eu-central-1")

    assert session.boto3_session.get_credentials() is None


def test_aws_without_a_region_says_how_to_name_it():
    """Not botocore's NoRegionError."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect("aws")

    assert "region_name=" in caught.value.hint


def test_aws_takes_the_region_of_the_environment(monkeypatch):
    """`AWS_REGION`, which most tools read, where boto3's own settings name none."""
    monkeypatch.setenv("AWS_REGION", "eu-central-1")

    assert cx.connect("aws").region_name == "eu-central-1"
    assert cx.connect("aws", region_name="us-west-2").region_name == "us-west-2"
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-south-1")
    assert cx.connect("aws").region_name == "ap-south-1"


def test_a_profile_that_is_not_there_is_one_clear_error():
    """Not botocore's ProfileNotFound."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect("aws", profile_name="nobody")

    assert "nobody" in str(caught.value)


def test_a_region_that_is_no_name_is_one_clear_error():
    """Not botocore's InvalidRegionError."""
    with pytest.raises(cx.ConfigurationError):
        cx.connect("aws", region_name="not a region!")


def test_an_emulator_needs_no_region():
    """botocore wants one, the emulator does not care."""
    assert cx.connect("http://127.0.0.1:9229").region_name == "us-east-1"


def test_an_unknown_argument_is_refused():
    """A typing mistake does not pass in silence."""
    for target in ("aws", "embedded", "http://127.0.0.1:9"):
        with pytest.raises(TypeError, match="'regoin_name': did you mean 'region_name'"):
            cx.connect(target, regoin_name="eu-central-1")


def test_the_embedded_aws_takes_no_profile():
    """It is known to boto3, but means nothing here."""
    with pytest.raises(cx.ConfigurationError, match="takes no profile_name"):
        cx.connect("embedded", profile_name="dev")


@pytest.mark.parametrize(
    "arguments",
    [
        {"region_name": "not a region!"},
        {"region_name": ""},
        {"now": "2026-01-01"},
        {"now": datetime(2026, 1, 1)},  # noqa: DTZ001 -- that is the point
        {"seed": ["1"]},
    ],
)
def test_an_embedded_aws_that_cannot_be_set_up_is_one_clear_error(arguments):
    """Not a traceback of botocore or of a clock."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect("embedded", **arguments)

    assert "aware datetime" in caught.value.hint


@pytest.mark.parametrize("wrong", ["text", None, {"AccessToken": "x"}])
def test_what_is_no_request_cannot_be_sent(remote, wrong):
    """It says what can."""
    with pytest.raises(TypeError, match="takes a request record"):
        remote.send(wrong)


def test_seed_and_now_are_for_the_embedded_aws_only():
    """They would do nothing elsewhere."""
    with pytest.raises(cx.ConfigurationError, match="Only the embedded AWS"):
        cx.connect("http://127.0.0.1:9", seed=1)
    with pytest.raises(cx.ConfigurationError, match="Only the embedded AWS"):
        cx.connect("aws", now=datetime(2026, 1, 1, tzinfo=UTC))


def test_a_scenario_is_for_the_embedded_aws_only():
    """A target that is named cannot play it."""
    with pytest.raises(cx.ConfigurationError, match="`scenario`"):
        cx.connect("aws", scenario="sandbox, number not verified")


@pytest.mark.parametrize("target", ["aws", "http://127.0.0.1:9"])
def test_what_is_for_the_embedded_aws_is_left_aside_where_the_environment_names_another(
    monkeypatch, target
):
    """One notebook, with its seed, time and scenario, runs on all targets."""
    staging = {
        "seed": 1,
        "now": datetime(2026, 1, 1, tzinfo=UTC),
        "scenario": "sandbox, number not verified",
    }
    monkeypatch.setenv("COGNITO_EXPLORE_TARGET", target)

    session = cx.connect(region_name="eu-central-1", **staging)

    assert session.name in {"aws eu-central-1", target}
    with pytest.raises(cx.ConfigurationError, match="Only the embedded AWS"):
        cx.connect(target, region_name="eu-central-1", seed=1)


def test_what_is_for_the_embedded_aws_counts_where_the_environment_names_it(monkeypatch):
    """The variable may name the embedded AWS as well."""
    monkeypatch.setenv("COGNITO_EXPLORE_TARGET", "embedded")
    now = datetime(2026, 1, 1, tzinfo=UTC)

    session = cx.connect(seed=1, now=now, scenario="SMS leave from another Region")

    assert session.clock.now() == now
    assert session.region_name == "us-east-2"


def test_a_boto3_session_of_ones_own_can_be_wrapped(server):
    """`Session` takes any boto3 session."""
    session = cx.Session(boto3.Session(region_name="us-east-1"), server.url, client_id="c")

    server.body = b'{"Username": "ana", "UserAttributes": []}'
    user = session.get_user("x.y.z", allow_any_token=True)

    assert user.username == "ana"
    assert user.email is None
    assert user.is_email_verified is None


def test_aws_is_there_on_the_embedded_aws_only(remote):
    """Elsewhere it says so, instead of an AttributeError."""
    with pytest.raises(cx.ConfigurationError, match="embedded AWS only"):
        _ = remote.aws


def test_signing_in_without_an_app_client_says_how_to_name_it():
    """Cognito needs one, and the attempt is kept."""
    session = cx.connect("http://127.0.0.1:9")

    with pytest.raises(cx.InvalidRequestError) as caught:
        session.sign_in("ana", "secret")

    assert "client_id: It is empty. Name the app client" in str(caught.value)
    assert session.history[-1].outcome == "not_sent"


def test_without_the_extra_the_command_that_installs_it_is_named():
    """The package works without moto, and says what is missing."""
    code = (
        "import sys; sys.modules['moto'] = None\n"
        "import cognito_explore as cx\n"
        "cx.connect('http://127.0.0.1:9')\n"
        "try: cx.connect('embedded')\n"
        "except cx.ConfigurationError as error: print(error)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert 'pip install "cognito_explore[embedded]"' in done.stdout


@pytest.mark.parametrize("target", ["aws", "http://127.0.0.1:9", "embedded"])
@pytest.mark.parametrize("wrap", [str, cx.Sensitive])
def test_a_client_secret_is_kept_hidden(target, wrap):
    """Given as text or hidden, on every target."""
    region = {"region_name": "eu-central-1"}
    secret = wrap("app-secret-canary-1")

    session = cx.connect(target, client_id="client", client_secret=secret, **region)

    assert session.client_secret == cx.Sensitive("app-secret-canary-1")
    shown = [repr(session), session._repr_html_(), repr(vars(session))]
    assert all("canary" not in text for text in shown)


@pytest.mark.parametrize("secret", [None, ""])
def test_an_empty_client_secret_is_none(secret):
    """A setting that is left empty is no secret."""
    assert cx.connect("http://127.0.0.1:9", client_secret=secret).client_secret is None


def test_a_user_pool_is_kept():
    """Signing in by SRP takes it; without one it is not known."""
    named = cx.connect("http://127.0.0.1:9", user_pool_id="eu-central-1_aBcDeFgHi")

    assert named.user_pool_id == "eu-central-1_aBcDeFgHi"
    assert cx.connect("http://127.0.0.1:9").user_pool_id is None


def test_a_session_of_ones_own_takes_client_secret_and_user_pool():
    """`Session` takes what `connect` does."""
    session = cx.Session(
        boto3.Session(region_name="us-east-1"),
        client_id="client",
        client_secret="app-secret-canary-1",
        user_pool_id="us-east-1_aBcDeFgHi",
    )

    assert session.client_secret == cx.Sensitive("app-secret-canary-1")
    assert session.user_pool_id == "us-east-1_aBcDeFgHi"


def test_the_embedded_aws_brings_its_user_pool():
    """With its app client; whoever names another app client knows its pool."""
    session = cx.connect("embedded")
    other = cx.connect("embedded", client_id="client")

    assert session.user_pool_id == session.aws.demo.user_pool_id
    assert (session.client_secret, other.user_pool_id) == (None, None)


def test_a_user_pool_that_is_named_wins_over_the_embedded_one():
    """What is given is not dropped in silence."""
    session = cx.connect("embedded", user_pool_id="us-east-1_aBcDeFgHi")

    assert session.user_pool_id == "us-east-1_aBcDeFgHi"


def test_a_misspelt_client_secret_is_told_and_not_shown():
    """The name that is meant is suggested, and no secret is in the traceback."""
    with pytest.raises(TypeError, match="'client_secrt': did you mean 'client_secret'") as caught:
        cx.connect("aws", client_secrt="app-secret-canary-1")

    assert "canary" not in str(caught.value)


def test_a_misspelt_user_pool_is_told():
    """The name that is meant is suggested."""
    with pytest.raises(TypeError, match="'user_pool': did you mean 'user_pool_id'"):
        cx.connect("aws", user_pool="us-east-1_aBcDeFgHi")


def test_a_session_that_cannot_be_made_shows_no_client_secret():
    """Nothing of it is among the locals of the frames."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.connect("aws", client_id="client", client_secret="app-secret-canary-1")

    inner = caught.traceback[1]._rawentry
    text = VerboseTB(theme_name="nocolor").text(caught.type, caught.value, inner)
    assert "No AWS Region is set" in text
    assert "canary" not in text


def test_a_wrapped_session_that_cannot_be_made_shows_no_client_secret():
    """Given as text to `Session` itself, it is wrapped at once."""
    with pytest.raises(cx.ConfigurationError) as caught:
        cx.Session(boto3.Session(), client_id="client", client_secret="app-secret-canary-1")

    inner = caught.traceback[1]._rawentry
    text = VerboseTB(theme_name="nocolor").text(caught.type, caught.value, inner)
    assert "No AWS Region is set" in text
    assert "canary" not in text


@pytest.mark.parametrize("wrong", [918273, b"918273", ["918273"]])
def test_a_client_secret_that_is_no_text_is_told_and_not_shown(wrong):
    """A number where text belongs is a secret all the same."""
    with pytest.raises(TypeError, match="must be text") as caught:
        cx.connect("http://127.0.0.1:9", client_secret=wrong)

    assert "918273" not in write_tracebacks(caught.value)


def test_environment_brings_app_client_and_pool_with_its_target(monkeypatch: pytest.MonkeyPatch):
    """A notebook that runs on all targets names none of them."""
    monkeypatch.setenv("COGNITO_EXPLORE_TARGET", "aws")
    monkeypatch.setenv("COGNITO_EXPLORE_CLIENT_ID", "1example")
    monkeypatch.setenv("COGNITO_EXPLORE_USER_POOL_ID", "eu-west-1_example")

    session = cx.connect(region_name="eu-west-1")

    assert (session.client_id, session.user_pool_id) == ("1example", "eu-west-1_example")
    assert cx.connect(region_name="eu-west-1", client_id="2other").client_id == "2other"


@pytest.mark.parametrize("target", ["aws", "embedded"])
def test_environment_s_app_client_is_not_that_of_another_target(
    monkeypatch: pytest.MonkeyPatch, target: str
):
    """What is named in code is not mixed with what the environment names for its own target."""
    monkeypatch.setenv("COGNITO_EXPLORE_CLIENT_ID", "1example")
    monkeypatch.setenv("COGNITO_EXPLORE_USER_POOL_ID", "eu-west-1_example")

    session = cx.connect(target, region_name="us-east-1")

    assert session.client_id != "1example"
    assert session.user_pool_id != "eu-west-1_example"
