"""The PostgreSQL that comes as a wheel: made on first use, shared by every command, stopped by the last one to leave.

Layout, with `home` = `UPCLONE_HOME`:

    home/server.json    passwords and the folder of the cluster, readable by the owner only
    home/server.lock    held while someone initialises, starts or stops
    home/server.users   held, shared, by each command that uses the server
    home/postgres/      data/ (the cluster), server.log, run/ (the socket)

PostgreSQL refuses to run as root. Root therefore runs it as `postgres` where that account exists, else as `nobody`.
Where that account can't reach the home (under /root, say), the cluster lies in /var/lib/upclone/<hash of the home>;
where it can't reach the wheel, the binaries are copied to /var/lib/upclone/postgresql-<version>.
"""

from upclone.adapters.embedded.account import EmbeddedFailed
from upclone.adapters.embedded.place import Urls
from upclone.adapters.embedded.server import EmbeddedPostgres

__all__ = ["EmbeddedFailed", "EmbeddedPostgres", "Urls"]
