# SPDX-License-Identifier: AGPL-3.0-or-later
"""A city of bent streets for the benchmarks: roads.geojson, lights.csv and spots.txt (points beside streets) in a folder.

   city.py EDGES FOLDER      each street of 45 m is one edge, with 0 to 5 lamps beside it; one in eight has none
"""
import math, random, sys

edges, folder = int(sys.argv[1]), sys.argv[2]
LON, LAT, STEP_M = 139.578, 35.635, 45.0
r = random.Random(20261123)
side = int(math.sqrt(edges / 2)) + 1
x0 = -side * STEP_M / 2


def degrees(x, y):
    return LON + x / (111320 * math.cos(math.radians(LAT))), LAT + y / 110950


corner = [[(x0 + i * STEP_M + r.uniform(-3, 3), x0 + j * STEP_M + r.uniform(-3, 3)) for j in range(side)] for i in range(side)]
n = lamps = 0
with open(folder + "/roads.geojson", "w") as roads, open(folder + "/lights.csv", "w") as lights, open(folder + "/spots.txt", "w") as spots:
    roads.write('{"type":"FeatureCollection","features":[')
    lights.write("lamp_id,lon,lat,watt,lamp,status\n")
    for i in range(side):
        for j in range(side):
            for di, dj in ((1, 0), (0, 1)):
                if i + di >= side or j + dj >= side or n >= edges:
                    continue
                a, b = corner[i][j], corner[i + di][j + dj]
                middle = ((a[0] + b[0]) / 2 + r.uniform(-1, 1), (a[1] + b[1]) / 2 + r.uniform(-1, 1))
                line = ",".join("[%.9f,%.9f]" % degrees(*p) for p in (a, middle, b))
                roads.write('%s\n{"type":"Feature","properties":{"road_id":"R%d","name":"Street %d"},"geometry":{"type":"LineString","coordinates":[%s]}}'
                            % ("," if n else "", n, n // 60, line))
                n += 1
                if n % 25 == 0:
                    spots.write("%.7f %.7f\n" % degrees(middle[0] + r.uniform(-8, 8), middle[1] + r.uniform(-8, 8)))
                if r.random() < 0.125:
                    continue
                for _ in range(round(r.uniform(0, 5 / 0.875))):
                    t = r.random()
                    lamps += 1
                    lights.write("%d,%.9f,%.9f,%s,led,in_service\n" % ((lamps,) + degrees(
                        a[0] + t * (b[0] - a[0]) + r.uniform(-4, 4), a[1] + t * (b[1] - a[1]) + r.uniform(-4, 4)) + (r.choice(("10", "20", "40")),)))
    roads.write("\n]}\n")
print(n, "edges,", lamps, "lights")
