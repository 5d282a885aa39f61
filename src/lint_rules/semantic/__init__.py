"""What the text of a project says: files, trees, bindings, classes and what names denote."""
