"""Files to check -> the same results, by one process or by several."""
