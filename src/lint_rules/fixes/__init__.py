"""A finding's cause -> the edits that mend it."""
