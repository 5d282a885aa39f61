"""What the application keeps, and how: mapped classes, queries, the queue of work, and files of transcripts."""
