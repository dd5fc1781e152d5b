#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Tiles a second over HTTP, made anew for each request: joyato serve beside MapServer (FastCGI behind nginx, GeoPackage with
# its R-tree) on the same machine, in one run, with the same lights and the same tiles. Loopback only, bounded in time.
#
#   bench/tiles.sh JOYATO [LIGHTS [SECONDS]]        Debian: cgi-mapserver mapserver-bin spawn-fcgi nginx-light wrk gdal-bin python3
#
# Seeded lights over 34 by 32 km of Tokyo, as in tiles_bench.c: nine tenths in 4,000 bunches, one tenth anywhere. The tiles asked for are those of
# lights picked at random. Both make plain MVT of the lights with the same attributes, and palette PNG of 256 pixels.
set -euo pipefail
joyato=$(readlink -f "$1"); lights=${2:-1000000}; seconds=${3:-4}
src=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d "${TMPDIR:-/tmp}/tiles-bench.XXXXXX"); pids=; workers=
trap 'kill $pids 2>/dev/null || true; kill -9 $workers 2>/dev/null || true; rm -rf "$dir"' EXIT # mapserv hears no TERM between requests
for tool in mapserv spawn-fcgi nginx wrk ogr2ogr python3; do
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

# --- joyato, its cache off
"$joyato" init "$dir/lights.joyato" --city "$src/data/cities/komae" >/dev/null 2>&1
start=$(date +%s.%N)
"$joyato" import "$dir/lights.joyato" streetlights "$dir/lights.csv" --quiet --json >"$dir/import.json" 2>"$dir/import.log" || { cat "$dir/import.log" >&2; exit 1; }
grep -q "\"inserted\":$lights,.*\"rejected\":0" "$dir/import.json" || { echo "tiles.sh: not all lights were taken: $(head -c 300 "$dir/import.json")" >&2; exit 1; }
printf 'import of %s lights: %.0f s\n' "$lights" "$(echo "$(date +%s.%N) - $start" | bc 2>/dev/null || python3 -c "import time; print(time.time() - $start)")"
printf 'tile_cache = 0\naccess_log = no\nconnections_per_address = 0\n' >"$dir/joyato.conf"
"$joyato" serve "$dir/lights.joyato" --config "$dir/joyato.conf" --listen 127.0.0.1:0 --web "$src/web" >"$dir/serve.out" 2>"$dir/serve.log" & pids="$pids $!"
for _ in $(seq 240); do grep -q listening "$dir/serve.out" && break; sleep 0.5; done
base_joyato=$(sed -n 's/^listening on //p' "$dir/serve.out"); base_mapserver=http://127.0.0.1:$port
[ -n "$base_joyato" ] || { cat "$dir/serve.log" >&2; exit 1; }

cat >"$dir/ask.lua" <<'L'
local paths, at = {}, 0
function init(args)
    for line in io.lines(args[1]) do paths[#paths + 1] = wrk.format("GET", line, args[2] and { ["Accept-Encoding"] = args[2] } or nil) end
end
function request() at = at % #paths + 1; return paths[at] end
L
# Both must answer 200 with something before anything is counted.
for who in joyato mapserver; do for kind in mvt png; do for z in 12 14 16; do
    base=base_$who
    set -- $(curl -s -m 60 -o "$dir/body" -w '%{http_code} %{size_download} %{content_type}' "${!base}$(head -1 "$dir/$who-$kind-$z")")
    [ "$1" = 200 ] && [ "$2" -gt 60 ] || { echo "tiles.sh: $who $kind z$z answers $*" >&2; head -c 300 "$dir/body" >&2; tail -2 "$dir/nginx.log" >&2; exit 1; }
    eval "bytes_${who}_${kind}_$z=$2"
done; done; done

rate() { # WHO KIND ZOOM CONNECTIONS [ENCODING]
    local base=base_$1
    wrk -t1 -c"$4" -d"${seconds}s" --timeout 20s -s "$dir/ask.lua" "${!base}" -- "$dir/$1-$2-$3" ${5:-} >"$dir/wrk.out" 2>&1
    if grep -q 'Non-2xx' "$dir/wrk.out"; then echo "tiles.sh: $1 $2 z$3: $(grep Non-2xx "$dir/wrk.out")" >&2; exit 1; fi
    sed -n 's/^Requests\/sec: *//p' "$dir/wrk.out"
}
echo "$(date -u +%F), $(nproc) shared cores, load $(cut -d' ' -f1 /proc/loadavg), $lights lights, $seconds s a figure; tiles/s"
echo '| tiles | connections | joyato | MapServer | ratio | joyato, gzip |'
echo '|---|---|---|---|---|---|'
for kind in mvt png; do for z in 12 14 16; do for c in 2 4; do
    ours=$(rate joyato $kind $z $c); theirs=$(rate mapserver $kind $z $c)
    packed=; [ $kind = mvt ] && packed=$(rate joyato $kind $z $c gzip)
    python3 -c "import sys; a, b = $ours, $theirs; print('| $kind z$z | $c | {:,.0f} | {:,.0f} | {:.0f} | {} |'.format(a, b, a / b, '{:,.0f}'.format($packed) if '$packed' else ''))"
done; done; done
