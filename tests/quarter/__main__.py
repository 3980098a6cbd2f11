"""Play a quarter and say where the desk and the ledger differ: `make quarter`."""

import argparse
import json
import logging
import sys
import time

from quarter.differences import Outcome
from quarter.runs import run


def main() -> int:
    """Print what was found; exit with 1 where desk and ledger differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--incidents", type=int, default=3000)
    parser.add_argument("--days", type=int, default=0, help="of a quarter, all of it by default")
    parser.add_argument("--short", action="store_true", help="150 incidents in 31 days")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("quarter").setLevel(logging.INFO)
    began, used = time.perf_counter(), time.process_time()
    size = (150, 31) if given.short else (given.incidents, given.days)
    found = run(given.seed, *size)
    found.counts |= {
        "seconds": round(time.perf_counter() - began, 1),
        "processor_seconds": round(time.process_time() - used, 1),
    }
    sys.stdout.write(_document(found) if given.json else _page(found))
    return int(bool(found.differences))


def _document(found: Outcome) -> str:
    whole = {"counts": found.counts, "differences": found.differences, "figures": found.figures}
    return json.dumps(whole, indent=2, default=str) + "\n"


def _page(found: Outcome) -> str:
    lines = [f"{name}: {value}" for name, value in found.counts.items()]
    lines += [f"DIFFERENT {one}" for one in found.differences[:100]]
    lines.append(f"{len(found.differences)} differences")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
