"""The agent: follows the chain and does what falls due for one party. See ``loop``."""

from .duties import DUTIES, ORDER
from .loop import Agent, Report, Step
from .options import Options

__all__ = ["DUTIES", "ORDER", "Agent", "Options", "Report", "Step"]
