"""Text of a file -> its tokens and its tree, also where its syntax is newer than the interpreter."""
