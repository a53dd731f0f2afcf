"""The EHR bench at `/demo`: a made-up EHR for one's own machine, that shows what the hooks ask and answer."""

from cds_service.http.demo.routes import Demo

__all__ = ["Demo"]
