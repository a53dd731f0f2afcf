"""`python -m cds_service`: the command line under its other name."""

from cds_service.cli import main

main()
