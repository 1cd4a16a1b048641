"""Let the database itself refuse to change or delete a row of the record."""

from django.db import NotSupportedError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TRIGGERS = {
    "sqlite": (
        "CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events_event "
        "BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
        "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events_event "
        "BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
        # INSERT OR REPLACE deletes without the trigger above being asked
        "CREATE TRIGGER events_are_not_replaced BEFORE INSERT ON events_event "
        "WHEN EXISTS (SELECT 1 FROM events_event WHERE id = NEW.id OR (chain = NEW.chain AND number = NEW.number)) "
        "BEGIN SELECT RAISE(ABORT, 'events are never replaced'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION events_are_kept() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'events are never changed, deleted or replaced'; END $$",
        "CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events_event "
        "FOR EACH ROW EXECUTE FUNCTION events_are_kept()",
        "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events_event "
        "FOR EACH ROW EXECUTE FUNCTION events_are_kept()",
        "CREATE TRIGGER events_are_not_replaced BEFORE TRUNCATE ON events_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION events_are_kept()",
    ),
}


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers."""
    vendor = schema_editor.connection.vendor
    if vendor not in TRIGGERS:
        raise NotSupportedError(f"The record has no guard for {vendor} yet.")
    for statement in TRIGGERS[vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """Adds the triggers; there is no way back."""

    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(guard)]
