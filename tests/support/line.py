"""A line to a server through a router of ours, which sees what passes and can forget it all."""

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from typing import Self

from support.dovecot import HOST

BETWEEN_BYTES = 65536


class Line:
    """Listens on `port` and carries everything to and from another port."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listening = socket.create_server((HOST, 0))
        self.port = int(self._listening.getsockname()[1])
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._watched: dict[bytes, Callable[[], object]] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._carry)

    def forget(self) -> None:
        """Say nothing more to either side of the connections that there are."""
        self._pairs.clear()

    def when(self, words: bytes, do: Callable[[], object]) -> None:
        """Do something once, just before a portion that holds these words is passed on."""
        self._watched[words] = do

    def _carry(self) -> None:
        kept: list[socket.socket] = []
        while not self._ended.is_set():
            ready, _, _ = select.select([self._listening, *self._pairs], [], [], 0.05)
            for one in ready:
                if one is self._listening:
                    kept += self._connected()
                elif other := self._pairs.get(one):
                    self._pass_on(one, other)
        for one in kept:
            one.close()

    def _connected(self) -> list[socket.socket]:
        ours, _ = self._listening.accept()
        theirs = socket.socket()
        # little lies between, so that a server that stands still amid a mail has not said it all
        theirs.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BETWEEN_BYTES)
        try:
            theirs.connect((HOST, self._port))
        except OSError:  # the server is gone; so is the line
            theirs.close()
            ours.close()
            return []
        self._pairs |= {ours: theirs, theirs: ours}
        return [ours, theirs]

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if content := one.recv(65536):
                for words in [words for words in self._watched if words in content]:
                    self._watched.pop(words)()
                other.sendall(content)
                return
            other.shutdown(socket.SHUT_WR)
        self._pairs.pop(one, None)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._listening.close()
