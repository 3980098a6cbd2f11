"""What a version's card says of the sentence model that it was learned with, for people."""

from collections.abc import Mapping

from mailflow.core.categorisation import TARGETS

MODEL = "sentence_model"
PROBLEM = "sentence_model_problem"
SHARE = "sentence_weight_"
FAILED = "sentence_texts_failed"
SHOWN = 12
WITHOUT = "without that model words alone are asked, and nothing is applied by itself"


def sentence_line(card: Mapping[str, object]) -> str:
    """Return how much a sentence model weighs, by target; empty where none was asked."""
    name = card.get(MODEL)
    if not isinstance(name, str):
        problem = card.get(PROBLEM)
        return problem if isinstance(problem, str) else ""
    shares = [(target, card.get(f"{SHARE}{target}")) for target in TARGETS]
    told = [f"{target} {share:.0%}" for target, share in shares if isinstance(share, int | float)]
    is_heard = any(share for _, share in shares)
    rest = f"; {WITHOUT}" if is_heard else "; it is no help here, words alone are asked"
    failed = f"; it failed on {card[FAILED]} texts" if card.get(FAILED) else ""
    return f"sentence model {name[:SHOWN]} weighs: {', '.join(told)}{failed}{rest}"
