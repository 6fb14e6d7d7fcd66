"""Run your own CustomMessage function on the event that Cognito would give it.

import cognito_explore as cx

cx.triggers.preview(handler, "phone_number", client_metadata={"campaign": "spring"})
"""

from cognito_explore.triggers.event import LambdaContext as LambdaContext
from cognito_explore.triggers.previewing import MessagePreview as MessagePreview
from cognito_explore.triggers.previewing import PreviewedMessage as PreviewedMessage
from cognito_explore.triggers.previewing import preview as preview

__all__ = ["LambdaContext", "MessagePreview", "PreviewedMessage", "preview"]
