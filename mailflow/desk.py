"""What every journey is handed: the settings and the outside things of one desk."""

from dataclasses import dataclass, field

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.library import Library
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.tokens import Keys
from mailflow.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk: its rules, its voice and its keys; the store comes as a unit of work."""

    settings: Settings
    keys: Keys
    renderer: Renderer
    suggester: Suggester
    library: Library = field(default_factory=Library)
