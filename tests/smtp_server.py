"""A mail server on loopback that takes mail, or fails at a chosen moment.

smtp_server.py DIR TLS CERT KEY [USER PASSWORD]

TLS is plain, starttls or smtps. It prints "listening PORT" and ends when its
standard input does. What it took is in DIR/SESSION-NUMBER.eml: a line with
the sender and the recipient, the bytes as they came, dots undone; and beside
it, .txt, what Python's own reader makes of it: subject, then text.

DIR/mode says how it fails, and is read at each command: MOMENT ACTION [COUNT].
MOMENT is mail, rcpt, data (the command), body (within the mail) or end (after
its dot); ACTION is an answer such as "451_later", or hang, cut, long (8 KiB),
escape, endless (an answer without an end), junk (no answer at all, then cut),
kept-cut (the mail is taken, and the line cut without an answer) or bye (it is
taken, and the line closed). After COUNT times it takes everything. DIR/hanging
is there once it hangs. "greet hold" says nothing to who comes until it is
otherwise; DIR/held is there meanwhile. No file: it takes everything."""
import asyncio
import email
import email.policy
import logging
import os
import socket
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

DIR, TLS, CERT, KEY = sys.argv[1:5]
SIGN_IN = [a.encode() for a in sys.argv[5:7]]


class Mode:
    """What the file says, and how often it was so."""

    text = ""
    done = 0

    def at(self, moment):
        try:
            with open(DIR + "/mode") as f:
                text = f.read().strip()
        except FileNotFoundError:
            return None
        if text != self.text:
            self.text, self.done = text, 0
        words = text.split()
        if len(words) < 2 or words[0] != moment:
            return None
        if len(words) > 2 and self.done >= int(words[2]):
            return None
        self.done += 1
        return words[1]


logging.disable()
mode = Mode()
sessions = 0


def keep(session, number, sender, to, content):
    name = f"{DIR}/{session}-{number}"
    mail = email.message_from_bytes(content, policy=email.policy.default)
    with open(name + ".txt", "w", encoding="utf-8", newline="") as f:
        text = mail.get_content().replace("\r\n", "\n")
        f.write(f"{mail['subject']}\n{text}")
    with open(name + ".new", "wb") as f:
        f.write(f"{sender} {','.join(to)}\n".encode() + content)
        f.flush()
        os.fsync(f.fileno())
    os.rename(name + ".new", name + ".eml")


class Server(SMTP):
    number = 0

    def connection_made(self, transport):
        global sessions
        if transport.get_extra_info("sslcontext") is None or TLS == "smtps":
            sessions += 1
        self.session_number = sessions
        super().connection_made(transport)

    async def _handle_client(self):
        while mode.at("greet") is not None:
            open(DIR + "/held", "w").close()
            await asyncio.sleep(0.01)
        await super()._handle_client()

    async def fail(self, moment):
        """True: this command was seen to."""
        action = mode.at(moment)
        if action is None:
            return False
        if action in ("hang", "endless"):
            open(DIR + "/hanging", "w").close()
        if action == "hang":
            await asyncio.Event().wait()
        elif action in ("cut", "kept-cut"):
            self.transport.abort()
        elif action == "long":
            await self.push("550 " + "x" * 8192)
        elif action == "escape":
            await self.push(b"550-\x1b]0;owned\x07\r\n550 \x1b[2J\x00\x9b1m no")
        elif action == "endless":
            # Without an end for who listens, not for this program.
            for _ in range(2000):
                await self.push(b"250-" + b"y" * 900)
                await asyncio.sleep(0)
        elif action == "junk":
            await self.push(b"\x00\xff hello\r\n999999999\r\n\r\n25")
            self.transport.close()
        else:
            await self.push(action.replace("_", " "))
        return True

    async def smtp_MAIL(self, arg):
        if not await self.fail("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if not await self.fail("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if await self.fail("data"):
            return
        if mode.at("body") is not None:
            await self.push("354 Go on")
            await self._reader.readuntil(b"\r\n")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Taker:
    async def handle_DATA(self, server, session, envelope):
        def take():
            server.number += 1
            keep(server.session_number, server.number, envelope.mail_from,
                 envelope.rcpt_tos, envelope.content)

        if mode.text.startswith("end kept-cut"):
            take()
        if mode.text.startswith("end bye"):
            take()
            await server.push("250 2.0.0 Taken")
            server.transport.close()
            server.push = nothing_once(server)
            return "250 unsaid"
        if await server.fail("end"):
            # The answer is given, or never will be.
            server.push = nothing_once(server)
            return "250 unsaid"
        if not mode.text.startswith("end kept-cut"):
            take()
        return "250 2.0.0 Taken"


def nothing_once(server):
    real = server.push

    async def push(status):
        server.push = real

    return push


def sign_in(server, session, envelope, mechanism, data):
    good = [data.login, data.password] == SIGN_IN
    return AuthResult(success=good, handled=False)


async def main():
    context = None
    if TLS != "plain":
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(CERT, KEY)

    def make():
        return Server(
            Taker(), hostname="mail.example.org",
            tls_context=context if TLS == "starttls" else None,
            require_starttls=TLS == "starttls",
            auth_required=bool(SIGN_IN), authenticator=sign_in,
            auth_require_tls=TLS == "starttls")

    loop = asyncio.get_running_loop()
    # Little lies unread here, so that a cut is seen at once.
    socks = []
    port = 0
    for host in ("127.0.0.1", "127.0.0.2"):
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.bind((host, port))
        port = s.getsockname()[1]
        socks.append(s)
    for s in socks:
        await loop.create_server(
            make, sock=s, backlog=50,
            ssl=context if TLS == "smtps" else None)
    print("listening", port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
