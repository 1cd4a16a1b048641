"""The two databases that the web tests run on; PostgreSQL is a real server of its own, started for the tests."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path

ON_POSTGRESQL = os.environ.get("PREPOLL_TEST_DATABASE") == "postgresql"
NUMBERS = count(1)


def program(name):
    """Return the path of a program of PostgreSQL; Debian keeps them off the path."""
    found = [str(path) for path in sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))]
    where = found[-1] if found else shutil.which(name)
    assert where, f"{name} is missing. On Debian: apt-get install postgresql"
    return where


def in_memory():
    """Return a folder that is kept in memory, where a database is copied far faster; None where it is small."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 3 * 2**30
    return str(memory) if roomy else None


class Cluster:
    """A PostgreSQL in a folder of its own, reached by a socket; it runs as a user who is not root."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="prepoll-pg-", dir=in_memory()))
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.folder, self.user)
        self._run("initdb", "-D", str(self.folder / "data"), "-A", "trust", "-U", "desk", "-E", "UTF8", "--no-sync")
        options = f"-c listen_addresses='' -k {self.folder} -c fsync=off -c full_page_writes=off -c max_wal_size=256MB"
        atexit.register(self.stop)
        self._run(
            "pg_ctl", "-D", str(self.folder / "data"), "-w", "-o", options, "-l", str(self.folder / "log"), "start"
        )

    def address(self, name):
        return f"postgresql://desk@/{name}?host={self.folder}"

    def make(self, name, template="template1"):
        """Make a database as a copy of another."""
        self.query("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')

    def drop(self, name):
        self.query("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def query(self, name, statement):
        import psycopg

        with psycopg.connect(self.address(name), autocommit=True) as session:
            session.execute(statement)

    def stop(self):
        """Stop the server and leave nothing behind; a second time does nothing."""
        if self.folder.exists():
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
            shutil.rmtree(self.folder)
            self.folder.with_name(f"{self.folder.name}.said").unlink()

    def _run(self, name, *arguments):
        changed = {"user": self.user, "group": self.user, "extra_groups": []} if os.geteuid() == 0 else {}
        with (self.folder.parent / f"{self.folder.name}.said").open("ab") as said:
            command = [program(name), *arguments]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", **changed)


class OnSqlite:
    """Each test has its own copy of the file."""

    address = ""

    def settle(self, connection):
        # what a power cut would lose is of no interest here
        connection.settings_dict["CONN_MAX_AGE"] = 0
        connection.settings_dict["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"

    def copy(self, folder):
        return str(folder / "prepoll.sqlite3")

    def forget(self, name):
        pass

    def fresh(self):
        """Return what the environment says of an empty database: nothing, the folder's own file."""
        return {}

    def reached(self, name):
        """Return what the environment of another process says of a test's database: the folder's own file."""
        return {"DATABASE_URL": ""}

    def stop(self):
        pass


class OnPostgresql:
    """Each test has its own copy of the database that was built once."""

    def __init__(self):
        self.cluster = Cluster()
        self.cluster.make("built")
        self.address = self.cluster.address("built")

    def settle(self, connection):
        connection.settings_dict["CONN_MAX_AGE"] = 0

    def copy(self, folder):
        name = f"copy{next(NUMBERS)}"
        self.cluster.make(name, "built")
        return name

    def forget(self, name):
        self.cluster.drop(name)

    def fresh(self):
        """Return what the environment says of an empty database."""
        name = f"fresh{next(NUMBERS)}"
        self.cluster.make(name)
        return {"DATABASE_URL": self.cluster.address(name)}

    def reached(self, name):
        """Return what the environment of another process says of a test's database."""
        return {"DATABASE_URL": self.cluster.address(name)}

    def stop(self):
        self.cluster.stop()


CURRENT = OnPostgresql() if ON_POSTGRESQL else OnSqlite()
"""The database that the tests run on."""
