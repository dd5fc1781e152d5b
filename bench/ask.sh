#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Milliseconds of an answer ("may a light be asked for here?") while clients ask the same service for tiles, gaps and answers, each the next question as soon
# as it has the last; then the same while a light of the registry changes every second, so that the city is made anew all the time.
#
#   bench/ask.sh JOYATO [EDGES [SECONDS [CLIENTS]]]      needs python3, curl and bench/http_mix (make bench/http_mix)
set -euo pipefail
joyato=$(readlink -f "$1"); edges=${2:-50000}; seconds=${3:-10}; clients=${4:-8}
src=$(cd "$(dirname "$0")/.." && pwd); mix=$(dirname "$joyato")/bench/http_mix
dir=$(mktemp -d "${TMPDIR:-/tmp}/ask-bench.XXXXXX"); pids=
trap 'kill $pids 2>/dev/null || true; wait; rm -rf "$dir"' EXIT
[ -x "$mix" ] || { echo "ask.sh: build bench/http_mix first" >&2; exit 1; }

python3 "$src/bench/city.py" "$edges" "$dir"
"$joyato" init "$dir/c.joyato" --city "$src/data/cities/komae" >/dev/null 2>&1
"$joyato" import "$dir/c.joyato" roads "$dir/roads.geojson" --quiet >/dev/null 2>&1
"$joyato" import "$dir/c.joyato" streetlights "$dir/lights.csv" --quiet >/dev/null 2>&1
printf 'access_log = no\nconnections_per_address = 0\n' >"$dir/joyato.conf"
"$joyato" serve "$dir/c.joyato" --config "$dir/joyato.conf" --listen 127.0.0.1:0 --web "$src/web" >"$dir/serve.out" 2>"$dir/serve.log" & pids=$!
for _ in $(seq 240); do grep -q listening "$dir/serve.out" && break; sleep 0.5; done
base=$(sed -n 's/^listening on //p' "$dir/serve.out")
[ -n "$base" ] || { cat "$dir/serve.log" >&2; exit 1; }

# Of twenty questions twelve are for an answer, seven for a tile, one for the summary of the gaps; tiles as a phone near the spots asks for them.
python3 - "$dir" <<'P'
import math, random, sys
r, spots = random.Random(7), [tuple(map(float, line.split())) for line in open(sys.argv[1] + "/spots.txt")]
with open(sys.argv[1] + "/mix", "w") as out:
    for lon, lat in spots:
        out.write("ask 12 /api/ask?lon=%.7f&lat=%.7f&land=%s&lang=%s\n" % (lon, lat, r.choice(("city", "private", "unknown")), r.choice(("ja", "en", "ja-easy"))))
        z = r.choice((15, 16, 17))
        x, y = (lon + 180) / 360 * 2 ** z, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2 ** z
        out.write("tile 7 /tiles/%s/%d/%d/%d.mvt\n" % (r.choice(("streetlights", "roads", "gaps", "eligible")), z, x, y))
    out.write("gaps 1 /api/gaps/summary\n")
P
for path in "/api/gaps/summary" "$(sed -n 's/^ask 12 //p;q' "$dir/mix")"; do curl -sf -o /dev/null "$base$path"; done

heading() { printf '\n%s, %s shared cores, load %s, %s edges, %s clients, %s s: %s\n| | per s | median ms | p99 | p99.9 | worst |\n|---|---|---|---|---|---|\n' \
    "$(date -u +%F)" "$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)" "$edges" "$clients" "$seconds" "$1"; }
heading "nothing changes"
"$mix" "${base##*:}" "$clients" "$seconds" "$dir/mix"
heading "a light changes every second"
(for i in $(seq "$seconds"); do
    sed -n "1p;$((i + 1))p" "$dir/lights.csv" | sed '2s/in_service/out/' >"$dir/one.csv"
    "$joyato" import "$dir/c.joyato" streetlights "$dir/one.csv" --quiet >/dev/null 2>&1; sleep 1
done) & pids="$pids $!"
"$mix" "${base##*:}" "$clients" "$seconds" "$dir/mix"

# What if: a planned lamp is dragged along, one question a step, beside the computation of the whole city by `joyato gaps`.
"$joyato" gaps "$dir/c.joyato" >/dev/null 2>"$dir/gaps.log"
python3 - "$dir" "${base#http://}" <<'P'
import http.client, json, re, sys, time
spots = [list(map(float, line.split())) for line in open(sys.argv[1] + "/spots.txt")][:300]
c, ms = http.client.HTTPConnection(sys.argv[2]), []
for spot in spots:
    start = time.perf_counter()
    c.request("POST", "/api/whatif", json.dumps({"add": [spot]}), {"Content-Type": "application/json"})
    answer = c.getresponse()
    body = answer.read().decode()
    assert answer.status == 200, body
    ms.append((time.perf_counter() - start) * 1000)
full = 1000 * float(re.search(r"computed in ([0-9.]+) s", open(sys.argv[1] + "/gaps.log").read()).group(1))
first, rest = ms[0], sorted(ms[1:])
median, p99 = rest[len(rest) // 2], rest[int(len(rest) * 0.99)]
print("\nwhat if, one client: median %.2f ms, p99 %.2f, the first (which copies the city's state) %.0f; the whole city computed: %.0f ms = %.0f times the median" % (median, p99, first, full, full / median))
P
