"""An import that a fix needs, or that nothing needs -> the edits of its statement."""
