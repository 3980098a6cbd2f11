"""From settings to a desk and its store: what the command line, the demo and tests share."""

from mailflow.adapters.classifier import Suggester
from mailflow.adapters.embedding import Embedding
from mailflow.adapters.renderer import Renderer
from mailflow.adapters.store.connections import sqlite_file
from mailflow.adapters.store.database import SqlStore, open_store
from mailflow.adapters.tokens import load_keys
from mailflow.desk import Desk
from mailflow.settings import Settings


def open_desk(settings: Settings) -> Desk:
    """Return the desk of these settings; its keys must exist (`mailflow init`)."""
    keys = load_keys(settings.keys_directory)
    renderer = Renderer(settings.templates_directory)
    learning = settings.classifier
    embedding = Embedding(learning.sentence_model)
    suggester = Suggester(keys.classifier, settings.known_categories, learning, embedding)
    return Desk(settings, keys, renderer, suggester)


def open_current_store(settings: Settings) -> SqlStore:
    """Return the store of these settings; SchemaError unless its schema is this version's."""
    store = open_store(settings.database_url)
    try:
        store.check_schema()
    except BaseException:
        store.close()
        raise
    return store


def database_name(settings: Settings) -> str:
    """Return what to call the database before people: its file, or its URL without password."""
    path = sqlite_file(settings.database_url)
    scheme, _, rest = settings.database_url.partition("://")
    return str(path) if path else f"{scheme}://{rest.rpartition('@')[2]}"
