"""The generated reference is what its generators make, and leaves nothing out."""

from __future__ import annotations

import ast
import inspect
import re
import runpy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import botocore.configprovider
import pytest
from botocore.credentials import EnvProvider
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape
from conftest import make_token

import cognito_explore as cx
from cognito_explore import errors, frames, service_errors
from cognito_explore.__main__ import main
from cognito_explore.commands import diagnose
from cognito_explore.delivery.causes import UNDETECTABLE
from cognito_explore.delivery.checks import CHECKS
from cognito_explore.refusals import REFUSALS

ROOT = Path(__file__).parent.parent.parent
MAKE = ROOT / "docs" / "_make"
REFERENCE = ROOT / "docs" / "reference"
PACKAGE = ROOT / "cognito_explore"
COGNITO = ServiceModel(Loader().load_service_model("cognito-idp", "service-2"), "cognito-idp")
PAGES = ["checks", "command_line", "environment", "errors", "frames", "names"]

TABLES = sorted(
    name for name, it in vars(frames).items() if name.isupper() and isinstance(it, dict)
)
# The frame that `EmbeddedAWS.inbox` gives, and what makes all of them.
# Behind the calls that are told; `verify_codes` gives the frame of `send_codes`.
INNER = {
    *("Inbox.to_frame", "frame_of", "make_frame", "Results.to_frame", "Batch.run"),
    "Batching.verify_codes",
}


@pytest.fixture(scope="module")
def generators() -> Iterator[Mapping[str, Mapping[str, Any]]]:
    """What each generator of the reference defines, by its name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(MAKE))
        yield {name: runpy.run_path(str(MAKE / f"{name}.py")) for name in [*PAGES, "amazonka"]}


@pytest.fixture(scope="module")
def made() -> Mapping[Path, str]:
    """Every page as `make reference` writes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(MAKE))
        return dict(runpy.run_path(str(MAKE / "__main__.py"))["made_pages"]())


def read(name: str) -> str:
    """Read a stored page."""
    return (REFERENCE / f"{name}.md").read_text(encoding="utf-8")


def sections(name: str) -> dict[str, str]:
    """Give the sections of a stored page by their headings, in order."""
    parts = re.split(r"^## (.+)\n", read(name), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def first_cells(text: str) -> list[str]:
    """Give the first cell of every row of every table, without markup."""
    rows = re.findall(r"^\| \**\[?`(.+?)`", text, flags=re.MULTILINE)
    return [str(it) for it in rows]


def plain(text: str) -> str:
    """Drop what makes text Markdown."""
    return re.sub(r"[\\`]", "", text).replace("&lt;", "<")


def kinds_of_errors() -> Iterator[type[cx.CognitoExploreError]]:
    """Give every error of the package."""
    waiting = [cx.CognitoExploreError]
    while waiting:
        kind = waiting.pop()
        yield kind
        waiting += kind.__subclasses__()


KINDS = list(kinds_of_errors())


def members(shape: StructureShape | None) -> Iterator[tuple[str, str]]:
    """Give every member of a structure, and of those in it, with the name of its structure."""
    for name, member in ({} if shape is None else shape.members).items():
        yield shape.name, name
        inner = member.member if member.type_name == "list" else member
        yield from members(inner if inner.type_name == "structure" else None)


MEMBERS = {
    it
    for name in frames.OPERATIONS
    for shape in (
        COGNITO.operation_model(name).input_shape,
        COGNITO.operation_model(name).output_shape,
    )
    for it in members(shape)
}


def test_stored_pages_are_what_the_generators_make(made: Mapping[Path, str]):
    """`make reference` makes them anew."""
    stored = {path: path.read_text(encoding="utf-8") if path.exists() else "" for path in made}

    assert [path.name for path, text in made.items() if stored[path] != text] == []


def test_every_page_is_made(made: Mapping[Path, str]):
    """None of those that are looked at here was written by hand."""
    assert {REFERENCE / f"{name}.md" for name in PAGES} <= set(made)


@pytest.mark.parametrize("name", PAGES)
def test_page_says_what_it_is_and_what_it_is_made_from(name: str):
    """Before anything else, and the command that makes it anew."""
    first = read(name).split("\n## ")[0]

    assert re.match(r"# [A-Z].+\n\n[A-Z`].+\.\n", first)
    assert "`make reference`" in first


@pytest.mark.parametrize("name", PAGES)
def test_tables_have_as_many_cells_in_every_row(name: str):
    """A pipe in a text would make one more."""
    for block in re.findall(r"(?:^\|.*\n)+", read(name), flags=re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}

        assert len(counts) == 1, block


@pytest.mark.parametrize("name", PAGES)
def test_anchors_that_pages_of_the_reference_name_are_there(name: str):
    """A link leads to a heading of the page that it names."""
    for target, anchor in re.findall(r"\]\(([\w/]*(?:\.md)?)#([\w-]+)\)", read(name)):
        page = read(target.removesuffix(".md")) if target else read(name)
        headings = re.findall(r"^#+ (.+)$", page, flags=re.MULTILINE)

        assert anchor in {re.sub(r"[^\w-]+", "-", it.lower()).strip("-") for it in headings}


@pytest.mark.parametrize("kind", KINDS, ids=lambda it: it.__name__)
def test_every_error_has_a_section_with_its_meaning_and_next_step(
    kind: type[cx.CognitoExploreError],
):
    """A reader who looks for the class finds what it means, and what to do."""
    told = plain(sections("errors")[kind.__name__])
    # The hint of this one is made with each error, because it names the action.
    hint = "Allow sns:" if kind is cx.AccessDeniedError else kind.hint

    assert inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("`", "") in told
    assert hint.replace("`", "") in told
    is_of_rows = issubclass(kind, cx.BatchStoppedError)
    without = "none of its own" if is_of_rows else "as its subclass has it"
    assert f"Outcome: {kind.outcome or without}" in told


def test_no_section_is_of_an_error_that_there_is_not():
    """A class that goes takes its section along."""
    named = {it for it in sections("errors") if it.endswith("Error")}

    assert named == {it.__name__ for it in KINDS}


@pytest.mark.parametrize("code", errors.CLASSES)
def test_error_of_cognito_names_the_operations_that_answer_it(code: str):
    """As botocore's model has them."""
    answering = [
        name
        for name in frames.OPERATIONS
        if code in {it.error_code for it in COGNITO.operation_model(name).error_shapes}
    ]
    told = sections("errors")[errors.CLASSES[code].__name__]

    found = re.search(r"^- Answered by: (.+)$", told, flags=re.MULTILINE)

    assert found is not None
    everywhere = len(answering) == len(frames.OPERATIONS)
    assert (
        found[1] == "every operation" if everywhere else re.findall(r"\w+", found[1]) == answering
    )
    assert f"- AWS's code: `{code}`" in told


@pytest.mark.parametrize(("code", "part", "hint"), errors.HINTS)
def test_every_hint_stands_beside_the_text_that_it_is_for(code: str, part: str, hint: str):
    """A search for AWS's words leads to what to do."""
    told = sections("errors")[errors.CLASSES[code].__name__]

    (row,) = [line for line in told.splitlines() if line.startswith(f"| `{part}` |")]

    assert hint.replace("`", "") in plain(row)


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda it: f"{it.code} {it.part}".strip())
def test_every_cause_of_a_refusal_is_told_with_its_checks(refusal: Any):
    """The numbers of `error.causes` lead to the checks that tell them apart."""
    told = sections("errors")[errors.CLASSES[refusal.code].__name__]

    for number in refusal.causes:
        (row,) = [line for line in told.splitlines() if line.startswith(f"| {number} |")]
        checks = [it.check_id for it in CHECKS if number in it.causes]
        assert re.findall(r"checks\.md#([\w-]+)\)", row) == checks or number in UNDETECTABLE
    rows = [line for line in told.splitlines() if line.startswith(f"| `{refusal.part}` |")]
    shown = ", ".join(map(str, refusal.causes))
    assert not refusal.part or rows[0].endswith(f"| {shown} |")


def test_every_code_and_reason_of_the_services_around_a_pool_is_told():
    """Whichever of their names AWS answers."""
    told = sections("errors")

    for code, kind in service_errors._CLASSES.items():
        assert f"`{code}`" in told[kind.__name__]
    assert first_cells(told["By AWS's reason"]) == list(service_errors._REASON_HINTS)


@pytest.mark.parametrize("table", TABLES)
def test_every_frame_has_a_section_with_its_columns(table: str):
    """In order, with dtype and meaning, and the values of each category."""
    told = sections("frames")[table.replace("_", " ").capitalize()]

    rows = re.findall(r"^\| `(\w+)` \| `(.+?)` \| (.+) \|$", told, flags=re.MULTILINE)

    dtypes = getattr(frames, table)
    assert [name for name, _, _ in rows] == list(dtypes)
    for name, dtype, meaning in rows:
        values = dtypes[name]
        assert dtype == ("category" if isinstance(values, tuple) else values)
        assert meaning.endswith(".")
        assert values == dtype or f"- `{name}`: {', '.join(f'`{it}`' for it in values)}\n" in told


def test_every_call_that_gives_a_frame_is_told(generators: Mapping[str, Mapping[str, Any]]):
    """A method of the package that returns a DataFrame has its place on the page."""
    returning = {
        f"{kind.name}.{it.name}".removeprefix("Module.")
        for path in PACKAGE.rglob("*.py")
        for kind in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(kind, ast.ClassDef)
        for it in kind.body
        if isinstance(it, ast.FunctionDef) and not it.name.startswith("_")
        if it.returns is not None and ast.unparse(it.returns) == "pd.DataFrame"
    }

    told = {it.made_by.__qualname__ for it in generators["frames"]["FRAMES"]}

    assert returning - INNER == told


def test_calls_give_the_frames_that_the_page_says(
    generators: Mapping[str, Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Each line of the page runs, and has those columns."""
    # Where a batch leaves its journal.
    monkeypatch.chdir(tmp_path)
    session = cx.connect("embedded", seed=1)
    demo = session.aws.demo
    session.user_pool_id = demo.user_pool_id
    draft = session.origination().create_registration({}, confirm=True)
    given = {"session": session, "country": "US", "registration_id": draft.registration_id}
    given["rows"] = []

    for frame in generators["frames"]["FRAMES"]:
        got = eval(frame.call, given)  # noqa: S307 -- the page's own line
        assert list(got.columns) == list(getattr(frames, frame.columns)), frame.call


def test_amazonka_s_names_are_those_of_the_model_s_members(
    generators: Mapping[str, Mapping[str, Any]],
):
    """Every member of every request and response has its lens, or is said to have none."""
    lenses, status = (generators["amazonka"][name] for name in ("LENSES", "HTTP_STATUS"))

    listed = {(shape, name) for shape, told in lenses.items() for name in told}

    assert listed - {(f"{name}Response", status) for name in frames.OPERATIONS} == MEMBERS
    assert {f"{name}Response" for name in frames.OPERATIONS} <= set(lenses)


def test_lenses_are_named_by_amazonka_s_rule(generators: Mapping[str, Mapping[str, Any]]):
    """2.0 has type and member, 1.6 the initials of the type: a slip of the pen breaks the rule."""
    lenses, status = (generators["amazonka"][name] for name in ("LENSES", "HTTP_STATUS"))

    for shape, told in lenses.items():
        kind = shape.removesuffix("Request")
        for member, lens in told.items():
            name = "HttpStatus" if member == status else member
            assert lens.now.lower() in {"", f"{kind}_{name}".lower()}
            assert lens.now == "" or lens.now[0].islower()
            old = "ResponseStatus" if member == status else member
            initials = "".join(re.findall(r"[A-Z]", kind.removesuffix("Response"))).lower()
            prefix = initials.replace("mfaot", "mot") + ("rs" if kind.endswith("Response") else "")
            assert lens.before.lower() in {"", f"{prefix}{old}".lower()}


REQUESTS = [
    cx.GetUserAttributeVerificationCode(make_token(), "email", {"campaign": "spring"}),
    cx.VerifyUserAttribute(make_token(), "email", "123456"),
    cx.GetUser(make_token()),
    cx.InitiateAuth.with_password("ana", "correct-horse-1", client_id="1example23456789"),
    cx.RespondToAuthChallenge("SMS_MFA", "1example", {"USERNAME": "ana"}, "session"),
    cx.GlobalSignOut(make_token()),
]


@pytest.mark.parametrize("request_record", REQUESTS, ids=lambda it: it.OPERATION)
def test_field_that_a_member_is_told_to_have_is_what_is_sent(request_record: cx.Action[Any]):
    """The value of AWS's member is that of the field in its row."""
    told = sections("names")[request_record.OPERATION].split("In the response:")[0]
    rows = dict(re.findall(r"^\| \**`(\w+)`\** \| `(\w+)` \|", told, flags=re.MULTILINE))

    sent = request_record.parameters()

    assert rows
    assert sent == {it: getattr(request_record, rows[it]) for it in rows}


@pytest.mark.parametrize("request_record", REQUESTS, ids=lambda it: it.OPERATION)
def test_haskell_uses_the_lenses_that_the_page_has(request_record: cx.Action[Any]):
    """What `as_code` writes and what the page says are the same names."""
    code = str(request_record.as_code("haskell"))

    used = {f"`{it}`" for it in re.findall(r"Cognito\.([a-z]\w*)", code)}

    assert {it for it in used if it not in sections("names")[request_record.OPERATION]} == set()
    assert used


def test_every_member_of_a_response_is_told():
    """And every field of a record that is of AWS's making."""
    told = sections("names")

    for name in frames.OPERATIONS:
        shape = COGNITO.operation_model(name).output_shape
        for _, member in members(shape):
            assert re.search(rf"`(?:[\w.\[\]]+\.)?{member}`", told[name])
    for field in ("destination", "delivery_medium", "attribute_name", "code_delivery_details"):
        assert f"| `{field}` |" in told["GetUserAttributeVerificationCode"]


def test_every_column_of_the_history_is_told():
    """What is AWS's, and what is this library's own."""
    told = sections("names")["What the history keeps"]

    assert [name for name in frames.HISTORY if f"`{name}`" not in told] == []


def test_every_option_of_the_command_line_is_told(capsys: pytest.CaptureFixture[str]):
    """As `--help` lists them."""
    with pytest.raises(SystemExit):
        main(["diagnose", "--help"])
    listed = re.findall(r"^  (--[\w-]+)", capsys.readouterr().out, flags=re.MULTILINE)

    told = re.findall(r"^\| `(--[\w-]+)", sections("command_line")["diagnose"], flags=re.MULTILINE)

    assert told == listed
    assert told


def test_every_command_and_exit_status_is_told(capsys: pytest.CaptureFixture[str]):
    """As the program's own text names them."""
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = re.findall(r"^    (\w+)  ", capsys.readouterr().out, flags=re.MULTILINE)
    told = sections("command_line")

    statuses = re.findall(r"^\| (\d+) \|", told["diagnose"], flags=re.MULTILINE)

    named = re.findall(r"\d+", diagnose.DESCRIPTION.partition("Exit status:")[2])
    assert statuses == [*named, "130"]
    assert list(told) == listed
    assert listed


def test_every_variable_that_is_read_is_told():
    """A name that the package or a tutorial reads stands on the page, and no other."""
    found = [*PACKAGE.rglob("*"), *(ROOT / "notebooks").glob("*")]
    sources = [path for path in found if path.suffix in {".py", ".ipynb"}]
    texts = [path.read_text(encoding="utf-8") for path in sources]

    read_by_us = {it for text in texts for it in re.findall(r"COGNITO_EXPLORE_[A-Z_]+", text)}

    assert set(first_cells(sections("environment")["Of this library"])) == read_by_us
    assert len(read_by_us) >= 5


def test_every_secret_of_the_command_line_is_told():
    """The one that a diagnosis reads."""
    told = first_cells(sections("environment")["Tokens and other secrets"])

    assert told == [diagnose.TOKEN_VARIABLE]


def test_every_variable_of_aws_is_one_that_boto3_reads():
    """But for the one that this library reads itself."""
    known = {
        str(it[1]) for it in botocore.configprovider.BOTOCORE_DEFAUT_SESSION_VARIABLES.values()
    }
    credentials = {EnvProvider.ACCESS_KEY, EnvProvider.SECRET_KEY, *EnvProvider.TOKENS}
    told = first_cells(sections("environment")["Of AWS, by boto3"])

    of_aws = {it for it in told if it.startswith("AWS_")}

    read_by_boto3 = known | credentials | {"AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_REGION"}
    assert of_aws <= read_by_boto3
    assert len(of_aws) >= 5
