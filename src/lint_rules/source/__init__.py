"""Files, bytes, tokens, trees and places: all that is read and written."""
