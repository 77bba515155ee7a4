"""A mutation: one small change to the engine that a careless hand could make."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One textual replacement; `before` stands exactly once in the file."""

    name: str  # a sentence: what the mutated engine does
    path: str  # of the file, from the root of the tree
    before: str
    after: str
    harm: str  # what a customer would see
