"""boto3's clients, made so that nothing is sent twice and no secret is printed."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import boto3
from botocore import exceptions as botocore_errors
from botocore.config import Config

from cognito_explore.answer_limits import limit_answers
from cognito_explore.errors import ConfigurationError
from cognito_explore.exchange import ANSWER_MAX, watch
from cognito_explore.show import hide_password, printable
from cognito_explore.wire import SERVICE

if TYPE_CHECKING:
    from botocore.client import BaseClient

_DEFAULTS = Config(
    # A person waits for the answer: botocore's own limits are a minute each.
    connect_timeout=10,
    read_timeout=30,
    # One for each of many threads; of more than there are, the rest is dropped after use.
    max_pool_connections=64,
    # botocore would make up its own anew for every request, at a tenth of the request's cost.
    user_agent=f"cognito-explore Boto3/{boto3.__version__}",
)
# The records check themselves; botocore's own check would print what it finds wrong.
_SENT_ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)

# Making clients is the one thing that boto3 sessions do not allow side by side.
_LOCK = threading.Lock()


def make_config(config: Config | None) -> Config:
    """Complete somebody's settings; retries stay off.

    Raises:
        TypeError: It is no botocore `Config`.
    """
    if config is not None and not isinstance(config, Config):
        msg = f"config must be a botocore Config, not {type(config).__name__}"
        raise TypeError(msg)
    return _DEFAULTS.merge(config or Config()).merge(_SENT_ONCE)


def make_client(
    boto3_session: boto3.Session, region_name: str, endpoint_url: str | None, config: Config
) -> BaseClient:
    """Make a client of Cognito whose requests are watched, and whose answers have their limits.

    An answer that takes longer than `read_timeout` to begin, or as long again to come whole,
    or that is larger than `exchange.ANSWER_MAX`, is none.

    Args:
        boto3_session: Where it comes from.
        region_name: Where requests go.
        endpoint_url: Where they go instead, if not to AWS.
        config: As `make_config` made it.

    Raises:
        ConfigurationError: boto3 cannot make it.
    """
    try:
        with _LOCK:
            client = boto3_session.client(
                SERVICE, region_name=region_name, endpoint_url=endpoint_url, config=config
            )
    except (botocore_errors.BotoCoreError, ValueError) as error:
        said = printable(hide_password(str(error)), 300)
        msg = f"boto3 cannot make a client: {said}"
        hint = "Check the Region, the endpoint's URL and the profile."
        # Not from the error: its text may have the password of a URL.
        raise ConfigurationError(msg, hint=hint) from None
    watch(client)
    limit_answers(client, ANSWER_MAX)
    return client
