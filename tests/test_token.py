"""A token is read locally, and what is wrong with it is told; nothing about it raises."""

import base64
import json
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from conftest import NOW, POOL, make_claims, make_token
from hypothesis import example, given
from hypothesis import strategies as st

import cognito_explore as cx
from cognito_explore.findings import Status

SCOPE = "aws.cognito.signin.user.admin"
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/"
STATUSES = ["problem", "warning", "unknown", "ok", "not_applicable"]
TOKEN_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=."
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
QUOTES = "\"'`\u2018\u2019\u201c\u201d,;"

WHITE_SPACE = "white space and line breaks"
QUOTED = "quotes around it"
BEARER = "a header or `Bearer` before it"
HIDDEN = "invisible characters"

any_text = st.text(st.characters(exclude_categories=()))
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner) | st.dictionaries(any_text, inner),
    max_leaves=6,
)
any_claims = st.fixed_dictionaries(
    {},
    optional={
        "token_use": st.sampled_from(["access", "id", "Access", ""]) | any_json,
        "username": any_text | any_json,
        "cognito:username": any_text | any_json,
        "scope": st.sampled_from([SCOPE, f"openid {SCOPE}", "openid"]) | any_json,
        "exp": st.floats() | st.integers() | st.sampled_from(["inf", "nan", "1e400"]) | any_json,
        "iss": any_text.map(lambda text: ISSUER + text) | any_json,
        "nbf": any_json,
        "iat": any_json,
        "aud": any_json,
        "sub": any_json,
        "jti": any_json,
    },
)
pasted = st.lists(
    st.sampled_from(
        [*INVISIBLE, *QUOTES, " ", "\n", "\t", "\u00a0", "Bearer ", "Authorization: ", "abc", "."]
    )
).map("".join)


def encode(part: object) -> str:
    """Encode one part of a JWT: bytes as they are, anything else as JSON."""
    body = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(body).rstrip(b"=").decode()


def write_token(payload: object, header: object = None) -> str:
    """Write a JWT by hand, so that it may have what no library would put into it."""
    return f"{encode(header or {'alg': 'RS256', 'kid': 'made-up'})}.{encode(payload)}.c2lnbmF0dXJl"


def check(token: str, **arguments: Any) -> dict[str, cx.Finding]:
    """Check a token, and give the findings by the name of their check."""
    findings = cx.AccessToken(token).check(**arguments)
    return {finding.check_id: finding for finding in findings}


def assert_sound(findings: list[cx.Finding], secret: str) -> None:
    """Assert what is true of the findings about any token whatsoever."""
    told = [(it.title, it.evidence, it.fix) for it in findings]
    statuses = [STATUSES.index(it.status) for it in findings]
    assert statuses == sorted(statuses)
    assert all(title for title, _, _ in told)
    assert all(text.isprintable() for texts in told for text in texts)
    if len(secret) > 8:
        assert secret not in repr(findings)
        assert secret not in "".join(map(str, findings))


@given(any_text, st.none() | any_text)
def test_any_text_at_all_gets_findings(text: str, region: str | None):
    """Whatever is taken for a token, something is said about it, and never the text itself."""
    token = cx.AccessToken(text)

    findings = token.check(now=NOW, region=region)

    assert_sound(findings, token.reveal())
    assert token.claims == {}
    assert findings[0].status == "problem"


@given(any_claims, st.none() | st.just("us-east-1") | any_text)
@example(make_claims(exp=float("nan")), "us-east-1")
@example(make_claims(exp=float("inf")), "us-east-1")
@example(make_claims(exp=-(10**400)), "us-east-1")
@example(make_claims(exp="1e400"), "us-east-1")
@example(make_claims(exp=[4]), "us-east-1")
@example(make_claims(exp=-1), "us-east-1")
@example(make_claims(exp=253402300799), "us-east-1")
@example(make_claims(exp=-62135596800), "us-east-1")
@example(make_claims(iss=[ISSUER]), "us-east-1")
@example(make_claims(iss=f"{ISSUER}\x1b[31m\u202e"), "eu-west-1")
@example(make_claims(scope=[SCOPE]), "us-east-1")
@example(make_claims(token_use={"access": True}), "us-east-1")
def test_claims_of_any_kind_get_findings(claims: dict[str, Any], region: str | None):
    """Claims may be anything that JSON can say; the findings are sound and safe to print."""
    text = write_token(claims)

    findings = cx.AccessToken(text).check(now=NOW, region=region)

    assert_sound(findings, text)


@given(st.binary() | any_json, st.binary() | any_json)
@example(b'{"exp": 1e400, "token_use": "access"}', {"alg": "RS256"})
@example(b'{"exp": ' + b"9" * 5000 + b"}", {"alg": "RS256"})
@example(b'{"token_use": "\\ud800"}', {"alg": "RS256"})
@example(b'{"token_use": "access"}', {"alg": "RS256", "b64": False})
@example(b'{"token_use": "access"}', {"alg": "none", "crit": ["exp"]})
@example(b'{"token_use": "access"}', {"alg": 5, "kid": 5, "typ": []})
@example(b"\xff\xfe", b"\xff\xfe")
def test_parts_of_any_kind_get_findings(payload: object, header: object):
    """What is between the dots may be anything at all."""
    text = write_token(payload, header)

    findings = cx.AccessToken(text).check(now=NOW, region="us-east-1")

    assert_sound(findings, text)


@given(st.data())
def test_damaged_tokens_get_findings(data: st.DataObject):
    """A token of which something was replaced or lost is told about as well."""
    text = write_token(make_claims())
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    token = cx.AccessToken(text[:begin] + data.draw(any_text) + text[end:])

    findings = token.check(now=NOW, region="us-east-1")

    assert_sound(findings, token.reveal())


@pytest.mark.parametrize("claim", ["token_use", "iss", "scope", "exp", "username", "other"])
@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}")])
def test_claims_nested_to_any_depth_get_findings(claim: str, begin: str, end: str):
    """A claim nested as deep as the stack is told about, also from deeper in the stack."""
    limit = sys.getrecursionlimit()

    def check_deeper(token: cx.AccessToken, frames: int) -> list[cx.Finding]:
        if frames:
            return check_deeper(token, frames - 1)
        return token.check(now=NOW, region="us-east-1")

    for depth in [*range(limit - 150, limit + 20, 5), 100_000]:
        payload = f'{{"{claim}": {begin * depth}1{end * depth}}}'.encode()
        token = cx.AccessToken(write_token(payload))
        assert token.claims is not None

        findings = check_deeper(token, 40)

        assert findings


def test_good_token_has_no_problem_and_no_warning():
    """A token as Cognito makes it for a signed-in user passes every check."""
    findings = check(make_token(), region="us-east-1")

    assert {it.check_id: it.status for it in findings.values()} == {
        "token-shape": "ok",
        "token-repaired": "ok",
        "token-kind": "ok",
        "token-user": "ok",
        "token-scope": "ok",
        "token-expiry": "ok",
        "token-region": "ok",
    }
    assert not any(it.fix for it in findings.values())


def test_token_of_the_embedded_aws_is_good(session: cx.Session, tokens: cx.Tokens):
    """A token that a sign-in gave passes every check at the time of that sign-in."""
    findings = tokens.access_token.check(now=session.aws.clock.now(), region="us-east-1")

    assert {it.status for it in findings} == {"ok"}


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", '""', "''", "\ufeff \n"])
def test_nothing_is_told_as_an_empty_token(text: str):
    """A token of nothing, or of what surrounds one, is empty, and the fix is to sign in."""
    findings = check(text)

    assert findings["token-shape"].status == "problem"
    assert "empty" in findings["token-shape"].title
    assert "Sign in" in findings["token-shape"].fix


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "one.two",
        "one.two.three.four",
        "11111111-2222-3333-4444-555555555555",
        "correct horse battery staple",
        "https://example.com/?code=1",
    ],
)
def test_other_secrets_are_no_jwt(text: str):
    """What is no JSON Web Token is told to be none, and how many parts it has."""
    finding = check(text)["token-shape"]

    assert finding.status == "problem"
    assert "not a JSON Web Token" in finding.title
    assert f"{text.count('.') + 1} part" in finding.evidence
    assert "AccessToken" in finding.fix


@pytest.mark.parametrize(
    "text",
    [
        "eyJhbGciOiJSUzI1NiJ9.e30.c2ln",
        "eyJhbGciOiJSUzI1NiJ9..c2ln",
        "eyJhbGciOiJSUzI1NiJ9.W10.c2ln",
        "eyJhbGciOiJSUzI1NiJ9.xxxxxxxxxxxxx.c2ln",
        "www.example.com",
        "..",
    ],
)
def test_three_parts_that_cannot_be_read_look_like_a_jwt(text: str):
    """Three parts without claims in them look like a token of which something is missing."""
    finding = check(text)["token-shape"]

    assert finding.status == "problem"
    assert "looks like a JWT" in finding.title


def test_five_parts_are_a_refresh_token():
    """An encrypted token is most likely the refresh token of the same sign-in."""
    text = ".".join([encode({"alg": "RSA-OAEP", "enc": "A256GCM"}), "a", "b", "c", "d"])

    finding = check(text)["token-shape"]

    assert finding.status == "problem"
    assert "refresh token" in finding.title
    assert "AccessToken of the same sign-in" in finding.fix


def test_refresh_token_of_the_embedded_aws_is_no_access_token(tokens: cx.Tokens):
    """The refresh token of a sign-in is refused before it is sent."""
    assert tokens.refresh_token is not None

    finding = cx.AccessToken(tokens.refresh_token).check()[0]

    assert (finding.check_id, finding.status) == ("token-shape", "problem")


@pytest.mark.parametrize("character", ["!", "%", "/", "+", "#", "•", "é", "\x00", "\ud800"])
@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_character_that_no_token_has_is_a_problem(character: str, part: int):
    """base64 decoders skip characters that Cognito does not; they are named."""
    parts = make_token().split(".")
    # Four of them, so that a decoder that skips them still finds the right padding.
    parts[part] = f"{parts[part][:8]}{character * 4}{parts[part][8:]}"

    finding = check(".".join(parts))["token-shape"]

    assert finding.status == "problem"
    assert f"with {character!a} that no token has" in finding.evidence


def test_a_masked_token_tells_no_more_than_a_few_characters():
    """Of the characters that no token has, no more than five are shown."""
    finding = check("correct !#$%&()*+/:<>?@ horse")["token-shape"]

    assert finding.evidence.endswith("with '!' '#' '$' '%' '&' that no token has")


@pytest.mark.parametrize(
    "changes",
    [
        {"token_use": "id"},
        {"token_use": "id", "username": None, "cognito:username": "ana", "scope": None},
        {"token_use": None, "username": None, "cognito:username": "ana", "scope": None},
    ],
)
def test_id_token_is_told_from_an_access_token(changes: dict[str, Any]):
    """The ID token of a sign-in is named as one; the access token is beside it."""
    findings = check(make_token(aud="1example23456789", **changes))

    assert findings["token-kind"].status == "problem"
    assert "ID token" in findings["token-kind"].title
    assert "AccessToken of the same sign-in" in findings["token-kind"].fix
    assert findings["token-scope"].status == "not_applicable"


@pytest.mark.parametrize("kind", [None, "refresh", "Access", 5, ["access"], {"id": "access"}])
def test_token_of_somebody_else_is_not_cognitos(kind: object):
    """A JWT that is neither of Cognito's two kinds is a problem; what it says is shown."""
    findings = check(make_token(token_use=kind))

    assert findings["token-kind"].status == "problem"
    assert "not an access token of Amazon Cognito" in findings["token-kind"].title
    assert findings["token-kind"].evidence.startswith("claim token_use is ")


def test_absent_kind_is_told_as_missing():
    """Evidence tells a claim that is not there from one that is empty."""
    findings = check(make_token(token_use=None))

    assert findings["token-kind"].evidence == "claim token_use is missing"


def test_token_of_an_application_belongs_to_no_user():
    """A token from client credentials has no user whose attribute could be verified."""
    findings = check(make_token(username=None, scope="orders/read"))

    assert findings["token-user"].status == "problem"
    assert "client credentials" in findings["token-user"].title
    assert "Sign in as the user" in findings["token-user"].fix


def test_token_of_somebody_else_is_not_said_to_belong_to_a_user():
    """Where nothing is known of a user, no check says that there is one."""
    findings = check(write_token({"sub": "1234567890", "admin": True}))

    assert findings["token-user"].status in {"unknown", "not_applicable"}


@pytest.mark.parametrize(
    "scope", [None, "", "openid email", f"{SCOPE}s", SCOPE.upper(), f"x/{SCOPE}", [SCOPE], 5]
)
def test_missing_scope_names_both_places(scope: object):
    """Without the scope it is said that both the app client and the URL must name it."""
    finding = check(make_token(scope=scope))["token-scope"]

    assert finding.status == "problem"
    assert SCOPE in finding.title
    assert "app client's AllowedOAuthScopes" in finding.fix
    assert "`scope` parameter of the authorize URL" in finding.fix


@pytest.mark.parametrize("scope", [SCOPE, f"openid {SCOPE} email", f" {SCOPE} "])
def test_scope_may_be_one_of_several(scope: str):
    """The scope is looked for among those that the token has."""
    assert check(make_token(scope=scope))["token-scope"].status == "ok"


@pytest.mark.parametrize(
    ("scope", "evidence"),
    [
        ("openid", "claim scope is 'openid'"),
        ("", "claim scope is ''"),
        (None, "claim scope is missing"),
    ],
)
def test_scope_is_quoted_as_it_is(scope: str | None, evidence: str):
    """Evidence tells the scopes that were read, and an absent claim from an empty one."""
    assert check(make_token(scope=scope))["token-scope"].evidence == evidence


@pytest.mark.parametrize(
    ("left", "status", "title"),
    [
        (86_400 * 3, "ok", "It is valid for 3 days."),
        (86_400, "ok", "It is valid for 24 hours."),
        (3_600, "ok", "It is valid for 60 minutes."),
        (120, "ok", "It is valid for 2 minutes."),
        (119, "warning", "It expires in 119 seconds."),
        (1, "warning", "It expires in 1 second."),
        (0, "problem", "It expired 0 seconds ago."),
        (-1, "problem", "It expired 1 second ago."),
        (-7_200, "problem", "It expired 2 hours ago."),
    ],
)
def test_expiry_is_told_against_the_given_time(left: int, status: Status, title: str):
    """A token is good, about to expire, or expired, and the fix is another token."""
    text = make_token(exp=int(NOW.timestamp()) + left)

    finding = check(text, now=NOW)["token-expiry"]

    assert (finding.status, finding.title) == (status, title)
    assert "it is 2026-11-22 12:00:00 UTC" in finding.evidence
    assert bool(finding.fix) == (status != "ok")
    assert status == "ok" or "refresh the token" in finding.fix


def test_expiry_is_told_against_the_machines_time_by_default():
    """Without a time of its own, the check asks the machine's clock."""
    soon = int((datetime.now(UTC) + timedelta(seconds=60)).timestamp())

    assert check(make_token())["token-expiry"].status == "ok"
    assert check(make_token(exp=soon))["token-expiry"].status == "warning"
    assert check(make_token(exp=soon - 120))["token-expiry"].status == "problem"


def test_time_of_another_zone_is_compared_as_an_instant():
    """Noon in one zone and in another are different instants."""
    text = make_token(exp=int(NOW.timestamp()) + 3_600)

    finding = check(text, now=NOW.replace(tzinfo=timezone(timedelta(hours=-2))))["token-expiry"]

    assert finding.title == "It expired 60 minutes ago."


@pytest.mark.parametrize("exp", [None, "soon", [], {}, float("nan"), float("inf"), 10**400, -1e300])
def test_expiry_that_cannot_be_read_is_unknown(exp: object):
    """A token that does not say until when it is valid is not called valid."""
    claims = {name: value for name, value in make_claims(exp=1).items() if name != "exp"}

    finding = check(write_token(claims if exp is None else claims | {"exp": exp}))["token-expiry"]

    assert finding.status == "unknown"


def test_another_region_is_a_warning_that_says_how_to_connect():
    """A token of another Region is most likely refused there, so the fix is that Region."""
    issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_aBcDeFgHi"

    finding = check(make_token(iss=issuer), region="us-east-1")["token-region"]

    assert finding.status == "warning"
    assert "issued in eu-central-1, but goes to us-east-1" in finding.title
    assert finding.fix == 'Connect with region_name="eu-central-1".'
    assert "eu-central-1_aBcDeFgHi" in finding.evidence


def test_region_in_china_is_read():
    """Issuers of the partition in China have another ending."""
    issuer = "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_aBcDeFgHi"

    assert check(make_token(iss=issuer), region="cn-north-1")["token-region"].status == "ok"


@pytest.mark.parametrize(
    "issuer",
    [
        None,
        "https://login.example.com",
        f"https://login.example.com/?{ISSUER}{POOL}",
        f"https://cognito-idp.us-east-1.amazonaws.com.example.com/{POOL}",
        f"http://127.0.0.1:9229/{POOL}",
        [f"{ISSUER}{POOL}"],
        5,
    ],
)
def test_custom_issuer_is_unknown(issuer: object):
    """A pool may have an issuer of its own, which tells no Region: unknown, never ok."""
    text = write_token(make_claims(iss=issuer))

    assert check(text, region="us-east-1")["token-region"].status == "unknown"


def test_without_a_region_there_is_nothing_to_compare():
    """Where the request goes to is not known, so the issuer's Region says nothing."""
    assert check(make_token())["token-region"].status == "not_applicable"


def test_hostile_issuer_is_not_printed_raw():
    """Evidence is read in terminals, so what does not print in a claim is escaped."""
    text = write_token(make_claims(iss=f"{ISSUER}us-east-1_\x1b[2J\u202e\u200b"))

    finding = check(text, region="eu-west-1")["token-region"]

    assert finding.evidence.isprintable()
    assert str(finding).replace("\n", "").isprintable()


@pytest.mark.parametrize(
    ("paste", "repairs"),
    [
        ("Bearer {}", [BEARER]),
        ("bearer {}", [BEARER]),
        ("BEARER  {}", [BEARER]),
        ("Bearer\n{}", [BEARER]),
        ("Authorization: Bearer {}", [BEARER]),
        ("authorization:bearer {}", [BEARER]),
        ("Authorization=Bearer {}", [BEARER]),
        ('"{}"', [QUOTED]),
        ("'{}'", [QUOTED]),
        ("`{}`", [QUOTED]),
        ("\u2018{}\u2019", [QUOTED]),
        ("\u201c{}\u201d", [QUOTED]),
        ('"{}",', [QUOTED]),
        ("'{}';", [QUOTED]),
        ("{},", [QUOTED]),
        ('"Bearer {}"', [QUOTED, BEARER]),
        ("'Authorization: Bearer {}',", [QUOTED, BEARER]),
        ("Bearer '{}'", [QUOTED, BEARER]),
        ("\u200b{}", [HIDDEN]),
        ("\ufeff{}\u2060", [HIDDEN]),
        ("\u200e'{}'", [HIDDEN, QUOTED]),
    ],
)
def test_what_surrounds_a_token_is_taken_off_and_told(paste: str, repairs: list[str]):
    """A token as it is copied from code, logs or headers is used, and it says what was cut."""
    clean = make_token()
    token = cx.AccessToken(paste.format(clean))

    finding = {it.check_id: it for it in token.check(now=NOW)}["token-repaired"]

    assert token.reveal() == clean
    assert sorted(token.repairs) == sorted(repairs)
    assert finding.status == "warning"
    assert all(repair in finding.title for repair in repairs)


@pytest.mark.parametrize("gap", [" ", "\n", "\r\n", "\n    ", "\t", "\u00a0", "\u2028"])
def test_line_breaks_in_a_token_are_taken_out(gap: str):
    """A token that a terminal or a mail has wrapped is made whole again."""
    clean = make_token()

    token = cx.AccessToken(gap.join([clean[:76], clean[76:152], clean[152:]]))

    assert token.reveal() == clean
    assert token.repairs == (WHITE_SPACE,)


def test_invisible_characters_in_a_token_are_taken_out():
    """Zero-width characters inside of a token go as well."""
    clean = make_token()

    token = cx.AccessToken("\u200b".join([clean[:76], clean[76:]]))

    assert token.reveal() == clean
    assert token.repairs == (HIDDEN,)


@pytest.mark.parametrize("paste", ["{}\n", " {}", "\t{}\r\n", "\u00a0{}\u00a0"])
def test_white_space_around_a_token_is_nothing_else(paste: str):
    """White space at the ends is taken off, and is called nothing but white space."""
    clean = make_token()

    token = cx.AccessToken(paste.format(clean))

    assert token.reveal() == clean
    assert set(token.repairs) <= {WHITE_SPACE}


@given(pasted)
@example(" abc")
@example("\" ' abc")
def test_repairs_name_only_what_was_there(text: str):
    """Nothing is said to have been taken off that was not there."""
    repairs = cx.AccessToken(text).repairs

    assert HIDDEN not in repairs or any(char in text for char in INVISIBLE)
    assert QUOTED not in repairs or any(char in text for char in QUOTES)
    assert BEARER not in repairs or re.search("bearer|authorization", text, re.IGNORECASE)
    assert WHITE_SPACE not in repairs or any(char.isspace() for char in text)


@given(pasted)
@example('" \' " abc')
def test_repairing_twice_is_repairing_once(text: str):
    """A token made of a token is the same token, with the same repairs."""
    token = cx.AccessToken(text)

    again = cx.AccessToken(token)

    assert again == token
    assert again.repairs == token.repairs


@given(st.text(TOKEN_CHARACTERS))
@example("Bearer")
@example("bearer.authorization")
def test_repairing_never_changes_a_clean_token(text: str):
    """What has only characters of tokens is taken as it is, and needs no repair."""
    token = cx.AccessToken(text)

    assert token.reveal() == text
    assert token.repairs == ()


def test_clean_token_says_that_it_was_clean():
    """Without repairs the check is ok, and there is nothing to do."""
    finding = check(make_token())["token-repaired"]

    assert (finding.status, finding.fix) == ("ok", "")


def test_repairs_are_kept_when_a_token_is_wrapped_again():
    """That something was taken off is not forgotten on the way through the library."""
    token = cx.AccessToken(cx.AccessToken(f"Bearer {make_token()}"))

    assert token.repairs == (BEARER,)
    assert token.check()[0].check_id == "token-repaired"


def test_most_decisive_comes_first():
    """Problems come before warnings, those before what is unknown, and what is good comes last."""
    text = make_token(exp=None, scope=None, iss=ISSUER.replace("us-east", "eu-west") + "x_y")

    findings = cx.AccessToken(f"Bearer {text}").check(now=NOW, region="us-east-1")

    assert [(it.check_id, it.status) for it in findings] == [
        ("token-scope", "problem"),
        ("token-repaired", "warning"),
        ("token-region", "warning"),
        ("token-expiry", "unknown"),
        ("token-shape", "ok"),
        ("token-kind", "ok"),
        ("token-user", "ok"),
    ]


def test_every_status_has_a_place_in_the_order():
    """The order of the findings knows every status that there is."""
    assert sorted(STATUSES) == sorted(get_args(Status))


@pytest.mark.parametrize(
    ("status", "line"),
    [
        ("problem", "✗ It is so."),
        ("warning", "! It is so."),
        ("unknown", "? It is so."),
        ("ok", "✓ It is so."),
        ("not_applicable", "- It is so."),
    ],
)
def test_finding_reads_as_text(status: Status, line: str):
    """A finding prints as a mark with its title, then evidence and fix where there are any."""
    short = cx.Finding("check", status, "It is so.")
    long = cx.Finding("check", status, "It is so.", evidence="We looked.", fix="Do this.")

    assert str(short) == line
    assert str(long) == f"{line}\n    We looked.\n    Do this."


def test_claims_can_be_read_but_not_changed():
    """The claims are a view: what was read stays what was read."""
    token = cx.AccessToken(make_token(username="ana"))

    with pytest.raises(TypeError):
        token.claims["username"] = "ben"  # type: ignore[index]

    assert token.claims["username"] == "ana"
    assert token.claims is token.claims


@pytest.mark.parametrize("call", [lambda it: it.check(NOW), lambda it: it.check("us-east-1")])
def test_time_and_region_are_named(call: Callable[[cx.AccessToken], object]):
    """The arguments of `check` have names, so that none is taken for another."""
    with pytest.raises(TypeError, match="positional"):
        call(cx.AccessToken(make_token()))


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"scope": None}, ["token-scope"]),
        ({"token_use": "id", "exp": 1}, ["token-kind", "token-expiry"]),
        ({"exp": int(NOW.timestamp())}, ["token-expiry"]),
        ({"exp": int(NOW.timestamp()) + 1}, []),
        ({"exp": "soon"}, []),
    ],
)
def test_problems_are_those_of_the_check(changes: dict[str, Any], problems: list[str]):
    """What `problems` says is what `check` calls a problem, with the same words."""
    token = cx.AccessToken(make_token(**changes))

    found = token.problems(now=NOW)

    assert [it.check_id for it in found] == problems
    assert found == [it for it in token.check(now=NOW) if it.status == "problem"]


def test_problems_without_a_time_do_not_look_at_expiry():
    """Whether a token has expired depends on when it is asked."""
    token = cx.AccessToken(make_token(exp=1, scope=None))

    assert [it.check_id for it in token.problems()] == ["token-scope"]
    assert [it.check_id for it in token.problems(now=NOW)] == ["token-scope", "token-expiry"]


@pytest.mark.parametrize(
    ("sub", "user"),
    [
        ("11111111-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"),
        ("", ""),
        (None, "ana"),
        (5, "ana"),
        (["x"], "ana"),
        ({"x": 1}, "ana"),
        (True, "ana"),
    ],
)
def test_user_is_the_sub_if_that_is_text(sub: Any, user: str | None):
    """Where it is none, as with some emulators, the username tells users apart."""
    assert cx.AccessToken(write_token(make_claims(sub=sub))).user == user


def test_token_without_sub_and_username_names_nobody():
    """As those of machines do."""
    claims = make_claims(sub=None, username=None)

    assert cx.AccessToken(write_token(claims)).user is None


@given(any_text)
def test_no_text_at_all_names_a_user(text: str):
    """What cannot be read is of nobody; nothing raises."""
    assert cx.AccessToken(text).user is None


def test_user_is_one_and_the_same_in_all_their_tokens(session: cx.Session, tokens: cx.Tokens):
    """Another sign-in has another token of the same user, and so has the ID token."""
    second = session.sign_in("ana", "correct-horse-1")
    other = session.sign_in("ben", "battery-staple-2")

    assert tokens.access_token.user
    assert tokens.access_token.user == second.access_token.user
    assert tokens.access_token.user == cx.AccessToken(tokens.id_token).user
    assert tokens.access_token.user != other.access_token.user


def test_user_cannot_be_set():
    """It is read, not given."""
    token = cx.AccessToken(make_token())

    with pytest.raises(AttributeError):
        token.user = "ben"  # type: ignore[misc]
