"""A batch of many rows: its throughput, its memory and its pace; prints a line of JSON.

Its throughput is compared with the same by hand, chunk by chunk in turn: what people write is a
pool of threads over boto3's client. Both send every row to one server in another process; the
journal is on, and the pace is not limited.
"""

from __future__ import annotations

import ctypes
import gc
import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import jwt
import pandas as pd
import pyarrow as pa
from botocore import UNSIGNED
from botocore.config import Config

import cognito_explore as cx
from cognito_explore.batch.pace import USED_OF_QUOTA

THREADS = 16
CHUNKS = 10
WARM = 500
SECONDS = 10


def make_rows(number: int) -> pd.DataFrame:
    """Make a frame that asks for a code for each of many users."""
    claims = {"token_use": "access", "username": "ana", "scope": "aws.cognito.signin.user.admin"}
    claims["exp"] = (datetime.now(UTC) + timedelta(hours=5)).timestamp()
    tokens = (
        jwt.encode(claims | {"sub": f"{place:08}-2222-3333-4444-555555555555"}, "k" * 32)
        for place in range(number)
    )
    return pd.DataFrame({"access_token": list(tokens), "attribute_name": "phone_number"})


def resident_bytes() -> int:
    """Tell how much memory this process has, without what its allocators only keep at hand."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    ctypes.CDLL(None).malloc_trim(0)
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return 1024 * int(line.split()[1])


def send_by_hand(client: object, rows: pd.DataFrame) -> float:
    """Send a chunk as people do, and tell how long it takes."""
    started = time.perf_counter()

    def send(token: str, name: str) -> dict[str, object]:
        return client.get_user_attribute_verification_code(  # type: ignore[attr-defined, no-any-return]
            AccessToken=token, AttributeName=name
        )

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(send, rows["access_token"], rows["attribute_name"]))
    return time.perf_counter() - started


def send_as_batch(session: cx.Session, rows: pd.DataFrame, journal: Path) -> float:
    """Send a chunk as a batch, and tell how long it takes."""
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as threads:
        session.send_codes(
            rows, executor=threads, pace_per_s=float("inf"), journal=journal, progress=False
        )
    return time.perf_counter() - started


def measure_throughput(url: str, number: int) -> dict[str, object]:
    """Send chunk by chunk, by hand and as a batch in turn; seconds of each."""
    once = Config(
        retries={"total_max_attempts": 1}, signature_version=UNSIGNED, max_pool_connections=THREADS
    )
    client = boto3.client("cognito-idp", "us-east-1", endpoint_url=url, config=once)
    rows = make_rows(number + WARM)
    size = number // CHUNKS
    by_hand, as_batch = [], []
    with tempfile.TemporaryDirectory() as folder:
        send_by_hand(client, rows[number:])
        for chunk in range(CHUNKS):
            # A session looks up what it sent within the hour: here, what warmed it up.
            session = cx.connect(url, region_name="us-east-1")
            send_as_batch(session, rows[number:], Path(folder, f"{chunk}-warm.jsonl"))
            part = rows[chunk * size : (chunk + 1) * size]
            by_hand.append(send_by_hand(client, part))
            as_batch.append(send_as_batch(session, part, Path(folder, f"{chunk}.jsonl")))
    return {"by_hand": by_hand, "as_batch": as_batch}


def measure_growth(url: str, number: int) -> dict[str, object]:
    """Tell by how much a process grows with a batch, by the row."""
    session = cx.connect(url, region_name="us-east-1")
    rows = make_rows(number + 20 * WARM)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(THREADS) as threads:
        how = {"executor": threads, "pace_per_s": float("inf"), "progress": False}
        # Threads, connections and their buffers are there after that.
        session.send_codes(rows[number:], journal=Path(folder, "warm.jsonl"), **how)
        before = resident_bytes()
        results = session.send_codes(rows[:number], journal=Path(folder, "run.jsonl"), **how)
        after = resident_bytes()
    return {"bytes_a_row": (after - before) / len(results)}


def measure_pace(url: str, quota: float) -> dict[str, object]:
    """Send for some seconds at a quota; what was reached of it, and what was throttled later."""
    session = cx.connect(url, region_name="us-east-1")
    rows = make_rows(int(quota * SECONDS))
    started = time.perf_counter()
    session.send_codes(rows, pace_per_s=USED_OF_QUOTA * quota, journal=None, progress=False)
    took = time.perf_counter() - started
    attempts = session.history.to_frame()
    later = attempts[attempts["sent_at"] > attempts["sent_at"].min() + timedelta(seconds=1)]
    return {
        "of_quota": len(rows) / took / quota,
        "throttled_later": int((later["outcome"] == "refused").sum()),
    }


if __name__ == "__main__":
    what, url, number = sys.argv[1], sys.argv[2], int(sys.argv[3])
    measure = {"throughput": measure_throughput, "growth": measure_growth, "pace": measure_pace}
    print(json.dumps(measure[what](url, number)))
