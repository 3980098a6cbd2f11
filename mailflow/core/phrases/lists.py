"""Lists of phrases as they are written down: divided by bars, compared without case."""


def phrases(text: str) -> tuple[str, ...]:
    """Return the phrases of a list, folded."""
    lines = text.strip().splitlines()
    return tuple(one.strip().casefold() for line in lines for one in line.split(" | "))
