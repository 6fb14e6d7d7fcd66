"""AWS WAF: moto's operations, over backends of one world.

It is loaded by the first request for it. Decided here: what a web ACL would block, the
embedded Cognito lets through.
"""

from __future__ import annotations

from typing import Any

from moto.wafv2.models import FakeWebACL, WAFV2Backend
from moto.wafv2.responses import WAFV2Response

from cognito_explore.embedded.records import forget
from cognito_explore.embedded.world import ACCOUNT_ID, World


class _Backend(WAFV2Backend):
    """moto's state of one Region of one world."""

    def create_web_acl(self, *args: Any, **kwargs: Any) -> FakeWebACL:
        """Make a web ACL that moto's process-wide list does not keep."""
        acl = super().create_web_acl(*args, **kwargs)
        for model in (acl, *acl.rules):
            forget(model)
        return acl


class WafResponses(WAFV2Response):
    """The operations of AWS WAF over one world."""

    def __init__(self, world: World) -> None:
        """Answer one request."""
        super().__init__()
        self._backends = world.others

    @property
    def wafv2_backend(self) -> _Backend:
        """The world's, not moto's global one."""
        key = ("wafv2", self.region)
        if key not in self._backends:
            self._backends[key] = _Backend(self.region, ACCOUNT_ID)
        backend: _Backend = self._backends[key]
        return backend

    def get_current_account(self) -> str:
        """Give the one account, whatever MOTO_ACCOUNT_ID says."""
        return ACCOUNT_ID

    def _authenticate_and_authorize_normal_action(self, resource: str = "*") -> None:
        """Leave it: the transport has asked for permission, and moto's IAM has no part."""
