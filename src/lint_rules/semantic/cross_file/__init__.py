"""The whole project -> its declarations and importers."""
