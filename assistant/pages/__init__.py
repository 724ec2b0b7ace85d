"""The app's pages: widgets only, all else is called from the packages."""
