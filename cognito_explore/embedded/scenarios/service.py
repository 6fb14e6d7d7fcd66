"""Scenarios: what Cognito lets through at all: rates, replicas, web ACLs, emulators."""

from __future__ import annotations

from cognito_explore.embedded.scenarios.scenario import Scenarios, Stage
from cognito_explore.embedded.world import ACCOUNT_ID
from cognito_explore.facts import CATEGORIES

SCENARIOS = Scenarios()

_ELSEWHERE = ("eu-west-1", "us-east-1")
_CATEGORY = CATEGORIES["GetUserAttributeVerificationCode"]
_EMULATOR = "http://127.0.0.1:9229"


@SCENARIOS.scenario("emulator", "emulator", "warning")
def emulator(stage: Stage) -> None:
    """The session has the endpoint of an emulator, which is played by the embedded AWS."""
    stage.needs_session()._account.endpoint_url = _EMULATOR  # noqa: SLF001 -- its own session


@SCENARIOS.scenario("no emulator", "emulator", "ok")
def no_emulator(stage: Stage) -> None:
    """The session has no endpoint of its own."""
    del stage


@SCENARIOS.scenario("secondary Region", "replica-region", "problem")
def secondary_region(stage: Stage) -> None:
    """The pool is replicated, and the session asks its secondary Region."""
    elsewhere = next(it for it in _ELSEWHERE if it != stage.pool_region)
    stage.service.replicate(stage.demo.user_pool_id, primary=elsewhere, secondary=stage.pool_region)


@SCENARIOS.scenario("primary Region", "replica-region", "ok")
def primary_region(stage: Stage) -> None:
    """The pool is replicated, and the session asks its primary Region."""
    elsewhere = next(it for it in _ELSEWHERE if it != stage.pool_region)
    stage.service.replicate(stage.demo.user_pool_id, primary=stage.pool_region, secondary=elsewhere)


@SCENARIOS.scenario("throttled this hour", "category-throttle", "warning")
def throttled_this_hour(stage: Stage) -> None:
    """Another program of the account met the limit of the category ten minutes ago."""
    stage.service.throttle(_CATEGORY, 12)
    stage.clock.advance(minutes=10)


@SCENARIOS.scenario("throttled yesterday", "category-throttle", "ok")
def throttled_yesterday(stage: Stage) -> None:
    """Another program of the account met the limit of the category a day ago."""
    stage.service.throttle(_CATEGORY, 12)
    stage.clock.advance(hours=24)


@SCENARIOS.scenario("web ACL before the pool", "web-acl", "warning")
def web_acl_before_the_pool(stage: Stage) -> None:
    """A web ACL of AWS WAF stands before the pool, and lets through what no rule blocks."""
    waf = stage.client("wafv2", region_name=stage.pool_region)
    made = waf.create_web_acl(
        Name="sign-in",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={
            "SampledRequestsEnabled": True,
            "CloudWatchMetricsEnabled": True,
            "MetricName": "sign-in",
        },
    )
    waf.associate_web_acl(WebACLArn=made["Summary"]["ARN"], ResourceArn=_arn(stage))


@SCENARIOS.scenario("no web ACL", "web-acl", "ok")
def no_web_acl(stage: Stage) -> None:
    """No web ACL stands before the pool."""
    del stage


def _arn(stage: Stage) -> str:
    return (
        f"arn:aws:cognito-idp:{stage.pool_region}:{ACCOUNT_ID}:userpool/{stage.demo.user_pool_id}"
    )
