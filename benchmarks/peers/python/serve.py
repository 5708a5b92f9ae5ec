"""How a peer in Python is served: uvicorn in one process, on uvloop and httptools, without a log."""

import os
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp


def serve(app: ASGIApp) -> None:
    """Serve until stopped, on 127.0.0.1 and the port of `PORT`."""
    uvicorn.run(
        cast("Any", app),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        loop="uvloop",
        http="httptools",
        log_level="warning",
        access_log=False,
    )
