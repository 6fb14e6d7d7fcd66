"""Requests as programs: what they send, and what they keep to themselves."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import DELIVERED, Server, make_token
from hypothesis import example, given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.actions import snippets
from cognito_explore.show import Text

LANGUAGES = ["boto3", "cli", "curl", "python", "javascript", "haskell"]

# The secrets need escapes where they become part of JSON, as the token never does.
TOKEN = make_token()
CODE = 'code"7\\'
PASSWORD = 'It\'s "$ecret" \\n `id` %s'
VARIABLES = {
    "COGNITO_ACCESS_TOKEN": TOKEN,
    "COGNITO_CODE": CODE,
    "COGNITO_PASSWORD": PASSWORD,
    "COGNITO_SESSION": PASSWORD,
    "COGNITO_SMS_MFA_CODE": CODE,
}

NASTY = {
    "both ' and \"": 'back\\slash \\" `id` $HOME $(id) ${HOME} %s %% !!',
    "line\nbreak\ttab\r": "a\nb\n",
    "": "",
    "🦜 beyond the BMP": "1🦜2 Zürich 東京",
    "</script>": "<!-- ]]> &amp;",
    "bidi \u202e\u2028\u200b": "escape \x1b[31m \x7f \x85",
    "-- comment": "{- # // */ \\&",
    "__proto__": "a key like any other",
    "nul \0": "\0001",
}

SEND_CODE = cx.GetUserAttributeVerificationCode(TOKEN, "phone_number", NASTY)
RECORDS = [
    SEND_CODE,
    cx.GetUserAttributeVerificationCode(TOKEN, "email"),
    cx.GetUserAttributeVerificationCode(TOKEN, "email", {}),
    cx.VerifyUserAttribute(TOKEN, "email", CODE),
    cx.GetUser(TOKEN),
    cx.GlobalSignOut(TOKEN),
    cx.InitiateAuth.with_password("o'ana $1", PASSWORD, client_id="1example23456789"),
    cx.RespondToAuthChallenge(
        "SMS_MFA", "1example23456789", {"USERNAME": "o'ana", "SMS_MFA_CODE": CODE}, PASSWORD
    ),
]
SIGNED_IN = {"AuthenticationResult": {"AccessToken": TOKEN, "IdToken": "id", "ExpiresIn": 3600}}
ANSWERS: dict[str, Any] = {
    "GetUserAttributeVerificationCode": DELIVERED,
    "VerifyUserAttribute": {},
    "GetUser": {"Username": "ana", "UserAttributes": []},
    "GlobalSignOut": {},
    "InitiateAuth": SIGNED_IN,
    "RespondToAuthChallenge": SIGNED_IN,
}

each_record = pytest.mark.parametrize(
    "record", RECORDS, ids=[f"{index}-{record.OPERATION}" for index, record in enumerate(RECORDS)]
)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def run(command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an environment with no credentials, but with the secrets."""
    path = {"PATH": os.environ["PATH"], "AWS_EC2_METADATA_DISABLED": "true"}
    return subprocess.run(
        command,
        env=path | VARIABLES | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def run_python(
    language: str, record: Any, server: Server, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a program in Python against the server, which the library finds by itself."""
    url = server.url if language == "boto3" else None
    program = folder / "program.py"
    program.write_text(snippets.write(record, language, endpoint_url=url), encoding="utf-8")
    where = {"AWS_DEFAULT_REGION": "us-east-1", "COGNITO_EXPLORE_TARGET": server.url}
    return run([sys.executable, str(program)], HOME=str(folder), **where)


def run_shell(code: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the shell, in which programs of the folder come first."""
    program = folder / "program.sh"
    program.write_text(code, encoding="utf-8")
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    return run(["sh", str(program)], PATH=path, HOME=str(folder), **variables)


def put_program(folder: Path, name: str, shell: str) -> None:
    """Put a program of the test's own into a folder."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{shell}\n", encoding="utf-8")
    program.chmod(0o755)


def assert_sent_once(server: Server, record: Any) -> None:
    """Check that the server got this one request, unsigned, and nothing else."""
    assert len(server.received) == 1
    received = server.received[0]
    headers = {name.lower(): value for name, value in received.headers.items()}
    assert received.json() == json.loads(record.to_json())
    assert received.path == "/"
    assert headers["x-amz-target"] == f"AWSCognitoIdentityProviderService.{record.OPERATION}"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert "authorization" not in headers


@pytest.mark.parametrize("language", ["boto3", "python"])
@each_record
def test_python_programs_send_what_the_record_does(
    language: str, record: Any, server: Server, tmp_path: Path
) -> None:
    """The programs for boto3 and for this library send the same body, once, unsigned."""
    server.body = json.dumps(ANSWERS[record.OPERATION]).encode()

    done = run_python(language, record, server, tmp_path)

    assert done.returncode == 0, done.stderr
    assert_sent_once(server, record)


@pytest.mark.parametrize(
    ("error", "status"), [("InternalErrorException", 500), ("TooManyRequestsException", 400)]
)
def test_boto3_program_does_not_retry(
    error: str, status: int, server: Server, tmp_path: Path
) -> None:
    """Neither a server that breaks nor one that throttles is asked a second time."""
    server.refuse(error, status=status)

    done = run_python("boto3", SEND_CODE, server, tmp_path)

    assert done.returncode != 0
    assert_sent_once(server, SEND_CODE)


@pytest.mark.parametrize("language", ["boto3", "python"])
def test_python_programs_show_the_answer(language: str, server: Server, tmp_path: Path) -> None:
    """What Cognito says is printed."""
    done = run_python(language, SEND_CODE, server, tmp_path)

    assert "+*******0123" in done.stdout


@each_record
def test_curl_program_sends_what_the_record_does(
    record: Any, server: Server, tmp_path: Path
) -> None:
    """The program for curl survives a shell and sends the same body, once, unsigned."""
    code = snippets.write(record, "curl", endpoint_url=server.url)

    done = run_shell(code, tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == DELIVERED
    assert_sent_once(server, record)


def test_curl_program_escapes_no_token() -> None:
    """A token is JSON as it is, so the program that most people want stays short."""
    assert "json_text" not in snippets.write(SEND_CODE, "curl")


def test_curl_program_fails_when_cognito_refuses(server: Server, tmp_path: Path) -> None:
    """An error of Cognito's is shown, is no success, and is not retried."""
    server.refuse("LimitExceededException")

    done = run_shell(snippets.write(SEND_CODE, "curl", endpoint_url=server.url), tmp_path)

    assert done.returncode != 0
    assert "LimitExceededException" in done.stdout
    assert_sent_once(server, SEND_CODE)


@each_record
def test_curl_program_keeps_secrets_out_of_process_lists(
    record: Any, server: Server, tmp_path: Path
) -> None:
    """No process that the program starts has a secret among its arguments."""
    for name in ("curl", "sed", "printf"):
        real = shlex.quote(str(shutil.which(name)))
        log = shlex.quote(str(tmp_path / "arguments"))
        # The shell's own printf, which writes the log, is no process.
        put_program(tmp_path, name, f"""printf '%s\\n' {name} "$@" >>{log}; exec {real} "$@" """)

    done = run_shell(snippets.write(record, "curl", endpoint_url=server.url), tmp_path)

    assert done.returncode == 0, done.stderr
    assert_sent_once(server, record)
    arguments = (tmp_path / "arguments").read_text(encoding="utf-8")
    assert "curl\n" in arguments
    assert not [secret for secret in VARIABLES.values() if secret in arguments]


def test_curl_program_takes_the_region_from_the_environment(tmp_path: Path) -> None:
    """Without a Region of its own it asks AWS_REGION, and stops where there is none."""
    put_program(tmp_path, "curl", """cat >/dev/null; printf '%s\\n' "$@" """)
    code = snippets.write(SEND_CODE, "curl")

    told = run_shell(code, tmp_path, AWS_REGION="eu-central-1")
    untold = run_shell(code, tmp_path)

    assert "https://cognito-idp.eu-central-1.amazonaws.com/" in told.stdout.splitlines()
    assert untold.returncode != 0
    assert "AWS_REGION" in untold.stderr
    assert not untold.stdout


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("eu-central-1", "cognito-idp.eu-central-1.amazonaws.com"),
        ("cn-north-1", "cognito-idp.cn-north-1.amazonaws.com.cn"),
        ("us-gov-west-1", "cognito-idp.us-gov-west-1.amazonaws.com"),
        ("xx-new-9", "cognito-idp.xx-new-9.amazonaws.com"),
    ],
)
def test_curl_program_knows_the_domain_of_a_region(region: str, host: str) -> None:
    """China has a domain of its own; a Region that nobody knows yet has the usual one."""
    code = snippets.write(SEND_CODE, "curl", region_name=region)

    assert code.splitlines()[-1].strip() == f"https://{host}/"


@pytest.mark.parametrize("language", ["cli", "curl"])
@pytest.mark.parametrize("value", [{}, {"COGNITO_ACCESS_TOKEN": ""}], ids=["unset", "empty"])
def test_shell_programs_stop_without_a_secret(
    language: str, value: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that was forgotten is named, and nothing is sent."""
    monkeypatch.delitem(VARIABLES, "COGNITO_ACCESS_TOKEN")
    for name in ("aws", "curl"):
        put_program(tmp_path, name, "echo it was sent")

    code = snippets.write(SEND_CODE, language, region_name="us-east-1")
    done = run_shell(code, tmp_path, **value)

    assert done.returncode != 0
    assert "COGNITO_ACCESS_TOKEN" in done.stderr
    assert not done.stdout


def run_cli(code: str, folder: Path) -> tuple[list[str], str]:
    """Run a program for the AWS CLI; give the arguments and the number of attempts it set."""
    dump = "import json, os, sys; print(json.dumps([sys.argv[1:], os.environ['AWS_MAX_ATTEMPTS']]))"
    put_program(folder, "aws", f'exec {shlex.quote(sys.executable)} -c {shlex.quote(dump)} "$@"')
    done = run_shell(code, folder, LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    arguments, attempts = json.loads(done.stdout)
    return arguments, attempts


def test_cli_program_survives_the_shell(tmp_path: Path) -> None:
    """The AWS CLI gets every value as it is, once, without a signature."""
    name = '-it\'s "$HOME" `id` $(id) \\ %s\n🦜 '
    record = cx.GetUserAttributeVerificationCode(TOKEN, name, NASTY, allow_any_attribute=True)
    code = snippets.write(
        record, "cli", region_name="eu-central-1", endpoint_url="http://127.0.0.1:1/?a=1&b=$c"
    )

    arguments, attempts = run_cli(code, tmp_path)

    option, metadata = arguments.pop(4).split("=", 1)
    assert option == "--client-metadata"
    assert json.loads(metadata) == NASTY
    assert arguments == [
        "cognito-idp",
        "get-user-attribute-verification-code",
        f"--access-token={TOKEN}",
        f"--attribute-name={name}",
        "--region=eu-central-1",
        "--endpoint-url=http://127.0.0.1:1/?a=1&b=$c",
        "--no-sign-request",
    ]
    assert attempts == "1"


def test_cli_program_escapes_a_secret_inside_json(tmp_path: Path) -> None:
    """A password with quotes and backslashes in it arrives whole."""
    record = cx.InitiateAuth.with_password("o'ana", PASSWORD, client_id="1example")

    arguments, _ = run_cli(snippets.write(record, "cli"), tmp_path)

    option, parameters = arguments.pop(3).split("=", 1)
    assert option == "--auth-parameters"
    assert json.loads(parameters) == {"USERNAME": "o'ana", "PASSWORD": PASSWORD}
    assert arguments == [
        "cognito-idp",
        "initiate-auth",
        "--auth-flow=USER_PASSWORD_AUTH",
        "--client-id=1example",
        "--no-sign-request",
    ]


metadata_of_any_kind = st.dictionaries(st.text(), st.text(), max_size=5)
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')


def write_metadata(metadata: dict[str, str], language: str) -> str:
    """Write a request that has only its metadata to tell it from others."""
    return snippets.write(cx.GetUserAttributeVerificationCode(TOKEN, "email", metadata), language)


def flat(metadata: dict[str, str]) -> list[str]:
    """Give the texts in the order in which a program has them."""
    return [text for pair in metadata.items() for text in pair]


@example(NASTY)
@given(metadata_of_any_kind)
@pytest.mark.parametrize(
    ("language", "keyword"), [("boto3", "ClientMetadata"), ("python", "client_metadata")]
)
def test_python_literals_are_the_texts(
    language: str, keyword: str, metadata: dict[str, str]
) -> None:
    """Whatever the texts, Python reads them back."""
    tree = ast.parse(write_metadata(metadata, language))

    found = [it.value for it in ast.walk(tree) if isinstance(it, ast.keyword) and it.arg == keyword]

    assert [ast.literal_eval(value) for value in found] == [metadata]


@example(NASTY)
@given(metadata_of_any_kind)
def test_javascript_literals_are_the_texts(metadata: dict[str, str]) -> None:
    """Whatever the texts, every string is JSON, so JavaScript reads it back."""
    code = write_metadata(metadata, "javascript")

    found = [json.loads(literal) for literal in LITERAL.findall(code)]

    assert found == ["@aws-sdk/client-cognito-identity-provider", "email", *flat(metadata)]
    assert "</" not in code


@example(NASTY)
@given(metadata_of_any_kind)
def test_shell_literals_are_the_texts(metadata: dict[str, str]) -> None:
    """Whatever the texts, a POSIX shell reads them back as JSON."""
    code = write_metadata(metadata, "cli").replace(" \\\n", " ")

    (word,) = [it for it in shlex.split(code) if it.startswith("--client-metadata=")]

    assert json.loads(word.partition("=")[2]) == metadata


@example(NASTY)
@given(metadata_of_any_kind)
def test_haskell_literals_are_the_texts(metadata: dict[str, str]) -> None:
    """Whatever the texts, Haskell reads them back."""
    code = write_metadata(metadata, "haskell")

    found = [read_haskell(literal) for literal in LITERAL.findall(code)]

    assert found == ["COGNITO_ACCESS_TOKEN", "email", *flat(metadata)]
    assert code.isascii()


def read_haskell(literal: str) -> str:
    """Read a string of Haskell, as section 2.6 of the Haskell 2010 report has it."""
    escapes = {"n": "\n", "t": "\t", '"': '"', "\\": "\\", "&": ""}
    plain, text = literal[1:-1], ""
    while plain:
        found = re.match(r'\\(?:([0-9]+)|([nt"\\&]))|[ !#-\[\]-~]', plain)
        assert found is not None, f"Haskell takes no {plain[:10]!r}"
        number, letter = found.groups()
        text += chr(int(number)) if number else escapes[letter] if letter else found[0]
        plain = plain[found.end() :]
    return text


@pytest.mark.parametrize("digits", ["7", "0", "9Z", "٣"])
def test_haskell_numbers_end_before_digits(digits: str) -> None:
    """A digit that follows an escape stays a digit of its own."""
    code = write_metadata({"key": f"é{digits}"}, "haskell")

    assert read_haskell(LITERAL.findall(code)[-1]) == f"é{digits}"


def test_javascript_key_does_not_set_the_prototype() -> None:
    """A key named __proto__ is written so that it is sent."""
    code = write_metadata({"__proto__": "x", "other": "y"}, "javascript")

    assert '    ["__proto__"]: "x",\n    "other": "y",\n' in code


@each_language
def test_what_does_not_print_is_escaped(language: str) -> None:
    """No text of a user can reorder or hide code, nor reach the terminal."""
    code = snippets.write(SEND_CODE, language)

    assert [char for char in code if not char.isprintable() and char != "\n"] == []


@each_language
@each_record
def test_secrets_are_read_from_the_environment(record: Any, language: str) -> None:
    """The code names the variables of the secrets, and has no secret in it."""
    expected = {
        "GetUserAttributeVerificationCode": {"COGNITO_ACCESS_TOKEN"},
        "VerifyUserAttribute": {"COGNITO_ACCESS_TOKEN", "COGNITO_CODE"},
        "GetUser": {"COGNITO_ACCESS_TOKEN"},
        "GlobalSignOut": {"COGNITO_ACCESS_TOKEN"},
        "InitiateAuth": {"COGNITO_PASSWORD"},
        "RespondToAuthChallenge": {"COGNITO_SESSION", "COGNITO_SMS_MFA_CODE"},
    }

    code = snippets.write(record, language, region_name="us-east-1", endpoint_url="http://[::1]:1")

    assert set(re.findall(r"COGNITO_[A-Z_]+", code)) == expected[record.OPERATION]
    for secret in (TOKEN, CODE, PASSWORD):
        assert secret not in code
        assert json.dumps(secret) not in code
        assert repr(secret) not in code


@each_language
def test_variables_have_names_that_a_shell_takes(language: str) -> None:
    """A secret parameter of any name is read from a variable that can be set."""
    record = cx.InitiateAuth("CUSTOM_AUTH", "client", {"a-b; rm -rf $HOME é": "secret"})

    code = snippets.write(record, language)

    assert set(re.findall(r"COGNITO_\w+", code)) == {"COGNITO_A_B_RM_RF_HOME_"}


@each_language
def test_program_without_secrets_reads_none(language: str) -> None:
    """Where there is no secret the environment is left alone."""
    record = cx.InitiateAuth("CUSTOM_AUTH", "client", {"USERNAME": "ana"})

    code = snippets.write(record, language)

    assert not re.search(r"COGNITO_|os\b|getEnv|json_text", code)


@each_language
def test_region_and_endpoint_are_in_the_program(language: str) -> None:
    """The Region and the endpoint that were given are the ones used."""
    code = snippets.write(
        SEND_CODE, language, region_name="ap-south-2", endpoint_url="http://127.0.0.1:9229"
    )

    assert "127.0.0.1" in code
    assert "9229" in code
    # curl asks the endpoint, and nothing else tells it of a Region.
    assert ("ap-south-2" in code) is (language != "curl")


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ({}, "session = cx.connect()"),
        ({"region_name": "eu-west-1"}, 'session = cx.connect("aws", region_name="eu-west-1")'),
        ({"endpoint_url": "http://h:1"}, 'session = cx.connect("http://h:1")'),
        (
            {"region_name": "eu-west-1", "endpoint_url": "http://h:1"},
            'session = cx.connect("http://h:1", region_name="eu-west-1")',
        ),
    ],
)
def test_library_connects_to_where_it_is_told(where: dict[str, str], line: str) -> None:
    """Nothing said: as the environment says; a Region: AWS; a URL: that one."""
    assert line in snippets.write(SEND_CODE, "python", **where).splitlines()


def test_library_is_told_what_else_may_leave() -> None:
    """What was allowed in the record is allowed in its code, and only there."""
    allowed = cx.VerifyUserAttribute(
        "no token", "given_name", "1", allow_any_attribute=True, allow_any_token=True
    )

    code = snippets.write(allowed, "python")

    assert "    allow_any_attribute=True,\n    allow_any_token=True,\n" in code
    assert [it for it in LANGUAGES if "allow_any" in snippets.write(allowed, it)] == ["python"]
    assert "allow_any" not in snippets.write(SEND_CODE, "python")


def test_haskell_knows_flows_that_amazonka_does_not() -> None:
    """A flow that AWS's model has not is made with the constructor."""
    known = cx.InitiateAuth("USER_PASSWORD_AUTH", "client", {})
    unknown = cx.InitiateAuth('NEW"FLOW', "client", {})

    made = 'Cognito.newInitiateAuth Cognito.AuthFlowType_USER_PASSWORD_AUTH "client"'
    assert made in snippets.write(known, "haskell")
    made = 'Cognito.newInitiateAuth (Cognito.AuthFlowType\' "NEW\\"FLOW") "client"'
    assert made in snippets.write(unknown, "haskell")


# These two do not run where there is only Python, so they are held here as they were tried:
# the first was run against a server, the second compiled against amazonka's signatures.
JAVASCRIPT = """\
import {
  CognitoIdentityProviderClient,
  GetUserAttributeVerificationCodeCommand,
} from "@aws-sdk/client-cognito-identity-provider";

const client = new CognitoIdentityProviderClient({
  region: "eu-central-1",
  endpoint: "http://127.0.0.1:9229",
  // One attempt: a retry would send a second code.
  maxAttempts: 1,
});
const command = new GetUserAttributeVerificationCodeCommand({
  AccessToken: process.env.COGNITO_ACCESS_TOKEN,
  AttributeName: "email",
  ClientMetadata: {
    "campaign": "spring",
  },
});
console.log(await client.send(command));"""

HASKELL = """\
{-# LANGUAGE OverloadedStrings #-}

-- Packages: amazonka, amazonka-cognito-idp, lens, text, unordered-containers.
import qualified Amazonka as AWS
import qualified Amazonka.CognitoIdentityProvider as Cognito
import qualified Amazonka.CognitoIdentityProvider.Lens as Cognito
import Control.Lens ((&), (?~))
import qualified Data.HashMap.Strict as HashMap
import qualified Data.Text as Text
import System.Environment (getEnv)

main :: IO ()
main = do
  cognitoAccessToken <- Text.pack <$> getEnv "COGNITO_ACCESS_TOKEN"
  defaults <- AWS.newEnvNoAuth
  -- One attempt: a retry would send a second code.
  let env =
        AWS.once
          . AWS.overrideService (AWS.setEndpoint False "127.0.0.1" 9229)
          $ defaults {AWS.region = AWS.Region' "eu-central-1"}
      request =
        Cognito.newGetUserAttributeVerificationCode cognitoAccessToken "email"
          & Cognito.getUserAttributeVerificationCode_clientMetadata
            ?~ HashMap.fromList
              [ ("campaign", "spring")
              ]
  response <- AWS.runResourceT (AWS.sendUnsigned env request)
  print response"""


@pytest.mark.parametrize(("language", "code"), [("javascript", JAVASCRIPT), ("haskell", HASKELL)])
def test_programs_that_were_tried_by_hand_have_not_changed(language: str, code: str) -> None:
    """Whoever changes one of these has to try it again."""
    record = cx.GetUserAttributeVerificationCode(TOKEN, "email", {"campaign": "spring"})

    written = snippets.write(
        record, language, region_name="eu-central-1", endpoint_url="http://127.0.0.1:9229"
    )

    assert written == code


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://example.com", 'True "example.com" 443'),
        ("http://example.com/", 'False "example.com" 80'),
        ("https://127.0.0.1:9229", 'True "127.0.0.1" 9229'),
    ],
)
def test_haskell_takes_an_endpoint_apart(url: str, place: str) -> None:
    """TLS, host and port are told to amazonka one by one."""
    code = snippets.write(SEND_CODE, "haskell", endpoint_url=url)

    assert f"(AWS.setEndpoint {place})" in code


@each_language
def test_code_is_text_that_shows_itself(language: str) -> None:
    """The record's own method gives the program, shown as it is when it ends a cell."""
    code = SEND_CODE.as_code(language)

    assert isinstance(code, Text)
    assert repr(code) == code == snippets.write(SEND_CODE, language)


def test_unknown_language_names_the_known_ones() -> None:
    """Who asks for a language that is not here is told which are."""
    with pytest.raises(ValueError, match="'cobol'") as caught:
        snippets.write(SEND_CODE, "cobol")

    assert [language for language in LANGUAGES if language not in str(caught.value)] == []
