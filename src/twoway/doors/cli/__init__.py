"""The command line: words in, one action, words out."""
