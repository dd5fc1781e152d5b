#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# vendor.sh SRCDIR: copies the map library from SRCDIR/node_modules (made by `npm ci`) to SRCDIR/web/vendor.
# Like configure, web/vendor is made in the source folder and travels in the archive, so that a build from
# the archive needs neither npm nor a network. Nothing is written when it is up to date (read-only sources).
set -eu
from=$1/node_modules/maplibre-gl
to=$1/web/vendor
files='maplibre-gl.mjs maplibre-gl-worker.mjs maplibre-gl.css'

if [ ! -f "$from/dist/maplibre-gl.mjs" ]; then
    [ -f "$to/maplibre-gl.mjs" ] ||
        echo "note: no map library (run 'npm ci', then 'make'): the page will show its still map" >&2
    exit 0
fi
if [ -f "$to/maplibre-gl.package.json" ] && cmp -s "$from/package.json" "$to/maplibre-gl.package.json"; then exit 0; fi
mkdir -p "$to"
for f in $files; do
    # The maps of the minified files are not shipped, so nothing may ask for them.
    sed '/^\/[/*]# sourceMappingURL=/d' "$from/dist/$f" > "$to/$f.tmp" && mv "$to/$f.tmp" "$to/$f"
done
cp "$from/LICENSE.txt" "$to/maplibre-gl.LICENSE.txt"
cp "$from/package.json" "$to/maplibre-gl.package.json"
echo "  VENDOR   maplibre-gl $(sed -n 's/^ *"version": "\([^"]*\)".*/\1/p' "$from/package.json")" >&2
