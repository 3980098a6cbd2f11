"""The message catalogues beside the English one: `python -m support.catalogues`, a gate.

It prints what each language lacks, which comes in English then, and fails where English lacks what
another language says, or where a sentence has other values or typed words than in English.
"""

import re
import sys
from collections.abc import Iterator

from mailflow.adapters.catalogues import PLACEHOLDER, TYPED, read_sentences, templates_directory

ENGLISH = "en"
Sentences = dict[str, str]


def shipped() -> dict[str, Sentences]:
    """Return the sentences of each language."""
    paths = sorted((templates_directory() / "messages").glob("*.toml"))
    return {path.stem: read_sentences(path) for path in paths}


def missing(catalogues: dict[str, Sentences]) -> dict[str, list[str]]:
    """Return the keys that each language lacks, where it lacks any."""
    english = catalogues[ENGLISH]
    found = {code: [key for key in english if key not in one] for code, one in catalogues.items()}
    return {code: keys for code, keys in found.items() if keys}


def differences(catalogues: dict[str, Sentences]) -> Iterator[str]:
    """Yield each sentence that does not fit its English one."""
    english = catalogues[ENGLISH]
    for code, sentences in catalogues.items():
        for key, sentence in sentences.items():
            if key not in english:
                yield f"{code}: {key} is missing in English"
            elif _values(sentence) != _values(english[key]):
                yield f"{code}: {key} has other values than in English"
            elif _typed(sentence) != _typed(english[key]):
                yield f"{code}: {key} has other typed words than in English"


def _values(sentence: str) -> set[str]:
    return set(PLACEHOLDER.findall(sentence))


def _typed(sentence: str) -> list[str]:
    """Return what is to be typed; in which order it is told depends on the language."""
    return sorted(re.findall(TYPED, sentence))


def main() -> int:
    """Print the report; return 1 where something does not fit."""
    catalogues = shipped()
    gaps = missing(catalogues)
    for code, sentences in catalogues.items():
        told = f"; missing {len(gaps[code])}: {', '.join(gaps[code])}" if code in gaps else ""
        sys.stdout.write(f"{code}: {len(sentences)} sentences{told}\n")
    wrong = list(differences(catalogues))
    sys.stdout.writelines(f"{one}\n" for one in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
