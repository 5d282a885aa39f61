"""What a project requires, as its own files say it: nothing of it is installed, imported or run."""
