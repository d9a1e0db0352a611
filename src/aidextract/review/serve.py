"""Starts the page on 127.0.0.1."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from aidextract.errors import AidextractError
from aidextract.options import Options

if TYPE_CHECKING:
    from aidextract.review.store import Store

PORT = 8765


def serve(
    store: Store, *, port: int = PORT, options: Options = Options(), ready: Callable[[str], None] = print
) -> None:
    """Serve the page until Ctrl-C. `ready` gets its address; port 0 takes any that is free.

    The address holds a fresh secret: only who is told it gets in. Raises `AidextractError` where the port is taken, or
    where ``aidextract[web]`` is not installed.
    """
    try:
        import uvicorn

        from aidextract.review.app import create_app
    except ImportError as error:
        raise AidextractError(f"review needs {error.name}: pip install 'aidextract[web]'") from error
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            raise AidextractError(f"port {port} cannot be used ({error.strerror}): give another with --port") from error
        port = listener.getsockname()[1]
        token = secrets.token_urlsafe(16)
        app = create_app(store, token=token, port=port, options=options)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
        listener.listen()
        ready(f"http://127.0.0.1:{port}/?token={token}")
        server.run(sockets=[listener])
