"""Measure the library side by side with what a user would write instead.

Each row alternates the two within one run and gives the ratio of their medians, with
the smallest and largest ratio of the rounds: machines are noisy, ratios less so.
"""

from __future__ import annotations

import dataclasses
import itertools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import botocore
import jwt
import pandas as pd
from botocore import UNSIGNED
from botocore.config import Config
from jupyter_client.manager import start_new_kernel

import cognito_explore as cx
from cognito_explore import frames

# Of a batch that is timed, and of one that is weighed.
CHUNKED, ROWS = 20_000, 100_000
ROUNDS = 11
ATTEMPTS = 200_000
CALLS = 100


@dataclasses.dataclass
class Row:
    """One measurement."""

    what: str
    against: str
    ours: list[float]
    theirs: list[float]
    target: float
    unit: str

    def __str__(self) -> str:
        ours, theirs = statistics.median(self.ours), statistics.median(self.theirs)
        rounds = [a / b for a, b in zip(self.ours, self.theirs, strict=True)]
        ratio = ours / theirs
        verdict = "ok" if ratio <= self.target else "MISSED"
        return (
            f"{self.what:44} {ours:10.4g} {self.unit:5} against {theirs:10.4g} {self.unit:5} "
            f"({self.against}): ratio {ratio:.3f} ({min(rounds):.3f} to {max(rounds):.3f}), "
            f"target at most {self.target:g}: {verdict}"
        )


def alternate(
    ours: Callable[[], float], theirs: Callable[[], float], rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Measure the two in turn, after one round that does not count."""
    pairs = [(ours(), theirs()) for _ in range(rounds + 1)][1:]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def call_in_turn(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[float, float]:
    """Time the two call by call, and give the median of each in milliseconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(CALLS):
        for call, kept in zip((ours, theirs), times, strict=True):
            started = time.perf_counter()
            call()
            kept.append(1000 * (time.perf_counter() - started))
    return statistics.median(times[0]), statistics.median(times[1])


def in_fresh_process(statement: str) -> float:
    """Time a statement in a new interpreter, without the interpreter's own start."""
    code = f"import time; t = time.perf_counter()\n{statement}\nprint(time.perf_counter() - t)"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=_environment()
    )
    return float(done.stdout)


def measure_import() -> Row:
    """Compare importing this library with importing boto3."""
    ours, theirs = alternate(
        lambda: 1000 * in_fresh_process("import cognito_explore"),
        lambda: 1000 * in_fresh_process("import boto3"),
    )
    return Row("import cognito_explore", "import boto3", ours, theirs, 0.25, "ms")


def measure_embedded() -> Row:
    """Time the way from nothing to a signed-in user on the embedded AWS."""
    statement = (
        "import cognito_explore as cx\n"
        "cx.connect('embedded').sign_in('ana', 'correct-horse-1').access_token"
    )
    times = [in_fresh_process(statement) for _ in range(ROUNDS + 1)][1:]
    return Row('connect("embedded") to a signed-in user', "1 s", times, [1.0] * ROUNDS, 1.0, "s")


def measure_send() -> Row:
    """Compare `session.send` with the raw boto3 call, against one server in another process."""
    claims = {"token_use": "access", "username": "ana", "scope": "aws.cognito.signin.user.admin"}
    claims["exp"] = (datetime.now(UTC) + timedelta(hours=1)).timestamp()
    token = jwt.encode(claims, "k" * 32, algorithm="HS256")
    with running_server() as url:
        session = cx.connect(url, region_name="us-east-1")
        once = Config(retries={"total_max_attempts": 1}, signature_version=UNSIGNED)
        raw = boto3.client("cognito-idp", "us-east-1", endpoint_url=url, config=once)
        request = cx.GetUserAttributeVerificationCode(token, "phone_number")

        def with_session() -> None:
            session.send(request)

        def with_boto3() -> None:
            raw.get_user_attribute_verification_code(
                AccessToken=token, AttributeName="phone_number"
            )

        with_session()
        with_boto3()
        rounds = [call_in_turn(with_session, with_boto3) for _ in range(2 * ROUNDS)]
    ours, theirs = [list(of_one) for of_one in zip(*rounds, strict=True)]
    return Row("session.send, one thread", "raw boto3 client", ours, theirs, 1.05, "ms")


def measure_frame() -> Row:
    """Compare `History.to_frame()` with a frame of the list of records."""
    history = make_history(ATTEMPTS)
    records = list(history)

    def of_history() -> float:
        started = time.perf_counter()
        history.to_frame()
        return time.perf_counter() - started

    def of_records() -> float:
        started = time.perf_counter()
        pd.DataFrame(records)
        return time.perf_counter() - started

    ours, theirs = alternate(of_history, of_records, 3)
    name = f"History.to_frame(), {ATTEMPTS:,} attempts"
    return Row(name, "pandas.DataFrame(list_of_records)", ours, theirs, 1 / 15, "s")


def measure_memory() -> Row:
    """Compare the memory of an attempt in the history with that of a dict."""

    def of_history() -> object:
        return make_history(ATTEMPTS // 10)

    def of_dicts() -> object:
        rows = (make_fields(number) for number in range(ATTEMPTS // 10))
        return [fields | {"attempt": number} for number, fields in enumerate(rows)]

    def size(make: Callable[[], object]) -> float:
        tracemalloc.start()
        kept = make()
        used = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        del kept
        return used / (ATTEMPTS // 10)

    ours, theirs = alternate(lambda: size(of_history), lambda: size(of_dicts), 3)
    return Row("memory of an attempt", "a dict of the same fields", ours, theirs, 0.35, "bytes")


def measure_forms() -> Iterator[Row]:
    """Time what the forms cost, in a real kernel."""
    code = Path(__file__).with_name("forms.py").read_text(encoding="utf-8")
    printed: list[str] = []
    manager, client = start_new_kernel()
    try:
        client.execute_interactive(
            code, timeout=120, output_hook=lambda it: printed.append(it["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    rounds = [json.loads(line) for line in "".join(printed).splitlines()][1:]
    made = [it["explorer"] for it in rounds]
    plain = [it["plain"] for it in rounds]
    added = [it["click"] - it["call"] for it in rounds]
    number = int(rounds[0]["widgets"])
    yield Row("Explorer(session) in a kernel", "150 ms", made, [150.0] * len(made), 1.0, "ms")
    yield Row("Explorer(session) in a kernel", f"{number} plain widgets", made, plain, 1.3, "ms")
    yield Row("what a form adds to a call", "5 ms", added, [5.0] * len(added), 1.0, "ms")


def measure_diagnosis() -> Iterator[Row]:
    """Time a diagnosis where every call takes 100 ms longer, against its calls in a row."""
    script = Path(__file__).with_name("diagnose.py")
    done = subprocess.run(
        [sys.executable, script], check=True, capture_output=True, text=True, env=_environment()
    )
    # The first round reads the models of the services.
    rounds = [json.loads(line) for line in done.stdout.splitlines()][1:]
    first, again, token = ([it[name] for it in rounds] for name in ("first", "again", "token_ms"))
    number = int(rounds[0]["calls"])
    in_a_row = [it["one_after_another"] for it in rounds]
    name, limit = "diagnosis, 100 ms added to each call", [0.6] * len(rounds)
    yield Row(name, "0.6 s", again, limit, 1.0, "s")
    yield Row(name, f"its {number} calls one after another", again, in_a_row, 0.2, "s")
    yield Row("the same, the first of a session", "0.6 s", first, limit, 1.0, "s")
    yield Row("diagnosis from a token alone", "50 ms", token, [50.0] * len(token), 1.0, "ms")


def measure_batch() -> Iterator[Row]:
    """Compare a batch with a pool of threads over boto3, and measure its memory and its pace."""
    told = of_batch("throughput", CHUNKED)
    yield Row(
        f"send_codes, 16 threads, {CHUNKED:,} rows",
        "ThreadPoolExecutor over raw boto3",
        told["as_batch"],
        told["by_hand"],
        1 / 0.95,
        "s",
    )
    grown = of_batch("growth", ROWS)["bytes_a_row"]
    yield Row(f"memory of a row, {ROWS:,} rows", "200 bytes", [grown], [200.0], 1.0, "bytes")
    for quota in (50, 500):
        told = of_batch("pace", quota, quota=quota)
        name = f"send_codes at a quota of {quota} a second"
        yield Row(name, "97 % of the quota", [0.97], [told["of_quota"]], 1.0, "")
        # One more than there were, because a ratio to none is no number.
        throttled = [1.0 + told["throttled_later"]]
        yield Row(
            "throttled after the first second, and 1", "none, and 1", throttled, [1.0], 1.0, ""
        )


def of_batch(what: str, number: int, *, quota: int | None = None) -> dict[str, Any]:
    """Run a measurement of a batch in a process of its own, against a server in another."""
    script = Path(__file__).with_name("batch.py")
    with running_server(*([] if quota is None else [str(quota)])) as url:
        done = subprocess.run(
            [sys.executable, script, what, url, str(number)],
            check=True,
            capture_output=True,
            text=True,
            env=_environment(),
        )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def make_fields(number: int) -> dict[str, object]:
    """Make the fields of one attempt, as varied as real ones."""
    is_refused = number % 7 == 0
    return {
        "sent_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        "operation": frames.OPERATIONS[number % 5],
        "attribute_name": "phone_number" if number % 2 else "email",
        "delivery_medium": None if is_refused else "SMS",
        "destination": None if is_refused else f"+*******{number % 10_000:04}",
        "outcome": "refused" if is_refused else "accepted",
        "error_code": "LimitExceededException" if is_refused else None,
        "error_message": "Attempt limit exceeded." if is_refused else None,
        "http_status": 400 if is_refused else 200,
        "request_id": f"00000000-0000-4000-8000-{number:012}",
        "elapsed_ms": number % 1000 / 7,
        "session": "embedded",
    }


def make_history(length: int) -> cx.History:
    """Make a long history."""
    history = cx.History()
    for number in range(length):
        history.add(**make_fields(number))  # type: ignore[arg-type]
    return history


@contextmanager
def running_server(*arguments: str) -> Iterator[str]:
    """Run the loopback server in a process of its own."""
    command = [sys.executable, Path(__file__).with_name("server.py"), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101 -- it is a pipe
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "0"}


def main() -> int:
    """Measure everything and print a row each; fail when a target is missed."""
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"botocore {botocore.__version__}, pandas {pd.__version__}; {datetime.now(UTC):%Y-%m-%d}"
    )
    is_missed = False
    single = (measure_import, measure_embedded, measure_send, measure_frame, measure_memory)
    rows = itertools.chain(
        (measure() for measure in single), measure_batch(), measure_diagnosis(), measure_forms()
    )
    for row in rows:
        print(row, flush=True)
        is_missed |= str(row).endswith("MISSED")
    return int(is_missed)


if __name__ == "__main__":
    sys.exit(main())
