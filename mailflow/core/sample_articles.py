"""Articles and incidents alike, as samples of notices show them."""

from mailflow.core.hints import Hint, mailto
from mailflow.core.notices import AlikeView, ArticleView

_LINK = mailto("support@example.com", "INC-1003", "#close KB-7")
JAM = ArticleView(
    "KB-7",
    "Paper jams when both sides of heavy paper are printed",
    "1. Open the rear cover.\n2. Lift the blue lever.\n3. Choose the tray for heavy paper.",
    0.62,
    hint=Hint("#close KB-7", _LINK),
)
KNOWN_ERROR = ArticleView(
    "KB-9",
    "Driver 4.1 turns two-sided printing on",
    "Until there is a new driver: choose one-sided before you print.",
    0.55,
    is_known_error=True,
)
OFFERED = (JAM, KNOWN_ERROR)
"""The second without a link, as where no address can carry a token."""
ALIKE = (
    AlikeView("INC-1007", 0.914, "printing", "solved", "KB-7"),
    AlikeView("INC-1005", 0.62),
)
