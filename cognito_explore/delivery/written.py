"""Written: a diagnosis as plain text for a ticket, as JSON, and as the policy it takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from textwrap import indent
from typing import TYPE_CHECKING, Any

from cognito_explore.delivery.check import CheckFinding
from cognito_explore.show import Text, cell, note_of, printable_lines

if TYPE_CHECKING:
    from cognito_explore.delivery.diagnosis import Diagnosis

_WORDS = {"problem": "Problems", "warning": "Warnings", "unknown": "Not known"}
_LATER = """\
What no call can tell before a code is sent. session.delivery_log() tells some of it
afterwards, if the log is switched on; a receipt may take 72 hours."""


# Managed policy AmazonSNSFullAccess, version 2: SNS asks End User Messaging on behalf of whoever
# asks it about SMS. AWS names these for all such operations together.
_SMS_OF_SNS = re.compile(r"sns:(\w*SMS\w*|\w+OptedOut|ListOriginationNumbers)")
_THROUGH_SNS = frozenset(
    f"sms-voice:{name}"
    for name in (
        "DescribeAccountAttributes",
        "DescribeOptedOutNumbers",
        "DescribePhoneNumbers",
        "DescribeSpendLimits",
        "DescribeVerifiedDestinationNumbers",
    )
)


def explain(diagnosis: Diagnosis) -> Text:
    """Write a diagnosis as plain text; see `Diagnosis.explain`."""
    blocks = ["\n".join(_head(diagnosis))]
    for status, word in _WORDS.items():
        found = [it for it in diagnosis.findings if it.status == status]
        if found:
            blocks.append(f"{word}: {len(found)}")
            blocks += ["\n".join(_finding(it)) for it in found]
    blocks += ["\n".join(_rest(diagnosis.findings)), _undetectable(diagnosis)]
    return Text(printable_lines("\n\n".join(filter(None, blocks))))


def to_json(diagnosis: Diagnosis) -> Text:
    """Write a diagnosis as JSON; see `Diagnosis.to_json`."""
    route = diagnosis.route
    told = {
        "verdict": diagnosis.verdict,
        "outcome": diagnosis.outcome,
        "exit_status": diagnosis.exit_status,
        "attribute_names": diagnosis.attribute_names,
        "destinations": diagnosis.destinations,
        "user_pool_id": diagnosis.user_pool_id,
        "account_id": diagnosis.account_id,
        "sms_path": route and route.sms_path,
        "sms_regions": list(route.sms_regions) if route else [],
        "email_path": route and route.email_path,
        "session": diagnosis.session,
        "made_at": diagnosis.made_at.isoformat(),
        "elapsed_ms": round(diagnosis.elapsed_ms, 3),
        "findings": [_members(it) for it in diagnosis.findings],
        "undetectable": [
            {"cause": it.number, "title": it.title, "find_out": it.find_out}
            for it in diagnosis.undetectable
        ],
    }
    return Text(json.dumps(told, indent=2))


def iam_policy(actions: Sequence[str]) -> Text:
    """Write a policy of IAM that allows some actions.

    Source:
        IAM user guide, "IAM JSON policy reference".
    """
    through_sns = _THROUGH_SNS if any(map(_SMS_OF_SNS.fullmatch, actions)) else frozenset()
    statement = {
        "Sid": "DiagnoseVerificationCodes",
        "Effect": "Allow",
        "Action": sorted({*actions, *through_sns}),
        # Most of what these read belongs to an account, and to nothing smaller.
        "Resource": "*",
    }
    return Text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2))


def _head(diagnosis: Diagnosis) -> Iterator[str]:
    yield diagnosis.verdict
    yield ""
    yield f"Asked: {', '.join(diagnosis.attribute_names)}, at {cell(diagnosis.made_at)}"
    yield f"User pool: {diagnosis.user_pool_id or 'not known'}"
    for name, destination in diagnosis.destinations.items():
        yield f"Destination of {name}: {destination}"
    if diagnosis.route:
        regions = " or ".join(diagnosis.route.sms_regions) or "a Region not known"
        path = diagnosis.route.sms_path
        yield f"SMS: {f'by {path} from {regions}' if path else 'not set up'}"
        yield f"E-mail: by {diagnosis.route.email_path}"
    note = note_of(diagnosis.session)
    if note:
        yield note


def _finding(finding: CheckFinding) -> Iterator[str]:
    about = f" ({finding.attribute_name})" if finding.attribute_name else ""
    yield f"[{finding.status}] {finding.title}{about}"
    named = [
        ("Read", finding.evidence),
        ("Consequence", finding.consequence),
        ("Fix", finding.fix),
        ("What it changes", finding.difference),
        ("Permissions", ", ".join(finding.missing_actions)),
        ("More", finding.link),
        ("Check", finding.check_id),
    ]
    for name, text in named:
        if text:
            lines = text.split("\n")
            yield f"  {name}: {lines[0]}"
            yield from (f"    {line}" for line in lines[1:])
    for name, language in (("boto3", "boto3"), ("AWS CLI", "cli")):
        code = finding.fix_code(language)
        if code:
            yield f"  As code ({name}):"
            yield indent(code, "    ")


def _rest(findings: Sequence[CheckFinding]) -> Iterator[str]:
    for word, status in (("Fine", "ok"), ("Does not apply", "not_applicable")):
        names = [it.check_id for it in findings if it.status == status]
        if names:
            yield f"{word}: {', '.join(dict.fromkeys(names))}"


def _undetectable(diagnosis: Diagnosis) -> str:
    lines = [_LATER]
    for it in diagnosis.undetectable:
        lines += [f"- {it.title}", f"  {it.find_out}", f"  {it.do}"]
    return "\n".join(lines)


def _members(finding: CheckFinding) -> dict[str, Any]:
    return {
        "check_id": finding.check_id,
        "status": finding.status,
        "attribute_name": finding.attribute_name or None,
        "title": finding.title,
        "evidence": finding.evidence,
        "consequence": finding.consequence,
        "fix": finding.fix,
        "fix_code": {name: finding.fix_code(name) for name in ("boto3", "cli")},
        "difference": finding.difference,
        "link": finding.link,
        "actions": finding.actions,
        "causes": finding.causes,
        "waits_for": finding.waits_for or None,
        "elapsed_ms": round(finding.elapsed_ms, 3),
    }
