"""A mail server that demands TLS and a log-in, and a name server that knows its domain.

server.py FOLDER WAY USER PASSWORD: WAY is `starttls`, on any port, or `tls`, on 465 of an address
of its own. Puts the certificate of who signed its own into FOLDER/ca.pem. Says in lines of JSON
where it listens, and each mail that it took. Takes one word a line, says it again once it holds,
and ends with the input:

takes      every mail; this holds from the start
refuses    every recipient, for good
defers     every recipient, for now
hangs      silent after RCPT until the next word
cuts       closes the connection in the middle of a mail
vanishes   takes the mail, and closes the connection instead of saying so
"""

import asyncio
import json
import logging
import os
import ssl
import sys
import warnings
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, AuthResult
from dnslib.server import DNSLogger, DNSServer
from dnslib.zoneresolver import ZoneResolver

ZONE = """
meet.example.org. IN MX 10 mail.meet.example.org.
meet.example.org. IN TXT "v=spf1 mx -all"
_dmarc.meet.example.org. IN TXT "v=DMARC1; p=none"
s1._domainkey.meet.example.org. IN TXT "v=DKIM1; p=MFkw"
"""

folder, way, user, password = sys.argv[1:]


def say(what):
    print(json.dumps(what), flush=True)


class Behaviour:
    word = "takes"
    changed = asyncio.Event()

    def change(self, word):
        self.word = word
        self.changed.set()
        self.changed = asyncio.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.word == "refuses":
            return "550 5.1.1 no such user here"
        if self.word == "defers":
            return "451 4.3.0 try again later"
        if self.word == "hangs":
            await self.changed.wait()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 fine"

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode().replace("\r\n", "\n")
        say({"to": envelope.rcpt_tos, "text": text, "login": session.auth_data})
        if self.word == "vanishes":
            server.transport.abort()
        return "250 2.0.0 queued as 4711"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if behaviour.word != "cuts":
            return await super().smtp_DATA(arg)
        await self.push("354 go on")
        await self._reader.readuntil(b"\r\n\r\n")
        self.transport.abort()
        raise asyncio.CancelledError


def authenticate(server, session, envelope, mechanism, data):
    given = (data.login.decode(), data.password.decode())
    return AuthResult(success=given == (user, password), handled=False, auth_data=given[0])


def connection():
    starts = way == "starttls"
    return Server(
        behaviour,
        hostname="mail.meet.example.org",
        enable_SMTPUTF8=True,
        tls_context=tls if starts else None,
        require_starttls=starts,
        auth_required=True,
        auth_require_tls=starts,
        authenticator=authenticate,
        loop=asyncio.get_running_loop(),
    )


async def main():
    loop = asyncio.get_running_loop()
    wrapped = {"ssl": tls} if way == "tls" else {}
    listener = await loop.create_server(connection, host, 465 if wrapped else 0, **wrapped)
    names = DNSServer(ZoneResolver(ZONE), address=host, port=0, logger=DNSLogger(logf=len))
    names.start_thread()
    dns = "%s:%d" % names.server.server_address
    say({"host": host, "port": listener.sockets[0].getsockname()[1], "dns": dns})
    while word := (await loop.run_in_executor(None, sys.stdin.readline)).strip():
        behaviour.change(word)
        say({"manner": word})
    os._exit(0)


# What breaks here is meant to, and over `tls` the library does not see the TLS around it.
logging.disable()
warnings.simplefilter("ignore")
# 127.0.0.0/8 is this machine's own, so that several may have port 465.
number = os.getpid()
host = f"127.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
authority = trustme.CA()
authority.cert_pem.write_to_path(Path(folder, "ca.pem"))
tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
authority.issue_cert(host).configure_cert(tls)
behaviour = Behaviour()
asyncio.run(main())
