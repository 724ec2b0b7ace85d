"""What Streamlit is started with, alone in its folder: the folder goes before all others on its path."""
