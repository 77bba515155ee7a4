"""When the engine does what: a few ticks, nothing else."""

from engine.scheduler.engine import Engine
from engine.scheduler.keeper import Keeper
from engine.scheduler.outbox import Outbox
from engine.scheduler.ticking import Intervals, Ticking
from engine.scheduler.ticks import LastTick

__all__ = ["Engine", "Intervals", "Keeper", "LastTick", "Outbox", "Ticking"]
