"""A local Salesmsg: the public v2.3 API as live integrations know it, with a ledger of phones."""

from sandbox.salesmsg.server import SalesmsgStandIn
from sandbox.salesmsg.world import SalesmsgWorld

__all__ = ["SalesmsgStandIn", "SalesmsgWorld"]
