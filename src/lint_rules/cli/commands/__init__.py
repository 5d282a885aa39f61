"""Commands: each module takes what is asked for and returns what it comes to."""
