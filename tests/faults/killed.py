"""A program: one send, by the way, to the URL and with the journal that it is told."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cognito_explore as cx

sys.path.insert(0, str(Path(__file__).parent.parent))
from faults.ways import WAYS, Order

if __name__ == "__main__":
    way, url, journal = sys.argv[1:]
    session = cx.connect(url, region_name="us-east-1")
    token = os.environ["COGNITO_ACCESS_TOKEN"]
    WAYS[way](Order(session=session, token=token, journal=Path(journal)))
