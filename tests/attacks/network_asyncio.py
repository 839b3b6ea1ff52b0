# Tries to serve and to connect by asyncio.
import asyncio


async def connect():
    await asyncio.open_connection("127.0.0.1", int("@PORT@"))


async def serve():
    server = await asyncio.start_server(lambda *unused: None, "127.0.0.1", 0)
    if not server.sockets:  # asyncio passes over a socket that it was refused
        raise OSError


attempt("connect", lambda: asyncio.run(connect()))
attempt("serve", lambda: asyncio.run(serve()))
