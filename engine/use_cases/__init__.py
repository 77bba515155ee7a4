"""What people do, one function each: rights, rules, one transaction, nothing else.

Each takes the store, who acts, what was typed, and the time. Refusals are raised.
"""
