"""AWS in this process: real boto3 in front, moto and what moto lacks behind.

Only `connect()` knows of it. It needs the extra `embedded`.
"""

from cognito_explore.embedded.aws import EmbeddedAWS
from cognito_explore.embedded.demo_pool import Demo
from cognito_explore.embedded.server import EmbeddedServer

__all__ = ["Demo", "EmbeddedAWS", "EmbeddedServer"]
