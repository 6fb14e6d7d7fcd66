"""No environment variable, settings file or socket has a part in the embedded AWS."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NOWHERE = "http://127.0.0.1:9"
HOSTILE_AWS = {
    "AWS_ACCESS_KEY_ID": "AKIAHOSTILE",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "nonsense",
    "AWS_AUTH_SCHEME_PREFERENCE": "nonsense",
    "AWS_CA_BUNDLE": "{folder}/missing.pem",
    "AWS_CONFIG_FILE": "{folder}/garbage",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": NOWHERE,
    "AWS_CSM_ENABLED": "true",
    "AWS_CSM_PORT": "nonsense",
    "AWS_DATA_PATH": "{folder}/models",
    "AWS_DEFAULTS_MODE": "nonsense",
    "AWS_DEFAULT_PROFILE": "missing",
    "AWS_DEFAULT_REGION": "xx-nowhere-1",
    "AWS_DISABLE_HOST_PREFIX_INJECTION": "nonsense",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": NOWHERE,
    "AWS_ENDPOINT_URL": NOWHERE,
    "AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER": NOWHERE,
    "AWS_ENDPOINT_URL_S3": NOWHERE,
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
    "AWS_LAMBDA_FUNCTION_NAME": "hostile",
    "AWS_MAX_ATTEMPTS": "nonsense",
    "AWS_METADATA_SERVICE_TIMEOUT": "nonsense",
    "AWS_PROFILE": "missing",
    "AWS_REGION": "xx-nowhere-1",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "nonsense",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "nonsense",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "nonsense",
    "AWS_RETRY_MODE": "nonsense",
    "AWS_SDK_UA_APP_ID": "x" * 100,
    "AWS_SECRET_ACCESS_KEY": "hostile",
    "AWS_SHARED_CREDENTIALS_FILE": "{folder}/garbage",
    "AWS_STS_REGIONAL_ENDPOINTS": "nonsense",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "{folder}/missing",
    "BOTOCORE_EXPERIMENTAL__PLUGINS": "hostile=nowhere",
    "BOTOCORE_TCP_KEEPALIVE": "nonsense",
    "BOTO_CONFIG": "{folder}/garbage",
    "HTTPS_PROXY": NOWHERE,
    "HTTP_PROXY": NOWHERE,
    "NO_PROXY": "",
    "REQUESTS_CA_BUNDLE": "{folder}/missing.pem",
    "_X_AMZN_TRACE_ID": "hostile",
}
HOSTILE_MOTO = {
    "INITIAL_NO_AUTH_ACTION_COUNT": "0",
    "MOTO_ACCOUNT_ID": "999999999999",
    "MOTO_ALLOW_NONEXISTENT_REGION": "true",
    "MOTO_CALL_RESET_API": "true",
    "MOTO_COGNITO_IDP_USER_POOL_CLIENT_ID_STRATEGY": "HASH",
    "MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP": "true",
    "MOTO_COGNITO_IDP_USER_POOL_ID_STRATEGY": "HASH",
    "MOTO_DISABLE_GLOBAL_CORS": "true",
    "MOTO_ENABLE_ISO_REGIONS": "true",
    "MOTO_MAX_FORM_MEMORY_SIZE": "1",
    "MOTO_PORT": "9",
    "MOTO_PRETTIFY_RESPONSES": "true",
    "MOTO_PROXY_PORT": "9",
    "TEST_PROXY_MODE": "true",
    "TEST_SERVER_MODE": "true",
    "TEST_SERVER_MODE_ENDPOINT": NOWHERE,
}
HOSTILE_HOME = {"HOME": "{folder}", "USERPROFILE": "{folder}"}
ENVIRONMENTS = {"clean": {}, "aws": HOSTILE_AWS, "moto and home": HOSTILE_MOTO | HOSTILE_HOME}
HOSTILE = [name for name in ENVIRONMENTS if name != "clean"]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the same seeded job says in each environment, in processes of their own."""
    folder = tmp_path_factory.mktemp("hostile")
    for place in (".", ".aws", "models/cognito-idp/2016-04-18"):
        (folder / place).mkdir(parents=True, exist_ok=True)
    for name in (
        "garbage",
        ".aws/config",
        ".aws/credentials",
        "models/endpoints.json",
        "models/cognito-idp/2016-04-18/service-2.json",
    ):
        (folder / name).write_text("[[garbage", encoding="utf-8")
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("AWS_", "BOTO", "COGNITO_EXPLORE_", "MOTO_"))
    }
    running = {
        name: subprocess.Popen(
            [sys.executable, "-W", "error", Path(__file__).with_name("seeded_job.py"), folder],
            env=ours | {key: value.format(folder=folder) for key, value in hostile.items()},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name, hostile in ENVIRONMENTS.items()
    }
    told = {}
    for name, process in running.items():
        output, errors = process.communicate(timeout=120)
        told[name] = json.loads(output) if process.returncode == 0 else {"failed": errors}
    return told


def test_job_answers_what_it_should(runs: dict[str, Any]):
    """The job that is compared does send two codes, verifies one, and is refused twice."""
    answers = runs["clean"]["answers"]

    assert answers["endpoint"] == "https://cognito-idp.us-east-1.amazonaws.com"
    assert [sent[1] for sent in answers["sent"]] == ["EMAIL", "SMS"]
    assert "is_phone_number_verified=True" in answers["user"]
    assert len(answers["refused"]) == 2


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_environment_changes_nothing(runs: dict[str, Any], name: str):
    """Ids, codes, tokens and answers are the same whatever the variables and files say."""
    assert runs[name].get("failed") is None
    assert runs[name]["answers"] == runs["clean"]["answers"]


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_socket_is_opened_and_no_name_resolved(runs: dict[str, Any], name: str):
    """From connecting to the last answer Python's audit events tell of no socket."""
    noticed = runs[name]["noticed"]

    assert [event for event in noticed if event.startswith("socket.")] == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_no_settings_file_is_read(runs: dict[str, Any], name: str):
    """Neither the files that the variables name nor those at home are opened."""
    noticed = runs[name]["noticed"]

    assert [event for event in noticed if event.startswith("open ")] == []


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environment_is_left_as_it_was(runs: dict[str, Any], name: str):
    """The embedded AWS sets no variable, not even for a moment."""
    noticed = runs[name]["noticed"]

    assert runs[name]["changed"] == []
    assert [event for event in noticed if event.startswith("os.")] == []
