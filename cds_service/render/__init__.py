"""Turns an assessment into the CDS Hooks answer: cards for people, the assessment extension for programs.

It must not know HTTP, storage or how anything was decided; its words come from `cards/`.
"""

from cds_service.render.response import RenderOptions, render
from cds_service.render.unread import Unread

__all__ = ["RenderOptions", "Unread", "render"]
