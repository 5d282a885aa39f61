"""The process that takes transcriptions from the queue and carries them out."""
