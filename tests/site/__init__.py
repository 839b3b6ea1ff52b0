"""The built website, opened in Chromium: every page, light and dark, wide and narrow."""
