#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Every figure that tiles are held to, in one run on one machine, each row with its goal and whether it is met: joyato serve beside MapServer
# (FastCGI behind nginx, GeoPackage with its R-tree) and beside libmicrohttpd with nothing behind it, the same lights and the same tiles; then waiting
# times with a writer, cached tiles, growth, and the start with many lights. Loopback only, bounded in time (some 8 minutes, --quick 2).
#
#   bench/tiles.sh [--quick] JOYATO [LIGHTS [SECONDS]]      Debian: cgi-mapserver mapserver-bin spawn-fcgi nginx-light wrk gdal-bin python3 bc curl
#                                                           beside JOYATO: make bench/bare_http bench/tiles_bench
#
# Seeded lights over 34 by 32 km of Tokyo, as in tiles_bench.c: nine tenths in 4,000 bunches, one tenth anywhere. The tiles asked for are those of
# lights picked at random. Both make plain MVT of the lights with the same attributes, and palette PNG of 256 pixels.
set -euo pipefail
quick=; [ "${1:-}" = --quick ] && { quick=1; shift; }
[ $# -ge 1 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
joyato=$(readlink -f "$1"); lights=${2:-$([ -n "$quick" ] && echo 200000 || echo 1000000)}; seconds=${3:-$([ -n "$quick" ] && echo 1 || echo 3)}
many=$([ -n "$quick" ] && echo 500000 || echo 5000000)    # lights of the start
grown=$([ -n "$quick" ] && echo 2000000 || echo 20000000) # lights of the growth
bare=$(dirname "$joyato")/bench/bare_http; inmemory=$(dirname "$joyato")/bench/tiles_bench
src=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/tiles-bench.XXXXXX"); pids=; workers=
trap 'kill $pids 2>/dev/null || true; kill -9 $workers 2>/dev/null || true; rm -rf "$dir"' EXIT # mapserv hears no TERM between requests
for tool in "$bare" "$inmemory"; do [ -x "$tool" ] || { echo "tiles.sh: $tool is not built" >&2; exit 1; }; done
for tool in mapserv spawn-fcgi nginx wrk ogr2ogr python3 bc curl; do
    PATH=$PATH:/usr/lib/cgi-bin:/usr/sbin command -v $tool >/dev/null || { echo "tiles.sh: $tool is not installed" >&2; exit 1; }
done
PATH=$PATH:/usr/lib/cgi-bin:/usr/sbin

python3 - "$lights" "$dir" <<'P'
import math, random, sys
n, folder = int(sys.argv[1]), sys.argv[2]
r = random.Random(20260101)
def tokyo(): return 139.39 + 0.38 * r.random(), 35.53 + 0.29 * r.random()  # all near enough to the city of the profile
bunches = [tokyo() for _ in range(4000)]
at = []
with open(folder + "/lights.csv", "w") as out:
    out.write("lamp_id,lon,lat,watt,lamp,status\n")
    for i in range(n):
        lon, lat = tokyo()
        if i % 10:
            lon, lat = r.choice(bunches)
            lon, lat = lon + 0.012 * (r.random() - 0.5), lat + 0.010 * (r.random() - 0.5)
        at.append((lon, lat))
        out.write("%d,%.7f,%.7f,%s,%s,%s\n" % (i + 1, lon, lat, r.choice(("8.4", "10", "20", "22", "32", "40", "60", "100")),
                  "led" if r.random() < 0.75 else "fluorescent", "in_service" if r.random() < 0.99 else "out"))
for z in (12, 14, 16):
    tiles = []
    for lon, lat in r.choices(at, k=512):
        k = 2 ** z
        tiles.append((int((lon + 180) / 360 * k), int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * k)))
    for kind in ("mvt", "png"):
        with open("%s/joyato-%s-%d" % (folder, kind, z), "w") as out:
            out.writelines("/tiles/streetlights/%d/%d/%d.%s\n" % (z, x, y, kind) for x, y in tiles)
        with open("%s/mapserver-%s-%d" % (folder, kind, z), "w") as out:
            out.writelines("/ms?map=%s/lights.map&mode=tile&tilemode=gmap&layers=streetlights&map.imagetype=%s&tile=%d+%d+%d\n"
                           % (folder, kind, x, y, z) for x, y in tiles)
P

# --- the peer
ogr2ogr -q -f GPKG "$dir/lights.gpkg" "$dir/lights.csv" -nln streetlights -oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat \
    -oo AUTODETECT_TYPE=YES -s_srs EPSG:4326 -t_srs EPSG:3857
cat >"$dir/mapserver.conf" <<C
CONFIG
  ENV
    MS_MAP_PATTERN "^$dir/"
  END
END
C
cat >"$dir/lights.map" <<C
MAP
  NAME "lights"
  SIZE 256 256
  EXTENT 15400000 4200000 15650000 4300000
  PROJECTION "epsg:3857" END
  OUTPUTFORMAT NAME "mvt" DRIVER "MVT" EXTENSION "pbf" FORMATOPTION "EXTENT=4096" FORMATOPTION "EDGE_BUFFER=0" END
  OUTPUTFORMAT NAME "png" DRIVER "AGG/PNG8" MIMETYPE "image/png" IMAGEMODE RGB EXTENSION "png" FORMATOPTION "QUANTIZE_FORCE=on" FORMATOPTION "COMPRESSION=1" END
  WEB METADATA "tile_map_edge_buffer" "8" END END
  SYMBOL NAME "disc" TYPE ELLIPSE FILLED TRUE POINTS 1 1 END END
  LAYER
    NAME "streetlights" TYPE POINT STATUS ON
    CONNECTIONTYPE OGR CONNECTION "$dir/lights.gpkg" DATA "streetlights"
    PROCESSING "CLOSE_CONNECTION=DEFER"
    PROJECTION "epsg:3857" END
    METADATA "gml_include_items" "lamp_id,watt,lamp,status" END
    CLASS STYLE SYMBOL "disc" SIZE 6 COLOR 230 159 0 OUTLINECOLOR 90 60 0 END END
  END
END
C
MAPSERVER_CONFIG_FILE=$dir/mapserver.conf spawn-fcgi -s "$dir/ms.sock" -F 2 -P "$dir/ms.pid" -- "$(command -v mapserv)" >/dev/null
workers=$(tr '\n' ' ' <"$dir/ms.pid")
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/nginx.conf" <<C
$([ "$(id -u)" = 0 ] && echo "user root;") daemon off; worker_processes 2; pid $dir/nginx.pid; error_log $dir/nginx.log;
events { worker_connections 256; }
http { access_log off; keepalive_requests 1000000; client_body_temp_path $dir/n1; proxy_temp_path $dir/n2; fastcgi_temp_path $dir/n3; uwsgi_temp_path $dir/n4; scgi_temp_path $dir/n5;
  fastcgi_buffers 64 16k;
  server { listen 127.0.0.1:$port;
    location /ms { fastcgi_pass unix:$dir/ms.sock; fastcgi_param QUERY_STRING \$query_string; fastcgi_param REQUEST_METHOD GET; fastcgi_param SCRIPT_NAME /ms; fastcgi_param SERVER_NAME localhost; fastcgi_param SERVER_PORT $port; } } }
C
nginx -c "$dir/nginx.conf" 2>/dev/null & pids="$pids $!"

# --- joyato, and how to ask
import() { # DB CSV LIGHTS
    "$joyato" init "$1" --city "$src/data/cities/komae" >/dev/null 2>&1
    "$joyato" import "$1" streetlights "$2" --quiet --json >"$dir/import.json" 2>"$dir/import.log" || { cat "$dir/import.log" >&2; exit 1; }
    grep -q "\"inserted\":$3,.*\"rejected\":0" "$dir/import.json" || { echo "tiles.sh: not all lights were taken: $(head -c 300 "$dir/import.json")" >&2; exit 1; }
}
now() { date +%s.%N; }
serve() { # DB SETTINGS: leaves $base_joyato, $serving
    printf '%b' "$2" >"$dir/joyato.conf"; : >"$dir/serve.out"
    "$joyato" serve "$1" --config "$dir/joyato.conf" --listen 127.0.0.1:0 --web "$src/web" >"$dir/serve.out" 2>"$dir/serve.log" & serving=$!; pids="$pids $serving"
    for _ in $(seq 2400); do grep -q listening "$dir/serve.out" && break; sleep 0.05; done
    base_joyato=$(sed -n 's/^listening on //p' "$dir/serve.out")
    [ -n "$base_joyato" ] || { cat "$dir/serve.log" >&2; exit 1; }
}
ready() { for _ in $(seq 600); do curl -sf -o "$dir/body" "$base_joyato/readyz" && return; sleep 0.2; done; echo "tiles.sh: never ready" >&2; exit 1; }
stop() { kill "$serving"; wait "$serving" 2>/dev/null || true; }
start=$(now); import "$dir/lights.joyato" "$dir/lights.csv" "$lights"
imported=$(echo "$(now) - $start" | bc)
settings='access_log = no\nconnections_per_address = 0\n'
base_mapserver=http://127.0.0.1:$port

cat >"$dir/ask.lua" <<'L'
local paths, at = {}, 0
function init(args)
    for line in io.lines(args[1]) do paths[#paths + 1] = wrk.format("GET", line, args[2] and args[2] ~= "-" and { ["Accept-Encoding"] = args[2] } or nil) end
end
function request() at = at % #paths + 1; return paths[at] end
L
# The same with a pause of 0 to 2 * args[3] ms before each request.
{ cat "$dir/ask.lua"; echo 'local start = init; local pause; function init(args) start(args); pause = tonumber(args[3]) end; function delay() return math.random(0, 2 * pause) end'; } >"$dir/paused.lua"
wrk_run() { # BASE FILE CONNECTIONS SECONDS [ENCODING [PAUSE]]
    local script=ask; [ -n "${6:-}" ] && script=paused
    wrk -t1 -c"$3" -d"${4}s" --latency --timeout 20s -s "$dir/$script.lua" "$1" -- "$2" ${5:-} ${6:-} >"$dir/wrk.out" 2>&1
    if grep -q 'Non-2xx' "$dir/wrk.out"; then echo "tiles.sh: $2: $(grep Non-2xx "$dir/wrk.out")" >&2; exit 1; fi
}
per_s() { sed -n 's/^Requests\/sec: *//p' "$dir/wrk.out"; }
rate() { wrk_run "$1" "$2" "$3" "$seconds" ${4:-}; per_s; }
p99_ms() { awk '$1 == "99%" { v = $2 + 0; if ($2 ~ /us$/) v /= 1000; else if ($2 !~ /ms$/) v *= 1000; print v }' "$dir/wrk.out"; }
met=0; missed=0
row() { # WHAT OURS THEIRS-NAME THEIRS FIGURE COMPARE GOAL: "FIGURE COMPARE GOAL" decides
    local verdict=met
    if [ "$(echo "$5 $6 $7" | bc)" = 1 ]; then met=$((met + 1)); else verdict='**missed**'; missed=$((missed + 1)); fi
    printf '| %s | %s | %s | %s | %s | %s %s | %s |\n' "$1" "$2" "$3" "$4" "$5" "${6/>=/≥}" "$7" "$verdict"
}
ratio() { echo "scale=2; $1 / $2" | bc | sed 's/^\./0./'; }
round() { printf '%.0f' "$1"; }

echo "$(date -u +%F), $(nproc) shared cores, load $(cut -d' ' -f1 /proc/loadavg), $lights lights (imported in $(round "$imported") s), $seconds s a figure; tiles/s unless said otherwise"
echo '| what | joyato | beside | its figure | ratio, or figure | goal | |'
echo '|---|---|---|---|---|---|---|'

# --- nothing cached, beside MapServer and beside the bare library
serve "$dir/lights.joyato" "tile_cache = 0\n$settings"; ready; sleep 2
# Both must answer 200 with something before anything is counted.
for who in joyato mapserver; do for kind in mvt png; do for z in 12 14 16; do
    base=base_$who
    set -- $(curl -s -m 60 -o "$dir/body" -w '%{http_code} %{size_download} %{content_type}' "${!base}$(head -1 "$dir/$who-$kind-$z")")
    [ "$1" = 200 ] && [ "$2" -gt 60 ] || { echo "tiles.sh: $who $kind z$z answers $*" >&2; head -c 300 "$dir/body" >&2; tail -2 "$dir/nginx.log" >&2; exit 1; }
done; done; done
# The bare library sends bodies of the mean size of our tiles of zoom 16.
mean=$(head -100 "$dir/joyato-mvt-16" | sed "s|^|$base_joyato|" | xargs curl -s -w '%{stderr}%{size_download}\n' -o /dev/null 2>&1 >/dev/null | awk '{ n += $1 } END { print int(n / NR) }' || true)
[ -n "$mean" ] && [ "$mean" -gt 500 ] || mean=5000
"$bare" "$mean" >"$dir/bare.out" & pids="$pids $!"
for _ in $(seq 100); do grep -q listening "$dir/bare.out" && break; sleep 0.05; done
base_bare=$(sed -n 's/^listening on //p' "$dir/bare.out")

for kind in mvt png; do for z in 12 14 16; do for c in 2 4; do
    ours=$(rate "$base_joyato" "$dir/joyato-$kind-$z" $c); theirs=$(rate "$base_mapserver" "$dir/mapserver-$kind-$z" $c)
    case $kind$z in mvt12 | mvt14) goal=20 ;; png14 | png16) goal=8 ;; *) goal=1 ;; esac
    row "$kind z$z, $c connections" "$(round "$ours")" MapServer "$(round "$theirs")" "$(ratio "$ours" "$theirs")" '>=' $goal
done; done; done
for c in 2 4; do
    ours=$(rate "$base_joyato" "$dir/joyato-mvt-16" $c); theirs=$(rate "$base_bare" "$dir/joyato-mvt-16" $c)
    row "mvt z16, $c connections" "$(round "$ours")" "libmicrohttpd, $mean bytes" "$(round "$theirs")" "$(ratio "$ours" "$theirs")" '>=' 0.60
done
for z in 12 14 16; do
    ours=$(rate "$base_joyato" "$dir/joyato-mvt-$z" 4 gzip); plain=$(rate "$base_joyato" "$dir/joyato-mvt-$z" 4)
    printf '| mvt z%s, 4 connections, gzip | %s | plain | %s | %s | | |\n' "$z" "$(round "$ours")" "$(round "$plain")" "$(ratio "$ours" "$plain")"
done

# --- waiting: 64 connections that pause before each request, and a writer that changes one light a second
write_lights() {
    local i=0
    while :; do
        i=$((i + 1)); printf 'lamp_id,lon,lat,watt,lamp,status\n%d,139.%d,35.6,10,led,in_service\n' "$((i % 5 + 1))" "$((500000 + i))" >"$dir/one.csv"
        "$joyato" import "$dir/lights.joyato" streetlights "$dir/one.csv" --quiet >/dev/null 2>&1 || true
        sleep 1
    done
}
write_lights & writer=$!; pids="$pids $writer"
wrk_run "$base_joyato" "$dir/joyato-mvt-14" 64 $((seconds * 3)) - 25; p=$(p99_ms)
row "p99 of mvt z14 in ms: uncached, writer, 64 connections" "$p" "asked a second" "$(round "$(per_s)")" "$p" '<' 10
stop
serve "$dir/lights.joyato" "$settings"; ready; sleep 2
wrk_run "$base_joyato" "$dir/joyato-mvt-16" 64 2
wrk_run "$base_joyato" "$dir/joyato-mvt-16" 64 $((seconds * 3)) - 10; p=$(p99_ms)
row "p99 of mvt z16 in ms: cached, writer, 64 connections" "$p" "asked a second" "$(round "$(per_s)")" "$p" '<' 2
kill "$writer" 2>/dev/null || true; wait "$writer" 2>/dev/null || true; sleep 1

# --- cached
for c in 4 16; do
    wrk_run "$base_joyato" "$dir/joyato-mvt-16" $c 1
    ours=$(rate "$base_joyato" "$dir/joyato-mvt-16" $c); theirs=$(rate "$base_bare" "$dir/joyato-mvt-16" $c)
    row "cached mvt z16, $c connections" "$(round "$ours")" "libmicrohttpd, $mean bytes" "$(round "$theirs")" "$(ratio "$ours" "$theirs")" '>=' 0.85
done
stop

# --- growth: one thread, in memory, as dense everywhere, from a town to a country
"$inmemory" --growth 100000 "$grown" "$seconds" >"$dir/growth.out"
while read -r kind z few all; do
    row "$kind z$z, $grown lights" "$all" "100000 lights" "$few" "$(ratio "$all" "$few")" '>=' 0.80
done <"$dir/growth.out"

# --- the start
python3 - "$many" "$dir/many.csv" <<'P'
import random, sys
n, path = int(sys.argv[1]), sys.argv[2]
r = random.Random(1).random
with open(path, "w") as out:
    out.write("lamp_id,lon,lat,watt,lamp,status\n")
    out.writelines("%d,%.7f,%.7f,20,led,in_service\n" % (i + 1, 139.39 + 0.38 * r(), 35.53 + 0.29 * r()) for i in range(n))
P
import "$dir/many.joyato" "$dir/many.csv" "$many"; rm -f "$dir/many.csv"
begin=$(now); serve "$dir/many.joyato" "scene_file = 0\n$settings"; first=$(echo "$(now) - $begin" | bc)
ready; for _ in $(seq 600); do [ -e "$dir/many.joyato-scene" ] && break; sleep 0.1; done; stop
begin=$(now); serve "$dir/many.joyato" "scene_file = 0\n$settings"
curl -sf -o "$dir/body" "$base_joyato$(head -1 "$dir/joyato-mvt-16")"; again=$(ratio "$(echo "$(now) - $begin" | bc)" 1)
row "first tile after the start, s, $many lights" "$again" "without the scene file" "$(ratio "$first" 1)" "$again" '<' 5
printf '| scene file, bytes a light | %s | | | | | |\n' "$(ratio "$(stat -c %s "$dir/many.joyato-scene")" "$many")"
ready; printf '| memory with rows and scene, bytes a light | %s | | | | | |\n' "$(round "$(ratio "$(awk '/VmRSS/ { print $2 * 1024 }' "/proc/$serving/status")" "$many")")"
stop
echo; echo "$met goals met, $missed missed; load now $(cut -d' ' -f1 /proc/loadavg)"
