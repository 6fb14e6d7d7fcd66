"""Settings: what a session is made of in another process, and the client that comes of it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
from botocore.config import Config

from cognito_explore.clients import make_client, make_config
from cognito_explore.errors import ConfigurationError

if TYPE_CHECKING:
    from botocore.client import BaseClient


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a session is made of in another process: all of it may be seen on the way.

    Attributes:
        endpoint_url: Where requests go.
        region_name: Of the session.
        connect_timeout: In seconds.
        read_timeout: In seconds.
        proxies: By scheme.
        proxies_config: botocore's, with the paths of files.
        client_cert: The path of a certificate, or those of it and its key.
        ca_bundle: The path of the authorities that are trusted, where the other process's
            environment names none.
        max_pool_connections: That are kept open.
    """

    endpoint_url: str
    region_name: str
    connect_timeout: float
    read_timeout: float
    proxies: tuple[tuple[str, str], ...] = ()
    proxies_config: tuple[tuple[str, Any], ...] = ()
    client_cert: str | tuple[str, str] | None = None
    ca_bundle: str | None = None
    max_pool_connections: int = 10

    @classmethod
    def of(
        cls, config: Config, endpoint_url: str, region_name: str, ca_bundle: str | None
    ) -> Settings:
        """Take what travels of a session.

        Args:
            config: As `make_config` made it.
            endpoint_url: Where requests go.
            region_name: Of the session.
            ca_bundle: Of its profile.

        Raises:
            ConfigurationError: It has a password.
        """
        proxies = tuple((config.proxies or {}).items())
        if "@" in endpoint_url or any("@" in url for _, url in proxies):
            msg = "The session has a password in the URL of a proxy or of its endpoint."
            hint = (
                "Passwords do not travel to other processes: set HTTPS_PROXY in the workers' "
                "environment and in this one, instead of config=, or use threads. Nothing was sent."
            )
            raise ConfigurationError(msg, hint=hint)
        return cls(
            endpoint_url=endpoint_url,
            region_name=region_name,
            connect_timeout=config.connect_timeout,
            read_timeout=config.read_timeout,
            proxies=proxies,
            proxies_config=tuple(
                (name, tuple(value) if isinstance(value, list) else value)
                for name, value in (config.proxies_config or {}).items()
            ),
            client_cert=config.client_cert,
            ca_bundle=ca_bundle,
            max_pool_connections=config.max_pool_connections,
        )


@functools.cache
def client_of(settings: Settings, process: int) -> BaseClient:
    """Make the client of a process, once: a fork of it makes its own, with sockets of its own."""
    del process
    # The operations take no credentials, so neither they nor a profile are looked for.
    core = botocore.session.Session(session_vars={"profile": (None, None, None, None)})
    if core.get_config_variable("ca_bundle") is None:
        core.set_config_variable("ca_bundle", settings.ca_bundle)
    config = Config(
        connect_timeout=settings.connect_timeout,
        read_timeout=settings.read_timeout,
        proxies=dict(settings.proxies) or None,
        proxies_config=dict(settings.proxies_config) or None,
        client_cert=settings.client_cert,
        max_pool_connections=settings.max_pool_connections,
        # The URL is what became of these.
        use_fips_endpoint=False,
        use_dualstack_endpoint=False,
    )
    region, url = settings.region_name, settings.endpoint_url
    session = boto3.Session(botocore_session=core, region_name=region)
    return make_client(session, region, url, make_config(config))
