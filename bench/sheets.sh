#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A table of properties as a job of the service: sheets a second, processor time used of what there is, and how the
# service answers meanwhile, beside how it answers when nothing else runs.
#   bench/sheets.sh build/joyato [ROWS]
set -euo pipefail
joyato=$(readlink -f "$1"); rows=${2:-1000}
top=$(cd "$(dirname "$0")/.." && pwd)
export JOYATO_HOME=$top
dir=$(mktemp -d); trap 'kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
pid=
"$joyato" init "$dir/db" --city "$top/data/cities/komae" --sample >/dev/null
printf 'expensive_burst = 0\njob_burst = 0\nmap_burst = 0\naccess_log = no\n' >"$dir/conf"
"$joyato" serve "$dir/db" --listen 127.0.0.1:0 --config "$dir/conf" >"$dir/out" 2>/dev/null & pid=$!
for _ in $(seq 100); do grep -q listening "$dir/out" && break; sleep 0.1; done
python3 - "$(grep -o 'http://[^ ]*' "$dir/out")" "$rows" "$pid" <<'PY'
import http.client, json, os, random, sys, threading, time, urllib.parse
url, rows, pid = urllib.parse.urlparse(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
random.seed(1)
table = "name,lon,lat\n" + "".join("%d,%.6f,%.6f\n" % (i, random.uniform(139.568, 139.585), random.uniform(35.627, 35.643)) for i in range(rows))
connect = lambda: http.client.HTTPConnection(url.hostname, url.port, timeout=60)

def ask(connection, method, path, body=None, headers={}):
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()

def probe(seconds, stop=None):
    """One client, the next question when it has the last: ms of each kind."""
    kinds = {"ask": lambda: "/api/ask?lon=%.5f&lat=%.5f" % (random.uniform(139.57, 139.58), random.uniform(35.63, 35.64)),
             "search": lambda: "/api/search?q=" + random.choice(["komae%20eki", "izumihoncho%203", "%E6%9D%B1%E5%92%8C%E6%B3%893"]),
             "tile": lambda: "/tiles/streetlights/16/%d/%d.mvt" % (58170 + random.randrange(9), 25810 + random.randrange(9))}
    took, connection, until = {k: [] for k in kinds}, connect(), time.time() + seconds
    while time.time() < until and not (stop and stop.is_set()):
        for kind, path in kinds.items():
            begin = time.perf_counter()
            status, _ = ask(connection, "GET", path())
            took[kind].append(1e3 * (time.perf_counter() - begin))
            assert status in (200, 204), status
        time.sleep(0.01)
    return took

def show(what, took):
    for kind, ms in took.items():
        ms.sort()
        print("%-8s %-7s %6d answers, median %.2f ms, p99 %.2f ms, worst %.1f ms" % (what, kind, len(ms), ms[len(ms) // 2], ms[len(ms) * 99 // 100], ms[-1]))

def cpu_s():
    return sum(os.times()[2:4]) + sum(int(x) for x in open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()[11:15]) / os.sysconf("SC_CLK_TCK")

print("load", open("/proc/loadavg").read().split()[0], "cores", os.cpu_count())
show("alone", probe(5))
c, stop, busy = connect(), threading.Event(), {}
thread = threading.Thread(target=lambda: busy.update(probe(3600, stop)))
begin, used = time.time(), cpu_s()
status, body = ask(c, "POST", "/api/agents/sheets?terms=accepted", table.encode(), {"Content-Type": "text/csv", "Idempotency-Key": "bench-%d" % time.time_ns()})
assert status == 202, body
job, peak = json.loads(body), 0
thread.start()
while True:
    status = json.loads(ask(c, "GET", job["status_url"])[1])
    for child in open("/proc/%d/task/%d/children" % (pid, pid)).read().split() or os.popen("pgrep -P %d" % pid).read().split():
        try: peak = max(peak, int([l for l in open("/proc/%s/status" % child) if l.startswith("VmHWM")][0].split()[1]))
        except (OSError, IndexError): pass
    if status["state"] in ("done", "failed"): break
    time.sleep(0.5)
wall = time.time() - begin
stop.set(); thread.join()
show("with job", busy)
print("%d sheets (PDF A4), %d without: %.1f s, %.1f sheets/s; processor time %.1f s, %.2f cores; ZIP %.0f MB, memory of the child %.0f MB; load %s" % (
    status["done"] - status["failed"], status["failed"], wall, status["done"] / wall, cpu_s() - used, (cpu_s() - used) / wall,
    status.get("result_bytes", 0) / 1e6, peak / 1024, open("/proc/loadavg").read().split()[0]))
PY
