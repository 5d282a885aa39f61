"""One file alone -> its scopes, bindings and flow."""
