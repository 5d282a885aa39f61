"""The rules, one file each; only the registry imports them."""
