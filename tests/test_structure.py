"""The package is light to import, its imports point one way, and what is public is documented."""

import ast
import graphlib
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import cognito_explore as cx

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "cognito_explore"

# Each module may import those before it in this list, and no other.
ALONE = ["sensitive", "facts", "clock", "masks", "findings", "show", "answer_limits"]
ORDER = [
    *ALONE,
    *("errors", "frames", "wire", "token", "refusals"),
    *("attempt_rows", "attempt_columns", "history", "codes_sent", "exchange"),
    *("actions", "actions.snippets", "actions.base"),
    *("actions.get_user_attribute_verification_code", "actions.verify_user_attribute"),
    *("actions.get_user", "actions.global_sign_out"),
    *("actions.signing_in", "actions.initiate_auth", "actions.respond_to_auth_challenge"),
    *("clients", "app_clients", "sender", "srp", "sign_in"),
    *("calls", "service_errors", "account_exchange", "account", "told"),
    *("delivery", "delivery.regions", "delivery.route"),
    *("delivery.provider_texts", "delivery.deliveries", "delivery.joining"),
    *("delivery.log_plot", "delivery.log", "delivery.log_groups"),
    *("delivery.configuration_sets", "delivery.log_states", "delivery.log_reading"),
    *("delivery.pool_update", "delivery.log_switches"),
    *("sms", "sms.phone_numbers", "sms.end_user_messaging"),
    *("sms.sandbox_records", "sms.sandbox", "sms.proposals", "sms.countries"),
    *("sms.account_changes", "sms.parts", "sms.price_overrides", "sms.prices"),
    *("sms.number_records", "sms.numbers", "sms.limits", "sms.registration_fields"),
    *("sms.review", "sms.review.kinds", "sms.review.brand", "sms.review.patterns"),
    "sms.review.conditions",
    *("sms.review.values", "sms.review.draft", "sms.review.company_rules"),
    *("sms.review.form_rules", "sms.review.opt_in_rules", "sms.review.message_rules"),
    *("sms.review.rules", "sms.review.check", "sms.writable", "sms.pictures"),
    *("sms.registration_records", "sms.registrations", "sms.registration_writing"),
    "sms.origination",
    *("delivery.causes", "delivery.policies", "delivery.email_day", "delivery.ses_source"),
    "delivery.sending_policy",
    *("delivery.check", "delivery.threads", "delivery.reads"),
    *("delivery.case", "delivery.identity", "delivery.originators", "delivery.resource_policy"),
    *("delivery.functions", "delivery.keys", "delivery.role_reading", "delivery.role_fixes"),
    "delivery.ses",
    *("delivery.checks.token", "delivery.checks.user", "delivery.checks.addresses"),
    "delivery.checks.history",
    *("delivery.checks.service", "delivery.checks.pool", "delivery.checks.role"),
    *("delivery.checks.triggers", "delivery.checks.ses", "delivery.checks.email"),
    *("delivery.checks.ses_settings", "delivery.checks.ses_account", "delivery.checks.sms"),
    *("delivery.checks.spending", "delivery.checks.destination", "delivery.checks.country"),
    *("delivery.checks.protect", "delivery.checks.trying"),
    *("delivery.checks.origination", "delivery.checks.direct", "delivery.checks.sending"),
    *("delivery.checks.logs", "delivery.checks.cognito_logs", "delivery.checks"),
    *("delivery.written", "delivery.diagnosis_html", "delivery.support"),
    *("delivery.diagnosis", "delivery.answering", "delivery.surroundings"),
    *("delivery.diagnose", "delivery.asking"),
    *("triggers.event", "triggers.running", "triggers.judging", "triggers.case"),
    *("triggers.answer_checks", "triggers.text_checks", "triggers.preview_html"),
    *("triggers.previewing", "triggers"),
    "delivering",
    *(
        "batch",
        "batch.rows",
        "batch.journal_reading",
        "batch.journal",
        "batch.users",
        "batch.pace",
        "batch.reach",
        "batch.rules",
    ),
    *(
        "batch.settings",
        "batch.work",
        "batch.permits",
        "batch.executors",
        "batch.results",
        "batch.outcomes",
        "batch.items",
        "batch.run",
        "batch.progress",
    ),
    *("batch.batch", "batch.plan", "batch.planning", "batching", "session"),
    "batch.saving",
    *("widgets", "widgets.cards", "widgets.secret_input", "widgets.parts", "widgets.choice"),
    *("widgets.code_panel", "widgets.signed_in", "widgets.user_card", "widgets.token_fields"),
    *(
        "widgets.metadata_rows",
        "widgets.ways_in",
        "widgets.found_code",
        "widgets.challenge_fields",
        "widgets.form",
        "widgets.token_form",
    ),
    *("widgets.sign_in_form", "widgets.send_code_form", "widgets.verify_code_form"),
    *("widgets.inbox_view", "widgets.history_view"),
    *("widgets.diagnose_form", "widgets.region_choice", "widgets.looking_form"),
    *("widgets.sandbox_view", "widgets.sandbox_form"),
    *("widgets.confirmation", "widgets.denial_reasons", "widgets.registration_inputs"),
    *("widgets.registration_code", "widgets.origination_standing", "widgets.origination_view"),
    "widgets.spend_limit",
    *("widgets.origination_steps", "widgets.origination_call", "widgets.origination_form"),
    *("widgets.batch_view", "widgets.notebook_frames"),
    *("widgets.frame_choice", "widgets.batch_form"),
    "widgets.explorer",
    "embedded",
    "targets",
    "__init__",
    *("commands", "commands.demo", "commands.diagnose", "commands.serve"),
    "__main__",
]
# They are loaded by whatever needs them first.
HEAVY = [
    *("boto3", "botocore", "pandas", "numpy", "ipywidgets", "anywidget", "moto"),
    *("jwt", "cryptography", "phonenumbers", "tqdm", "IPython", "asyncio"),
]
VERBS = [
    *("send", "send_code", "verify_code", "get_user"),
    *("sign_in", "answer_challenge", "refresh"),
]
# They ask the account around the pool, and answer what cannot be asked by a finding.
LOOKS = ["route", "diagnose", "sandbox", "origination", "delivery_log"]
# They do for many users what a verb does for one.
BATCHES = ["send_codes", "verify_codes", "plan"]
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "core", "base", "misc", "tools"}


def name_of(path: Path) -> str:
    """Name a module within the package: `actions.base`; a package is named like its folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}
CLASSES = [name for name in cx.__all__ if inspect.isclass(getattr(cx, name))]
RECORDS = [name for name in CLASSES if "__dataclass_fields__" in vars(getattr(cx, name))]


def place(module: str) -> int:
    """Tell where a module stands in the order; the embedded AWS stands there as one."""
    return ORDER.index("embedded" if module.startswith("embedded") else module)


def imports(module: str, *, for_types: bool = False) -> set[str]:
    """Give the modules of this package that a module imports, at its top or later on."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    ignored = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            ignored |= {id(it) for it in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if (id(node) in ignored) == for_types:
            found |= set(_imported(node))
    return found


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        first, _, inner = name.partition(".")
        if first != "cognito_explore":
            continue
        while inner not in MODULES and inner:
            inner = inner.rpartition(".")[0]
        yield inner or "__init__"


def run(code: str) -> str:
    """Run code in a Python of its own, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout


def public(tree: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Give every public function, class and method of a module or class."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        yield prefix + node.name, node
        if isinstance(node, ast.ClassDef):
            yield from public(node, f"{prefix}{node.name}.")


def sections(text: str | None) -> dict[str, str]:
    """Give the sections of a docstring by their names."""
    parts = re.split(r"^(\w+):$", inspect.cleandoc(text or ""), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_import_is_light():
    """Importing the package loads nothing that takes long, nor what is optional."""
    loaded = run("import sys, cognito_explore; print(*sys.modules)").split()

    assert "cognito_explore" in loaded
    assert sorted({name.partition(".")[0] for name in loaded} & set(HEAVY)) == []
    assert [name for name in loaded if name.startswith("cognito_explore.")] == []


def test_errors_and_secrets_are_light():
    """What is used before a session is made needs none of what a session needs."""
    code = "import sys, cognito_explore as cx; cx.Sensitive, cx.NotSentError, cx.Finding, cx.Clock"

    loaded = run(f"{code}; print(*sys.modules)").split()

    assert "cognito_explore.errors" in loaded
    assert sorted({name.partition(".")[0] for name in loaded} & set(HEAVY)) == []


def test_records_need_neither_pandas_nor_boto3_nor_moto():
    """A request can be made and looked at without what a frame or a session needs."""
    code = (
        "import sys, cognito_explore as cx;"
        "cx.GetUser('one.two.three', allow_any_token=True); cx.History()"
    )

    loaded = run(f"{code}; print(*sys.modules)").split()

    assert "cognito_explore.actions.get_user" in loaded
    assert {"boto3", "botocore", "pandas", "numpy", "moto"} & set(loaded) == set()


def test_real_session_loads_no_moto():
    """The embedded AWS is an extra: whoever talks to AWS needs none of it."""
    code = (
        "import sys, cognito_explore as cx;"
        "cx.connect('aws', region_name='us-east-1'); print(*sys.modules)"
    )

    loaded = run(code).split()

    assert "cognito_explore.session" in loaded
    assert "moto" not in loaded
    assert "pandas" not in loaded
    assert not any(name.startswith("cognito_explore.embedded") for name in loaded)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str):
    """A module imports those before it in the order only, wherever its import statement is."""
    inside = {it for it in imports(module) if module.startswith("embedded") and "embedded" in it}

    upward = {it for it in imports(module) - inside - {module} if place(it) >= place(module)}

    assert upward == set()


def test_first_modules_know_nobody():
    """What everything else is built on imports nothing of the package."""
    assert {module: imports(module) for module in ALONE} == {module: set() for module in ALONE}


def test_no_two_modules_import_each_other():
    """There is no circle of imports, within the embedded AWS neither."""
    graph = {module: imports(module) - {module} for module in MODULES}

    ordered = list(graphlib.TopologicalSorter(graph).static_order())

    assert sorted(ordered) == sorted(MODULES)


def test_embedded_is_known_to_connect_only():
    """Nothing else imports the embedded AWS; for types alone, the session may."""
    outside = [module for module in MODULES if not module.startswith("embedded")]

    users = {it for it in outside if any("embedded" in name for name in imports(it))}
    for_types = {
        it for it in outside if any("embedded" in name for name in imports(it, for_types=True))
    }

    assert users == {"targets"}
    assert for_types <= {"session", "widgets.inbox_view", "widgets.found_code"}


@pytest.mark.parametrize("module", MODULES)
def test_names_of_modules_say_what_is_in_them(module: str):
    """No module is a drawer; `actions.base` holds what every action has."""
    assert module == "actions.base" or not VAGUE & set(module.split("."))


def test_public_names_are_sorted_and_can_be_imported():
    """Every name that is offered is there, once, in order."""
    assert list(cx.__all__) == sorted(set(cx.__all__))
    assert all(getattr(cx, name) is not None for name in cx.__all__)


def test_public_names_come_from_where_they_are_made():
    """A name leads to the module that defines it, and keeps its own name there."""
    for name in cx.__all__:
        value = getattr(cx, name)
        module = importlib.import_module(value.__module__)

        assert value.__name__ == name
        assert getattr(module, name) is value


def test_nothing_else_is_public():
    """What completion offers is what is public, beside the package's own modules."""
    offered = {name for name in dir(cx) if not name.startswith("_")}

    modules = {name for name in offered if isinstance(getattr(cx, name), ModuleType)}

    assert offered - modules == set(cx.__all__)
    assert all(getattr(cx, name).__name__ == f"cognito_explore.{name}" for name in modules)


def test_unknown_name_is_an_attribute_error():
    """A misspelt name fails as that of any module does."""
    with pytest.raises(AttributeError, match="'cognito_explore' has no attribute 'Sesion'"):
        cx.Sesion  # noqa: B018 -- reading it is what fails


def test_type_checkers_see_the_same_names():
    """The imports for type checkers are those that are made when a name is first used."""
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))

    seen = {
        alias.asname: str(node.module).removeprefix("cognito_explore.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("cognito_explore.")
        for alias in node.names
        if alias.asname == alias.name
    }

    assert seen == cx._MODULES


def test_every_public_name_is_in_the_typing_test():
    """A type checker sees each name in use."""
    tree = ast.parse((ROOT / "tests/typing/public_names.py").read_text(encoding="utf-8"))

    used = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "cx"
    }

    assert used == {*cx.__all__, *cx._PARTS}


def test_every_public_name_is_in_the_reference():
    """One page of the reference has an entry for each name, and none for what is not there."""
    pages = sorted((ROOT / "docs/reference/api").glob("*.md"))
    texts = [path.read_text(encoding="utf-8") for path in pages]

    entries = [it for text in texts for it in re.findall(r"^::: (\S+)$", text, re.MULTILINE)]

    named = [it.removeprefix("cognito_explore.") for it in entries]
    assert sorted(it for it in named if "." not in it) == cx.__all__
    assert len(set(entries)) == len(entries)
    assert all(pkgutil.resolve_name(it).__doc__ for it in entries)
    assert all(re.match(r"# .+\n\n[A-Z].+\.\n\n::: ", text) for text in texts)


def test_every_public_name_is_in_the_changelog():
    """Whoever upgrades reads of each name that was added."""
    page = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert [name for name in cx.__all__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize("module", MODULES)
def test_everything_public_has_a_docstring(module: str):
    """Modules, classes, functions and methods say what they are for, in whole sentences."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    nodes = [("the module", tree), *public(tree)]

    first_lines = {name: (ast.get_docstring(node) or "").split("\n\n")[0] for name, node in nodes}

    assert [name for name, line in first_lines.items() if not line.endswith(".")] == []


@pytest.mark.parametrize("name", VERBS)
def test_verbs_of_a_session_are_documented_whole(name: str):
    """Each verb tells its arguments, what it returns, how it fails, and AWS's operation."""
    verb = getattr(cx.Session, name)

    told = sections(verb.__doc__)

    assert list(told) == ["Args", "Returns", "Raises", "Source"]
    assert documented(told["Args"]) == [*inspect.signature(verb).parameters][1:]
    assert {"NotSentError", "OutcomeUnknownError", "ServiceError"} <= {*documented(told["Raises"])}


def test_every_verb_of_a_session_is_looked_at():
    """A verb that is added has to be documented as the others are."""
    verbs = {
        name
        for name, value in inspect.getmembers(cx.Session, inspect.isfunction)
        if not name.startswith("_")
    }

    assert verbs == {*VERBS, *LOOKS, *BATCHES}


@pytest.mark.parametrize("name", [*LOOKS, *BATCHES])
def test_looks_of_a_session_are_documented(name: str):
    """Each tells its arguments, and where what it tells is from."""
    told = sections(getattr(cx.Session, name).__doc__)

    parameters = [*inspect.signature(getattr(cx.Session, name)).parameters][1:]
    assert documented(told["Args"]) == parameters
    assert told["Source"].strip()


def test_connect_is_documented_whole():
    """The first function that anybody calls tells all of its arguments and errors."""
    told = sections(cx.connect.__doc__)

    assert list(told) == ["Args", "Returns", "Raises"]
    assert documented(told["Args"]) == [*inspect.signature(cx.connect).parameters]
    assert "ConfigurationError" in documented(told["Raises"])


@pytest.mark.parametrize("name", CLASSES)
def test_errors_that_are_documented_are_public(name: str):
    """A `Raises:` names only errors that can be caught by that name."""
    methods = vars(getattr(cx, name)).values()
    docs = [it.__doc__ for it in methods if inspect.isfunction(it) or isinstance(it, property)]

    named = {error for doc in docs for error in documented(sections(doc).get("Raises", ""))}

    assert {it for it in named if not hasattr(cx, it)} <= {"TypeError", "ValueError", "KeyError"}


@pytest.mark.parametrize("name", RECORDS)
def test_fields_of_records_are_documented(name: str):
    """Each field that a record adds is in its `Attributes:`, in order."""
    kind = getattr(cx, name)
    own = [name for name in vars(kind).get("__annotations__", {}) if name.islower()]

    told = documented(sections(kind.__doc__).get("Attributes", ""))

    assert told == own


def documented(section: str) -> list[str]:
    """Give the names that a section of a docstring explains, in order."""
    return [name.lstrip("*") for name in re.findall(r"^    ([\w*]+):", section, re.MULTILINE)]


def test_types_ship_with_the_package():
    """The marker for type checkers is in the package, and the wheel takes all of the package."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    wheel = settings["tool"]["hatch"]["build"]["targets"]["wheel"]

    assert (PACKAGE / "py.typed").read_bytes() == b""
    assert wheel == {"packages": ["cognito_explore"]}
    assert "Typing :: Typed" in settings["project"]["classifiers"]


def test_version_is_written_the_same_twice():
    """The version that the package tells is the one that it is released as."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert settings["project"]["version"] == cx.__version__
