"""The server's application: the browser app, and whatever lives as long as the server does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st

from assistant.local_socket import listening
from assistant.pages.state import encoder, open_assistant
from assistant.server import app_script
from assistant.settings import home_folder


@asynccontextmanager
async def _lifespan(_: st.App) -> AsyncIterator[None]:
    encoder()  # Its model begins to load before the first visitor comes.
    with listening(home_folder().path, open_assistant):
        yield


app = st.App(app_script(), lifespan=_lifespan)
