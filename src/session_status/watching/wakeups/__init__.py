"""Where a hub hears which rows may have changed: one protocol, and an adapter for each kind of server."""
