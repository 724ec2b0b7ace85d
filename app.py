"""The browser app: navigation and nothing else."""

import streamlit as st

from assistant.pages.components import ICON
from assistant.pages.links import register
from assistant.pages.navigation import make_pages

st.set_page_config(page_title="Inspection Assistant", page_icon=ICON, layout="centered")
pages = make_pages()
for name, page in pages.items():
    register(name, page)
st.navigation(list(pages.values()), position="top").run()
