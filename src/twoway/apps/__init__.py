"""The imperative shell: tables and the actions that may change them."""
