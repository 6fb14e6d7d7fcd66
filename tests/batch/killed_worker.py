"""Goes on with a batch in a copy of itself for each line that it reads; see `test_killed`."""

import json
import os
import sys
from pathlib import Path

import pandas as pd

import cognito_explore as cx
from cognito_explore.batch import batch, rows  # noqa: F401 -- loaded once, for all copies


def go_on(url: str, frame: pd.DataFrame, journal: str, in_flight: int) -> None:
    """Do what is left of the batch, and tell the outcomes."""
    session = cx.connect(url, region_name="us-east-1")
    results = session.send_codes(
        frame,
        journal=journal,
        resume=Path(journal).exists(),
        in_flight=in_flight,
        pace_per_s=5_000,
        progress=False,
    )
    print(json.dumps(list(results["outcome"])), flush=True)


def main() -> None:
    """Make a copy for each line, tell its process id, and wait for it."""
    url, path, journal, in_flight = sys.argv[1:]
    frame = pd.read_csv(path)
    # What every copy needs, made before there are threads.
    cx.connect("http://127.0.0.1:9", region_name="us-east-1")
    for _ in sys.stdin:
        copy = os.fork()
        if not copy:
            go_on(url, frame, journal, int(in_flight))
            os._exit(0)
        print(copy, flush=True)
        _, status = os.waitpid(copy, 0)
        if status:
            print(flush=True)


if __name__ == "__main__":
    main()
