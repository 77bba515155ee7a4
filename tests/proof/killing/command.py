"""python -m tests.proof processes: how often each harm is done, in bouts, and one table."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from tests.proof.killing.bout import MAILBOXES, Bout, play
from tests.proof.killing.figures import Figures
from tests.proof.killing.harm import Harm
from tests.proof.killing.server import Server, running
from tests.proof.killing.victims import nursery

# A bout's own blows: enough to find the app in every state, few enough to tell it by its seed.
_IN_A_BOUT = {Harm.KILL: 100, Harm.STOP: 60, Harm.POSTGRES: 40, Harm.FAULT: 150}
_IN_A_WHOLE_BOUT = {Harm.KILL: 10, Harm.STOP: 4}
_WHOLE_OF = 50  # one kill in so many, and one stop, befalls `python app.py run`


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How often each harm is done."""

    blows: dict[Harm, int]
    databases: tuple[str, ...]
    seed: int

    def bouts(self) -> Iterator[Bout]:
        """Divide the work into bouts, each with a seed of its own."""
        seed = self.seed
        for database in self.databases:
            for harm, blows in self._on(database):
                whole = blows // _WHOLE_OF if harm in _IN_A_WHOLE_BOUT else 0
                for count, most, is_whole in (
                    (blows - whole, _IN_A_BOUT[harm], False),
                    (whole, _IN_A_WHOLE_BOUT.get(harm, 1), True),
                ):
                    for size in _divided(count, most):
                        yield Bout(
                            harm=harm,
                            blows=size,
                            database=database,
                            seed=seed,
                            is_whole=is_whole,
                            # Unforked it keeps to Salesmsg's requests per minute.
                            mailboxes=3 if is_whole else MAILBOXES,
                        )
                        seed += 1

    def _on(self, database: str) -> Iterator[tuple[Harm, int]]:
        for harm, blows in self.blows.items():
            if harm is Harm.POSTGRES:
                if database == "postgres":
                    yield harm, blows
            elif harm is Harm.STOP and len(self.databases) > 1:
                # Alone on SQLite, a process that is stopped costs a lease each time.
                alone = blows // 5
                yield harm, alone if database == "sqlite" else blows - alone
            else:
                share = blows // len(self.databases)
                yield harm, share if database == self.databases[0] else blows - share


def _divided(count: int, most: int) -> list[int]:
    bouts = -(-count // most)
    return [count // bouts + (place < count % bouts) for place in range(bouts)] if count else []


def run(options: argparse.Namespace) -> bool:
    """Play all bouts and print their table; whether every law held."""
    both = ("sqlite", "postgres")
    plan = Plan(
        blows={
            Harm.KILL: options.kills,
            Harm.STOP: options.stops,
            Harm.POSTGRES: options.postgres_stops,
            Harm.FAULT: options.faults,
        },
        databases=both if options.database == "both" else (options.database,),
        seed=options.seed,
    )
    figures = played(plan)
    for database, sums in figures.items():
        print("\n".join(sums.lines(f"Real processes on {database}")), flush=True)
    return not any(sums.broken for sums in figures.values())


def played(plan: Plan, *, aloud: bool = True) -> dict[str, Figures]:
    """Play all bouts of a plan; return what came of them by database."""
    figures = {database: Figures() for database in plan.databases}
    with ExitStack() as stack:
        forks = stack.enter_context(nursery())
        server: Server | None = None
        for bout in plan.bouts():
            if bout.database == "postgres" and server is None:
                server = stack.enter_context(running())
            found = play(bout, forks, server if bout.database == "postgres" else None)
            figures[bout.database].merge(found)
            if aloud:
                broken = sum(found.broken.values())
                print(f"  {bout.name}: {found.seconds:.0f} s, {broken} broken")
                print("\n".join(found.stories), end="\n" if broken else "", flush=True)
    return figures


def add_to(parser: argparse.ArgumentParser) -> None:
    """Give a command's parser what this proof can be asked; unless told, the long form."""
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--stops", type=int, default=500, help="each longer than the lease")
    parser.add_argument("--postgres-stops", type=int, default=200)
    parser.add_argument("--faults", type=int, default=600, help="of the providers")
    parser.add_argument("--database", choices=("sqlite", "postgres", "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(run=run)
