"""What a test needs from the machine: skipped without it, failed where everything is required."""

import os

import pytest

VARIABLE = "MAILFLOW_REQUIRE"


def require(condition: object, reason: str) -> None:
    """Go on when `condition` holds; else skip with the reason, or fail under MAILFLOW_REQUIRE=all.

    Continuous integration sets the variable, so that a missing server cannot hide a broken test.
    """
    if condition:
        return
    if os.environ.get(VARIABLE) == "all":
        pytest.fail(f"{VARIABLE}=all, but: {reason}", pytrace=False)
    pytest.skip(reason)
