"""The demo workspace: a bakery with six weeks of history on the practice network."""
