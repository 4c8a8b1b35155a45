#!/bin/sh
# with-postgres.sh COMMAND...: runs COMMAND beside a PostgreSQL cluster of its own, which is named
# by TEST_POSTGRES_URL and thrown away afterwards. Installs PostgreSQL from Debian if it is
# missing. POSTGRES_FSYNC=on makes commits durable, for tests of durability and speed; otherwise all
# that the tests store is kept in memory, if there is enough of it.
set -eu

newest_bin() {
    ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -t/ -k5 -n | tail -n 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

bin=$(newest_bin)
if [ ! -x "$bin/initdb" ]; then
    echo "Installing PostgreSQL" >&2
    # Without a cluster of the machine's own, which nobody asked for.
    as_root mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
        echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    as_root apt-get update -qq >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >&2
    bin=$(newest_bin)
fi

# Measured: 70 % of the time of tests that have a database each went into the file system, which
# looks for free inodes among the hundreds that the last database gave back.
if [ "${POSTGRES_FSYNC:-off}" = off ] && [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ] &&
    [ "$(df --output=avail --block-size=1G /dev/shm | tail -n 1)" -ge 8 ]; then
    export TMPDIR=/dev/shm
fi
home=$(mktemp -d "${TMPDIR:-/tmp}/meeting-scheduler-postgres.XXXXXX")
# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    chown postgres "$home"
    as_owner() { (cd "$home" && runuser -u postgres -- "$@"); }
else
    as_owner() { (cd "$home" && "$@"); }
fi

throw_away() {
    as_owner "$bin/pg_ctl" --pgdata="$home/data" --mode=immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap throw_away EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# Like most databases in use, it does not sort as bytes do.
as_owner "$bin/initdb" --pgdata="$home/data" --username=postgres --auth=trust --no-sync \
    --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=en >"$home/initdb.log" 2>&1 ||
    { cat "$home/initdb.log" >&2; exit 1; }

cat >>"$home/data/postgresql.conf" <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$home'
max_connections = 300
shared_buffers = 256MB
fsync = ${POSTGRES_FSYNC:-off}
full_page_writes = ${POSTGRES_FSYNC:-off}
SETTINGS

tries=10
while :; do
    port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    as_owner "$bin/pg_ctl" --pgdata="$home/data" --log="$home/server.log" --options="-p $port" \
        --silent --wait start >/dev/null 2>&1 && break
    tries=$((tries - 1))
    [ $tries -gt 0 ] || { cat "$home/server.log" >&2; exit 1; }
done

export TEST_POSTGRES_URL="postgres://postgres@127.0.0.1:$port/postgres"
export REQUIRE_POSTGRES=1
"$@"
