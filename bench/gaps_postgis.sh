#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# d at every node of a street network with its lamps: joyato's engine beside PostGIS and pgRouting on the same network, the same lamps and the same machine.
#
#   bench/gaps_postgis.sh BUILD [ROADS [LIGHTS|NUMBER]]     BUILD: the build folder (make bench/node_distances); without ROADS a generated city of 50,000 edges
#
# Installs postgresql, postgis and pgrouting with apt where they are missing, makes a cluster in a temporary folder, on a socket there and no port, and takes it away again.
# pgRouting is given the network cut and the lamps snapped already, as an indexed table; the fastest of these ways counts:
#   A  one search from a node joined to both ends of every lit edge (pgr_drivingDistance; cost of the link: the way to the lamp nearest to that end)
#   B  the same by pgr_dijkstraCost to all nodes
#   C  edges cut at every lamp, search from all lamps at once, as the manual has it (pgr_drivingDistance with equicost), no farther than the largest d; 100 s at most
# Snapping: for every lamp the nearest edge within 15 m by the GiST index (KNN) and ST_LineLocatePoint.
set -euo pipefail
build=$(readlink -f "$1"); roads=${2:-}; lights=${3:-20000}
src=$(cd "$(dirname "$0")/.." && pwd); tool=$build/bench/node_distances
[ -x "$tool" ] || { echo "gaps_postgis.sh: make bench/node_distances first" >&2; exit 1; }
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1 || true)
if [ -z "$bin" ] || ! ls "${bin%/bin}"/../../../share/postgresql/*/extension/pgrouting.control >/dev/null 2>&1; then
    apt-get install -y --no-install-recommends postgresql postgresql-postgis postgresql-pgrouting >/dev/null 2>&1 ||
        apt-get install -y --no-install-recommends postgresql-15 postgresql-15-postgis-3 postgresql-15-pgrouting >/dev/null
    bin=$(ls -d /usr/lib/postgresql/*/bin | tail -1)
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/postgis-bench.XXXXXX"); as=
if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; as="setpriv --reuid=postgres --regid=postgres --clear-groups"; fi # it refuses to run as root
trap '$as "$bin/pg_ctl" -D "$dir/db" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$dir"' EXIT
mkdir "$dir/data"; chmod 755 "$dir"
if [ -z "$roads" ]; then
    python3 "$src/bench/city.py" 50000 "$dir/data" >/dev/null
    roads=$dir/data/roads.geojson; lights=$dir/data/city.csv; mv "$dir/data/lights.csv" "$lights"
fi
read -r n_edges n_nodes n_lights net_ms snap_ms run_ms change_ms < <("$tool" "$roads" "$lights" "$dir/data")

cd "$dir"
$as "$bin/initdb" -D "$dir/db" -A trust -U bench >/dev/null
(ulimit -v 12000000; exec $as "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/db/log" -o "-k $dir -c listen_addresses='' -c fsync=off -c shared_buffers=1GB -c work_mem=512MB -c maintenance_work_mem=512MB -c jit=off" start >/dev/null)
sql() { $as "$bin/psql" -h "$dir" -U bench -d postgres -X -q -t -A -v ON_ERROR_STOP=1 "$@"; }
sql -c "create extension postgis" -c "create extension pgrouting" >/dev/null
sql <<Q
create table edge (id bigint primary key, source bigint, target bigint, cost float8, g geometry);
create temp table e (id bigint, s bigint, t bigint, c float8, w text);
\\copy e from '$dir/data/edges.csv' csv
insert into edge select id, s, t, c, st_geomfromtext(w) from e;
create table light (id bigint primary key, x float8, y float8, edge bigint, at float8);
\\copy light from '$dir/data/lights.csv' csv
create table ours (node bigint primary key, d float8);
\\copy ours from '$dir/data/d.csv' csv
create index on edge using gist (g);
create index on light (edge);
-- A, B: node 0 and a link to the end of every edge with lamps
create table star as select id, source, target, cost, cost as reverse_cost from edge;
insert into star select 1000000000 + 2 * edge.id, 0, source, min(at), min(at) from light join edge on edge.id = light.edge group by edge.id;
insert into star select 1000000001 + 2 * edge.id, 0, target, min(edge.cost - at), min(edge.cost - at) from light join edge on edge.id = light.edge group by edge.id;
-- C: lamps are nodes 2000000000 + id, edges run from lamp to lamp
create table cut as
with stop as (
    select id as edge, 0::float8 as at, source as node, 0 as rank from edge
    union all select edge, at, 2000000000 + id, 1 from light where edge > 0
    union all select id, cost, target, 2 from edge),
run as (select edge, node as source, lead(node) over w as target, lead(at) over w - at as cost from stop window w as (partition by edge order by rank, at, node))
select row_number() over () as id, source, target, greatest(cost, 0) as cost, greatest(cost, 0) as reverse_cost from run where target is not null;
create index on star (id); create index on cut (id);
vacuum analyze;
Q

far=$(sql -c "select ceil(max(d)) + 1 from ours") # searches need not go farther than the darkest node
ways=(
"select node, agg_cost from pgr_drivingDistance('select * from star', 0, 1e12, false)"
"select end_vid as node, agg_cost from pgr_dijkstraCost('select * from star', 0, (select array_agg(node) from ours), false)"
"select node, agg_cost from pgr_drivingDistance('select * from cut', (select array_agg(2000000000 + id) from light where edge > 0), $far, false, equicost => true)"
)
best= ; which=
printf '%s, %s shared cores, load %s: %s edges, %s nodes, %s lamps\n' "$(date -u +%F)" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)" "$n_edges" "$n_nodes" "$n_lights"
for k in 0 1 2; do
    name=$(printf "\\x$(printf %x $((65 + k)))")
    if ! difference=$(sql -c "set statement_timeout = 100000"  -c "with theirs as (${ways[$k]}) select coalesce(max(abs(ours.d - theirs.agg_cost)), -1), count(*) filter (where (ours.d < 0) <> (theirs.node is null)) from ours left join theirs using (node)" 2>&1); then echo "$name: not finished: $(echo "$difference" | head -1)"; continue; fi
    [ "$(echo "$difference" | awk -F'|' '{ print ($1 >= 0 && $1 <= 1e-6 && $2 == 0) }')" = 1 ] || { echo "gaps_postgis.sh: $name does not agree: $difference" >&2; exit 1; }
    ms=
    for _ in $([ $k = 2 ] && echo 1 || echo 1 2 3); do
        t=$(sql -c '\timing on' -c "select count(*), sum(agg_cost) from (${ways[$k]}) x" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p')
        ms=$(printf '%s\n%s\n' "$ms" "$t" | grep . | sort -g | head -1)
    done
    printf '%s: %s ms, largest difference %s m\n' "$name" "$ms" "${difference%%|*}"
    if [ -z "$best" ] || [ "$(printf '%s\n%s\n' "$ms" "$best" | sort -g | head -1)" = "$ms" ]; then best=$ms; which=$name; fi
done
# The steps before it, as one would do them in the database: nodes from the ends of the edges and the spatial index; lamps to edges; the links of A.
timed() { sql -c '\timing on' "$@" | sed -n 's/^Time: \([0-9.]*\) ms.*/\1/p' | awk '{ s += $1 } END { print s }'; }
sql -c "create table road as select id, g as geom, null::bigint as source, null::bigint as target from edge"
net=$(timed -c "create table vertex as select * from pgr_extractVertices('select id, geom from road')" \
    -c "update road set source = v.id from (select id, unnest(out_edges) as e from vertex) v where road.id = e" \
    -c "update road set target = v.id from (select id, unnest(in_edges) as e from vertex) v where road.id = e" -c "create index on road using gist (geom)")
snap=$(timed -c "create table snapped as select l.id, e.id as edge, st_linelocatepoint(g, p) * cost as at from (select id, st_makepoint(x, y) as p from light) l, lateral (select id, cost, g from edge where st_dwithin(g, p, 15) order by g <-> p limit 1) e")
link=$(timed -c "create table links as select edge, min(at) as a, min(edge.cost - at) as b from light join edge on edge.id = light.edge group by edge")
awk -v e="$n_edges" -v l="$n_lights" -v w="$which" -v a1="$net_ms" -v a2="$snap_ms" -v a3="$run_ms" -v a4="$change_ms" -v b1="$net" -v b2="$snap" -v b3="$link" -v b4="$best" 'BEGIN {
    printf "| %d edges, %d lamps | joyato ms | PostGIS + pgRouting ms | ratio |\n|---|---|---|---|\n", e, l
    printf "| network, index | %.1f | %.0f | %.0f |\n| lamps to edges | %.1f | %.0f | %.0f |\n", a1, b1, b1 / a1, a2, b2, b2 / a2
    printf "| d (fastest: %s); joyato: with gaps and eligible stretches | %.1f | %.0f | %.0f |\n", w, a3, b3 + b4, (b3 + b4) / a3
    printf "| d again after one lamp was moved | %.4f | %.0f | %.0f |\n", a4, b4, b4 / a4
    printf "| network, lamps, d: all | %.1f | %.0f | %.0f |\n", a1 + a2 + a3, b1 + b2 + b3 + b4, (b1 + b2 + b3 + b4) / (a1 + a2 + a3) }'
