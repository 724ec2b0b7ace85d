"""The browser app: navigation and nothing else."""

import streamlit as st

from assistant.pages.components import ICON
from assistant.pages.navigation import ask_page, library_page, read_page

st.set_page_config(page_title="Inspection Assistant", page_icon=ICON, layout="centered")
st.navigation([ask_page(), read_page(), library_page()], position="top").run()
