"""Jupyter notebooks: their code as one Python text, and changes to it back in the file.

They are read with the standard library: `nbformat` takes longer to import than a whole run, and writes a notebook anew, where everything
but the changed lines is to stay as it is, byte for byte.
"""
