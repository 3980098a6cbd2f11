"""An event loop in a thread of its own, in which the demonstration's servers live."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

ResultT = TypeVar("ResultT")

ANSWER_SECONDS = 10.0


class Background:
    """Runs coroutines for callers of other threads; ends what is left when it is closed."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="demo servers", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.call(_cancel_others())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_SECONDS)

    def call(self, work: Coroutine[Any, Any, ResultT]) -> ResultT:
        """Run a coroutine in the loop and return its result."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


async def _cancel_others() -> None:
    """End every other task, and wait until each has ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
