"""Coaching sessions and their transcripts, each with its true, live status."""
