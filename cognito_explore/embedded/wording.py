"""Refusals as each protocol of AWS's puts them on the wire.

Plain logic, without moto and botocore.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from xml.sax.saxutils import escape

from cognito_explore.embedded.refused import Refused

Answer = tuple[int, dict[str, str], str]
"""HTTP status, headers and body."""

Wording = Callable[[Refused], Answer]

_SNS_NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/"
_IAM_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"


def in_json(refused: Refused) -> Answer:
    """Refuse in JSON 1.1, as Cognito and CloudWatch Logs do."""
    return _json(refused, "1.1", "message")


def in_end_user_messaging_json(refused: Refused) -> Answer:
    """Refuse in JSON 1.0, with the message named as in End User Messaging's shapes."""
    return _json(refused, "1.0", "Message")


def in_query_compatible_json(refused: Refused) -> Answer:
    """Refuse in JSON 1.0 of a service that spoke the query protocol: CloudWatch.

    Source:
        botocore takes the code from this header, where its model has `awsQueryCompatible`.
    """
    status, headers, body = _json(refused, "1.0", "message")
    return status, headers | {"x-amzn-query-error": f"{refused.code};Sender"}, body


def in_query(refused: Refused) -> Answer:
    """Refuse in XML, as SNS does; the transport fills in the id of the request."""
    return _query(refused, _SNS_NAMESPACE)


def in_iam_query(refused: Refused) -> Answer:
    """Refuse in XML, as IAM does."""
    return _query(refused, _IAM_NAMESPACE)


def in_rest_json(refused: Refused) -> Answer:
    """Refuse in JSON with the code in a header alone, as Lambda and SES do."""
    headers = {"content-type": "application/json", "x-amzn-errortype": refused.code}
    body = {"Type": "User", "Message": refused.message, "message": refused.message}
    return refused.status, headers, json.dumps(body | dict(refused.members))


def in_cbor(refused: Refused) -> Answer:
    """Refuse in CBOR, each byte as a character: AWS's SDKs may speak Smithy RPC v2 to CloudWatch.

    Source:
        RFC 8949: a map of two pairs, and texts with their length in two bytes.
    """
    headers = {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
    told = {"__type": refused.code, "message": refused.message}
    body = b"\xa2" + b"".join(_cbor_text(it) for pair in told.items() for it in pair)
    return refused.status, headers, body.decode("latin-1")


def _cbor_text(text: str) -> bytes:
    told = text.encode()
    return b"\x79" + len(told).to_bytes(2, "big") + told


def _query(refused: Refused, namespace: str) -> Answer:
    members = {"Type": "Sender", "Code": refused.code, "Message": refused.message}
    members |= {name: str(value) for name, value in refused.members.items()}
    told = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in members.items())
    body = (
        f'<ErrorResponse xmlns="{namespace}"><Error>{told}</Error>'
        "<RequestId></RequestId></ErrorResponse>"
    )
    return refused.status, {"content-type": "text/xml"}, body


def _json(refused: Refused, version: str, message_name: str) -> Answer:
    """Word a refusal as AWS does: moto leaves out a header, and has another type."""
    headers = {
        "content-type": f"application/x-amz-json-{version}",
        "x-amzn-errortype": refused.code,
        "x-amzn-errormessage": refused.message,
    }
    body = {"__type": refused.code, message_name: refused.message, **refused.members}
    return refused.status, headers, json.dumps(body)
