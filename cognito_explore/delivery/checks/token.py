"""What an access token tells by itself: whether Cognito will take it."""

from __future__ import annotations

from cognito_explore.delivery.case import Case
from cognito_explore.delivery.check import Family, Found, not_applicable

CHECKS = Family()

_LINK = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/"
    "amazon-cognito-user-pools-using-the-access-token.html"
)
_REFUSED = "Cognito refuses the request, and makes no code."


def _register(check_id: str, asks: str, cause: int) -> None:
    def look(case: Case) -> Found:
        if case.access_token is None:
            return not_applicable("There is no access token to look at.")
        region = None if case.endpoint_url else case.reads.region_name
        told = case.access_token.check(now=case.now, region=region)
        finding = next((it for it in told if it.check_id == check_id), None)
        if finding is None:
            return not_applicable("The token cannot be read that far.")
        consequence = _REFUSED if finding.status == "problem" else ""
        return Found(finding.status, finding.title, finding.evidence, finding.fix, consequence)

    CHECKS.check(check_id, asks, causes=(cause,), link=_LINK)(look)


for _check_id, _asks, _cause in (
    ("token-shape", "Whether it is a token", 1),
    ("token-kind", "Whether it is an access token", 1),
    ("token-user", "Whether the token belongs to a user", 5),
    ("token-scope", "Whether the token has the scope that is needed", 4),
    ("token-expiry", "Whether the token is still valid", 2),
    ("token-region", "Whether the token is of the Region that is asked", 6),
):
    _register(_check_id, _asks, _cause)
