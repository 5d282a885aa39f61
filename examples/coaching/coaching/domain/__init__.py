"""What is true of transcriptions whatever stores or shows them: their statuses, and which may follow which."""
