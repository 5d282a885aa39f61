"""What a worker's claim does: rows that wait, or whose claim has expired, are taken by one worker each."""
