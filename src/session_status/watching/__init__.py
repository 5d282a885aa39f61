"""Many readers of changing rows -> one read a tick, and to each reader what changed."""
