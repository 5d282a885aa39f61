"""What a run does at most with one file and with one project, in numbers; beyond them it says so in words, and goes on or ends."""

LARGEST = 5_000_000
"""Bytes that a file may have to be parsed: `ast` needs about 1 s and 300 MB for this much."""
LARGEST_READ = 100_000_000
"""Bytes that a file may have to be read at all: a file can say that it is larger than all memory."""
MOST_ENTRIES = 2_000_000
"""Files and folders that a run looks at below the folders that it walks."""
SECONDS = 60.0
"""How long one file may take: hundreds of times what the slowest known one takes."""
