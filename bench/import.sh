#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Import of N streetlights from CSV beside ogr2ogr into SpatiaLite with its index: seconds, ratio,
# peak memory. Run: bench/import.sh [N] with $JOYATO (default build/joyato) and ogr2ogr installed.
set -eu
n=${1:-1000000}
joyato=${JOYATO:-build/joyato}
here=$(dirname "$0")
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
awk -v n="$n" 'BEGIN { srand(1); print "管理番号,経度,緯度,灯種,W数,設置年月日,路線名,備考"
    for (i = 0; i < n; i++) printf "L%07d,%.7f,%.7f,LED,20,2020-04-01,市道%d号線,\n",
        i, 139.55 + rand() * 0.05, 35.62 + rand() * 0.04, i % 500 }' > "$tmp/lights.csv"
"$joyato" init "$tmp/city.db" --city "$here/../data/cities/komae" > /dev/null
/usr/bin/time -o "$tmp/ours" -f '%e %M' "$joyato" import "$tmp/city.db" streetlights "$tmp/lights.csv" --quiet
/usr/bin/time -o "$tmp/theirs" -f '%e %M' ogr2ogr -f SQLite -dsco SPATIALITE=YES -lco SPATIAL_INDEX=YES \
    -gt 100000 -oo X_POSSIBLE_NAMES=経度 -oo Y_POSSIBLE_NAMES=緯度 -a_srs EPSG:4326 \
    "$tmp/ogr.sqlite" "$tmp/lights.csv"
paste -d' ' "$tmp/ours" "$tmp/theirs" | awk -v n="$n" '{
    printf "%d rows: joyato %.1f s, %d MB; ogr2ogr %.1f s, %d MB; ratio %.2f\n", n, $1, $2/1024, $3, $4/1024, $1/$3 }'
