"""A loopback server that accepts every code request; prints its port, runs until killed.

With a number, it throttles what is more than so many a second, as a bucket of one second does.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWER = json.dumps(
    {
        "CodeDeliveryDetails": {
            "Destination": "+*******0123",
            "DeliveryMedium": "SMS",
            "AttributeName": "phone_number",
        }
    }
).encode()


REFUSAL = json.dumps({"__type": "TooManyRequestsException", "message": "Rate exceeded"}).encode()


class Bucket:
    """What is left of a quota."""

    def __init__(self, per_s: float) -> None:
        """Begin full."""
        self.per_s = per_s
        self._left, self._at = per_s, time.monotonic()
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one, if there is one."""
        with self._lock:
            now = time.monotonic()
            self._left = min(self.per_s, self._left + (now - self._at) * self.per_s)
            self._at = now
            is_there = self._left >= 1
            self._left -= is_there
            return is_there


BUCKET = Bucket(float(sys.argv[1])) if sys.argv[1:] else None


class Handler(BaseHTTPRequestHandler):
    """Answers every POST with the delivery of a code."""

    protocol_version = "HTTP/1.1"
    # Headers and body in one packet, as a real server would.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        is_met = BUCKET is None or BUCKET.take()
        answer = ANSWER if is_met else REFUSAL
        self.send_response(200 if is_met else 400)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("x-amzn-RequestId", "request-1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
