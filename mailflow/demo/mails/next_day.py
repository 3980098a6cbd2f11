"""What the next morning brings."""

from datetime import time

from mailflow.demo.script import Act, Due

NEXT_MORNING = Act(
    title="The next morning",
    at=time(8, 5),
    days=1,
    intro="Once a week each agent reads how his own week was: what he took and resolved, targets,"
    " ratings, one good example, one to learn from. Nobody else reads it, managers included.",
    due=(
        Due(
            "laptop",
            "escalation:alice",
            "Tom's laptop is hers since yesterday, and he has no answer yet: a warning in time.",
        ),
        Due(
            "",
            "coaching:bob coaching:alice quarantine:maya",
            "Bob and Alice had something to do; Maya hears what still waits in quarantine.",
        ),
    ),
)
