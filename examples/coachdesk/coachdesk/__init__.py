"""A coach's desk: coaching sessions, and the transcription sessions that some of them have."""
