"""Scenarios: what the pool's Lambda functions do to a message."""

from __future__ import annotations

from collections.abc import Callable

from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.findings import Status

SCENARIOS = Scenarios()

_COGNITO = "cognito-idp.amazonaws.com"
_SENDERS = {"sms": "CustomSMSSender", "email": "CustomEmailSender"}


def _make_function(stage: Stage, name: str, *, for_pool: str | None = "") -> str:
    """Make a function.

    Args:
        stage: Where.
        name: Its name.
        for_pool: The pool that may call it; empty: the demo pool; None: none.

    Returns:
        Its ARN.
    """
    client = stage.client("lambda", region_name=stage.pool_region)
    role = f"arn:aws:iam::{stage.account}:role/{stage.sms_role}"
    made = client.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="index.handler",
        Code={"ZipFile": b"not run here"},
    )
    if for_pool is not None:
        pool = for_pool or stage.demo.user_pool_id
        client.add_permission(
            FunctionName=name,
            StatementId="cognito",
            Action="lambda:InvokeFunction",
            Principal=_COGNITO,
            SourceArn=f"arn:aws:cognito-idp:{stage.pool_region}:{stage.account}:userpool/{pool}",
        )
    arn: str = made["FunctionArn"]
    return arn


def _fail(stage: Stage, name: str, text: str) -> None:
    """Let a function fail from now on, as it did a minute ago."""
    function = stage.functions[name]
    function.error = text
    function.log.append((stage.clock.now(), f"[ERROR] Exception: {text}"))
    stage.clock.advance(minutes=1)


def _make_sender(stage: Stage, kind: str, *, for_pool: str | None = "") -> str:
    """Have a function of its own send messages, with a key that is as it should be.

    Returns:
        The id of the key.
    """
    kms = stage.client("kms", region_name=stage.pool_region)
    key = kms.create_key()["KeyMetadata"]
    arn = _make_function(stage, f"send-{kind}", for_pool=for_pool)
    sender = {"LambdaVersion": "V1_0", "LambdaArn": arn}
    config = stage.settings.setdefault("LambdaConfig", {})
    config |= {_SENDERS[kind]: sender, "KMSKeyID": key["Arn"]}
    return str(key["KeyId"])


@SCENARIOS.scenario("message function not there", "custom-message-trigger", "problem")
def message_function_deleted(stage: Stage) -> None:
    """The function that writes the messages was deleted."""
    arn = _make_function(stage, "write-message")
    stage.settings["LambdaConfig"] = {"CustomMessage": arn}
    client = stage.client("lambda", region_name=stage.pool_region)
    client.delete_function(FunctionName="write-message")


@SCENARIOS.scenario("message function for nobody", "custom-message-trigger", "problem")
def message_function_for_nobody(stage: Stage) -> None:
    """The function that writes the messages lets nobody call it."""
    arn = _make_function(stage, "write-message", for_pool=None)
    stage.settings["LambdaConfig"] = {"CustomMessage": arn}


@SCENARIOS.scenario("message function for another pool", "custom-message-trigger", "problem")
def message_function_for_another_pool(stage: Stage) -> None:
    """The function that writes the messages lets Cognito call it for another pool."""
    arn = _make_function(stage, "write-message", for_pool=f"{stage.pool_region}_oldPool12")
    stage.settings["LambdaConfig"] = {"CustomMessage": arn}


@SCENARIOS.scenario("message function fails", "custom-message-trigger", "warning")
def message_function_fails(stage: Stage) -> None:
    """The function that writes the messages failed a minute ago, and fails still."""
    arn = _make_function(stage, "write-message")
    stage.settings["LambdaConfig"] = {"CustomMessage": arn}
    _fail(stage, "write-message", "KeyError: 'name'")


@SCENARIOS.scenario("message function works", "custom-message-trigger", "ok")
def message_function_works(stage: Stage) -> None:
    """A function writes the messages, and Cognito may call it."""
    arn = _make_function(stage, "write-message")
    stage.settings["LambdaConfig"] = {"CustomMessage": arn}


def _register(kind: str, check_id: str, attribute_name: str, what: str) -> None:
    """Register the scenarios of one kind of sender."""

    def scenario(name: str, status: Status, told: str, set_up: Callable[[Stage], None]) -> None:
        set_up.__doc__ = told
        SCENARIOS.scenario(name, check_id, status, attribute_name=attribute_name)(set_up)

    def works(stage: Stage) -> None:
        _make_sender(stage, kind)

    def for_nobody(stage: Stage) -> None:
        _make_sender(stage, kind, for_pool=None)

    def disabled(stage: Stage) -> None:
        key_id = _make_sender(stage, kind)
        stage.client("kms", region_name=stage.pool_region).disable_key(KeyId=key_id)

    def fails(stage: Stage) -> None:
        _make_sender(stage, kind)
        _fail(stage, f"send-{kind}", "the provider took too long")

    whom = f"The function that sends the {what}"
    scenario(f"{kind} sender works", "ok", f"{whom} instead of Cognito works.", works)
    scenario(
        f"{kind} sender for nobody", "problem", f"{whom} does not let Cognito call it.", for_nobody
    )
    scenario(
        f"{kind} sender's key disabled",
        "problem",
        "The KMS key that hides codes for the sender is disabled.",
        disabled,
    )
    scenario(
        f"{kind} sender fails", "warning", f"{whom} failed a minute ago, and fails still.", fails
    )


_register("sms", "custom-sms-sender", "phone_number", "text messages")
_register("email", "custom-email-sender", "email", "e-mails")
