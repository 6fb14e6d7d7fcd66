"""A loopback server that accepts every code request; prints its port, runs until killed."""

import json
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


class Handler(BaseHTTPRequestHandler):
    """Answers every POST with the delivery of a code."""

    protocol_version = "HTTP/1.1"
    # Headers and body in one packet, as a real server would.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Answer."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("x-amzn-RequestId", "request-1")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()
