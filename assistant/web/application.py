"""The server's application: the browser app, and whatever lives as long as the server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from assistant.pages.state import encoder, open_assistant
from assistant.server.local_socket import listening
from assistant.server.requests import AddRequest, Request, Tell, answer_addition, answer_request
from assistant.server.run import app_script
from assistant.settings import home_folder


def _answer(request: Request | AddRequest, tell: Tell) -> None:
    if isinstance(request, AddRequest):
        answer_addition(home_folder(), encoder(), request, tell)
        open_assistant()  # What was added answers when the command is done.
    else:
        answer_request(open_assistant(), request, tell)


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    encoder()  # Its model begins to load before the first visitor comes.
    with listening(home_folder().path, _answer):
        yield


app = st.App(app_script(), lifespan=_lifespan)
