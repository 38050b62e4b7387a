"""`python -m twoway` is the `twoway` command."""

from twoway.site.main import main

main()
