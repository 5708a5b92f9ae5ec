"""A client as ariadne-codegen generates it, driven line by line: commands come on stdin, what it says leaves on stdout.

usage: python generated.py FOLDER http://127.0.0.1:8000/graphql, where FOLDER has the generated package `office`."""

import asyncio
import json
import re
import sys
from typing import Any

import websockets

sys.path.insert(0, sys.argv[1])

from office import Client
from office.exceptions import GraphQLClientGraphQLMultiError


def say(**event: Any) -> None:
    print(json.dumps(event), flush=True)  # noqa: T201


async def follow(client: Client, id: str, query: str, variables: dict[str, Any]) -> None:
    """Show what the method of the operation's name yields; begin again when the connection is lost."""
    named = re.search(r"subscription (\w+)", query)
    method = getattr(client, named[1].lower())
    arguments = {
        re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", name): value
        for name, value in variables.items()
    }
    while True:
        try:
            async for answer in method(**arguments):
                say(id=id, event="next", payload={"data": answer.model_dump(mode="json", by_alias=True)})
            return say(id=id, event="complete")
        except GraphQLClientGraphQLMultiError as refused:
            told = [
                {"message": e.message, "path": e.path, "extensions": e.extensions} for e in refused.errors
            ]
            return say(id=id, event="error", errors=told)
        except (websockets.ConnectionClosed, OSError):
            await asyncio.sleep(0.1)


async def main(url: str) -> None:
    client = Client(url=url, ws_url=re.sub("^http", "ws", url), ws_headers={"accept-language": "en"})
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    running: dict[str, asyncio.Task[None]] = {}
    while line := await lines.readline():
        command = json.loads(line)
        if command.get("leaves"):
            running.pop(command["id"]).cancel()
            say(id=command["id"], event="complete")
        else:
            running[command["id"]] = asyncio.create_task(
                follow(client, command["id"], command["query"], command["variables"])
            )


asyncio.run(main(sys.argv[2]))
