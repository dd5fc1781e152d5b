#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Property sheets of the running service beside Chromium printing their HTML twins: milliseconds of one after the other,
# their ratio, the slowest of 20 at once, memory. Usage: bench/flyer.sh JOYATO DB [SHEETS]. Needs curl, python3, chromium.
set -eu
joyato=$1 db=$2 sheets=${3:-20}
for tool in curl python3 chromium; do
    command -v $tool >/dev/null || { echo "left out: $tool is missing"; exit 0; }
done
dir=$(mktemp -d)
printf 'expensive_burst = 0\naccess_log = false\n' >"$dir/conf"
"$joyato" serve "$db" --listen 127.0.0.1:0 --config "$dir/conf" >"$dir/out" 2>"$dir/err" &
server=$!
trap 'kill $server; wait $server 2>/dev/null; rm -rf "$dir"' EXIT
for _ in $(seq 300); do grep -q listening "$dir/out" && break; sleep 0.1; done
python3 - "$(sed -n 's/^listening on //p' "$dir/out")" "$dir" "$sheets" $server <<'END'
import json, os, subprocess, sys, threading, time, urllib.request
url, folder, n, server = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
west, south, east, north = json.load(urllib.request.urlopen(url + "/api/city"))["bbox"]
made = 0


def place():  # another one each time, near a road: the middle of the city and around it
    global made
    made += 1
    k = made * 0.618034 % 1, made * 0.754878 % 1
    return "%.6f,%.6f" % (west + (east - west) * (0.35 + 0.3 * k[0]), south + (north - south) * (0.35 + 0.3 * k[1]))


def fetch(at, kind):
    begin = time.monotonic()
    try:
        body = urllib.request.urlopen(f"{url}/flyers/property.{kind}?at={at}").read()
    except urllib.error.HTTPError as e:
        return (None, b"") if e.code == 404 else (_ for _ in ()).throw(e)
    return 1e3 * (time.monotonic() - begin), body


def fetch_any(kind):
    while True:
        ms, body = fetch(place(), kind)
        if ms is not None:
            return ms, body


def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


fetch_any("pdf")
one, size = [], []
for _ in range(max(n, 20)):
    ms, body = fetch_any("pdf")
    one.append(ms)
    size.append(len(body))
chromium = []
for i in range(min(n, 6)):
    _, page = fetch_any("html")
    with open(f"{folder}/{i}.html", "wb") as f:
        f.write(page)
    begin = time.monotonic()
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={folder}/profile",
                    f"--print-to-pdf={folder}/{i}.pdf", f"file://{folder}/{i}.html"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    chromium.append(1e3 * (time.monotonic() - begin))
many, lock = [], threading.Lock()


def client():
    ms, _ = fetch_any("pdf")
    with lock:
        many.append(ms)


for _ in range(5):
    threads = [threading.Thread(target=client) for _ in range(20)]
    [t.start() for t in threads]
    [t.join() for t in threads]
mean = lambda v: sum(v) / len(v)
rss = 0
for pid in [str(server)] + open(f"/proc/{server}/task/{server}/children").read().split():
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            rss += int(line.split()[1])
print(f"one after the other: mean {mean(one):.0f} ms, p50 {quantile(one, .5):.0f}, p99 {quantile(one, .99):.0f}, {mean(size) / 1e3:.0f} kB")
print(f"Chromium, HTML twin to PDF: mean {mean(chromium):.0f} ms; ratio {mean(chromium) / mean(one):.1f}")
print(f"20 at once, five times: p50 {quantile(many, .5):.0f} ms, p99 {quantile(many, .99):.0f} ms, {quantile(many, .99) / quantile(one, .99):.1f} times p99 of one")
print(f"memory of the service and its children: {rss / 1024:.0f} MB; load {os.getloadavg()[0]:.1f}")
END
