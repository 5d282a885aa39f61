"""Patterns in the syntax of gitignore -> what they leave out, with the verdicts of git and in linear time."""
