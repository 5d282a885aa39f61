"""Imports -> modules, and expressions -> symbols."""
