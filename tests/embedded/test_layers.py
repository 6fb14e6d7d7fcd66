"""The logic of the embedded AWS is plain: only its adapters know moto and botocore."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cognito_explore.embedded

FOLDER = Path(cognito_explore.embedded.__file__).parent
ADAPTERS = {
    *("__init__", "auth_flows", "aws", "backend", "cognito", "demo"),
    *("pools", "records", "second_factors", "transport"),
    *("service", "services", "sns", "cloudwatch", "cloudwatch_logs"),
    *("iam", "kms", "lambda_functions"),
    *("end_user_messaging", "eum_account", "eum_sandbox", "eum_service"),
    *("ses", "ses_identities", "ses_service"),
    *("eum_answers", "eum_numbers", "eum_registrations"),
    *("pool_service", "waf"),
    *("eum_answers", "eum_numbers", "eum_registrations", "eum_protect", "eum_sending"),
    *("eum_configuration_sets", "eum_policies", "cloudtrail", "log_delivery"),
    *("operations", "malformed", "over_http"),
}


def name_of(path: Path) -> str:
    """Name a module within the folder: `sms.region`."""
    return ".".join(path.relative_to(FOLDER).with_suffix("").parts)


PLAIN = sorted({name_of(path) for path in FOLDER.rglob("*.py")} - ADAPTERS)
WIRE = {"boto3", "botocore", "joserfc", "moto", "werkzeug"}


def imported(source: str) -> Iterator[str]:
    """Name every module that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imports_of(name: str) -> set[str]:
    """Name every module that a module of the folder imports."""
    path = FOLDER.joinpath(*name.split(".")).with_suffix(".py")
    return set(imported(path.read_text(encoding="utf-8")))


def test_plain_modules_are_where_they_were():
    """The list that the other tests go through holds all that is decided here."""
    assert {
        "accounts",
        "auth_sessions",
        "authenticators",
        "challenges",
        "codes",
        "cognito_service",
        "demo_pool",
        "denied",
        "functions",
        "identity",
        "ids",
        "pool_settings",
        "inbox",
        "issued_tokens",
        "log_groups",
        "email.__init__",
        "email.identities",
        "email.region",
        "email.routes",
        "email.world",
        "keys",
        "mfa",
        "mfa_setup",
        "new_password",
        "outgoing",
        "refused",
        "scenarios.__init__",
        "scenarios.history",
        "scenarios.logs",
        "scenarios.scenario",
        "scenarios.service",
        "scenarios.sms",
        "scenarios.token",
        "scenarios.user",
        "scenarios.pool",
        "scenarios.role",
        "scenarios.email",
        "scenarios.ses_account",
        "scenarios.triggers",
        "secret_hash",
        "sign_in",
        "sms.__init__",
        "sms.associations",
        "sms.attachments",
        "sms.configuration_sets",
        "sms.events",
        "sms.definitions",
        "sms.denials",
        "sms.field_checks",
        "sms.identities",
        "sms.listing",
        "sms.phone_number",
        "sms.pools",
        "sms.refusals",
        "sms.registration",
        "sms.registrations",
        "sms.resource_policies",
        "sms.review",
        "sms.sender_ids",
        "sms.timeline",
        "sms.versions",
        "sms.attributes",
        "sms.carriers",
        "sms.protect",
        "sms.trying",
        "sms.delivery_log",
        "sms.numbers",
        "sms.opt_outs",
        "sms.region",
        "sms.routes",
        "sms.sandbox",
        "sms.spend",
        "sms.world",
        "srp",
        "srp_challenges",
        "trail",
        "user_notifications",
        "triggers",
        "verification",
        "wording",
        "world",
    } <= set(PLAIN)


@pytest.mark.parametrize("name", PLAIN)
def test_plain_module_knows_neither_moto_nor_botocore(name: str):
    """What is not an adapter imports nothing of the wire."""
    roots = {module.partition(".")[0] for module in imports_of(name)}

    assert not roots & WIRE


@pytest.mark.parametrize("name", PLAIN)
def test_plain_module_knows_no_adapter(name: str):
    """Logic does not reach for moto through an adapter either."""
    adapters = {f"cognito_explore.embedded.{adapter}" for adapter in ADAPTERS}

    assert not imports_of(name) & adapters


@pytest.mark.parametrize("name", PLAIN)
def test_plain_module_stays_below_the_session(name: str):
    """The embedded AWS is known to `connect()`, and knows neither it nor sessions."""
    above = {f"cognito_explore.{module}" for module in ("session", "targets", "actions", "wire")}

    assert not {module for module in imports_of(name) if module.startswith(tuple(above))}


@pytest.mark.parametrize("name", sorted(ADAPTERS))
def test_adapter_is_there(name: str):
    """An adapter that is gone leaves the list of exceptions."""
    assert (FOLDER / f"{name}.py").is_file()


def test_imports_are_found_wherever_they_stand():
    """The reader of imports sees those within functions and conditions too."""
    source = "if x:\n    import moto.core\ndef f():\n    from botocore import session\n"

    assert set(imported(source)) == {"moto.core", "botocore", "botocore.session"}
