"""What clients see: JSON over HTTP, a stream of events, and a page."""
