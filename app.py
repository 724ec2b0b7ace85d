"""The browser app: navigation and nothing else."""

import streamlit as st

from assistant.pages import navigation
from assistant.pages.components import ICON

st.set_page_config(page_title="Inspection Assistant", page_icon=ICON, layout="centered")
pages = [
    navigation.ask_page(),
    navigation.topics_page(),
    navigation.briefing_page(),
    navigation.read_page(),
    navigation.library_page(),
    navigation.accuracy_page(),
]
st.navigation(pages, position="top").run()
