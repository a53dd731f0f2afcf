"""The command line: `cds-service`, also `python -m cds_service`."""

from cds_service.cli.command import main, run

__all__ = ["main", "run"]
