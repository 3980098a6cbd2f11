"""`python -m mailflow` is the same as `mailflow`."""

from mailflow.cli.main import run

if __name__ == "__main__":
    run()
