"""Commands in a mail: the grammar as data, and one pass over the first lines of the new text.

A block is the first non-empty lines, one command each, up to the first line that is none. It is
all or nothing: one bad line refuses the whole block (design section 5).
"""

from mailflow.core.commands.block import (
    NO_BLOCK,
    Block,
    Command,
    Problem,
    block_of,
    command_like_lines,
    parse,
    quoted_by_others,
)
from mailflow.core.commands.grammar import AGENT_RULES, REQUESTER_RULES, CommandRule

__all__ = [
    "AGENT_RULES",
    "NO_BLOCK",
    "REQUESTER_RULES",
    "Block",
    "Command",
    "CommandRule",
    "Problem",
    "block_of",
    "command_like_lines",
    "parse",
    "quoted_by_others",
]
