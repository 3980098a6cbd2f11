"""An IMAP server of a few lines that misbehaves as told, where a real one never would."""

import re
import socketserver
import threading
from typing import Self

READ_WRITE = b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 10] ok\r\n"

# First fit; `%s` is the tag of the command, an empty answer hangs up.
MANNERLY = {
    r"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n%s OK done\r\n",
    r"LOGIN|NOOP|UID STORE": b"%s OK done\r\n",
    r"STATUS": b"* STATUS Processed (UIDVALIDITY 8)\r\n%s OK done\r\n",
    r"SELECT": READ_WRITE + b"%s OK [READ-WRITE] done\r\n",
    r"LOGOUT": b"* BYE\r\n%s OK done\r\n",
}


class ScriptedImap:
    """Serve one port; `answers` by regular expression go before the mannerly ones."""

    def __init__(self, answers: dict[str, bytes], greeting: bytes = b"* OK hello\r\n") -> None:
        self.greeting = greeting
        self.commands: list[str] = []
        self._answers = [(re.compile(key), value) for key, value in answers.items()]
        self._answers += [(re.compile(key), value) for key, value in MANNERLY.items()]
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.ports = {"imap": int(self._server.server_address[1])}

    def answer(self, command: str) -> bytes:
        """Return what the script says to a command without its tag."""
        self.commands.append(command)
        return next((said for fits, said in self._answers if fits.match(command)), b"%s BAD\r\n")

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        script = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(script.greeting)
                while line := self.rfile.readline():
                    tag, _, command = line.rstrip().partition(b" ")
                    answer = script.answer(command.decode())
                    if not answer:
                        return
                    self.wfile.write(answer.replace(b"%s", tag))

        return Handler

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
