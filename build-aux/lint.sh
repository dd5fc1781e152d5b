#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Static analysis for `make lint`: lint.sh SRCDIR [tidy] [cppcheck] [analyzer], in the build folder. Prints every finding; exit 1 on one.
# LINT_FILES: paths from SRCDIR, instead of all of gis and src. LINT_CPPFLAGS, CC: as the build has them.
set -uo pipefail
srcdir=$1; shift
parts=${*:-tidy cppcheck analyzer}
jobs=$(nproc)
failed=no

# -D of the paths are strings and do not outlive the quoting of make: put back here.
flags=(-std=gnu11 -DJOYATO_SOURCE_DIR='""' -DJOYATO_PKGDATA_DIR='""')
for flag in ${LINT_CPPFLAGS-}; do
    case $flag in -DJOYATO_*) ;; *) flags+=("$flag") ;; esac
done

if [ -n "${LINT_FILES-}" ]; then
    read -ra files <<<"$LINT_FILES"
else
    mapfile -t files < <(cd "$srcdir" && find gis src -name '*.c' | sort)
fi

need() { # COMMAND
    command -v "$1" >/dev/null || { echo "lint: $1 is missing: ./bootstrap deps --lint installs it" >&2; exit 2; }
}

# Runs a command once for each file of the array listed, jobs at a time; findings are what it prints.
each() { # NAME COMMAND...
    local name=$1 found; shift
    found=$(printf "$srcdir/%s\n" "${listed[@]}" | xargs -P "$jobs" -n 1 "$@" 2>&1)
    [ -z "$found" ] || { printf '%s\n' "$found"; failed=yes; echo "lint: $name has findings" >&2; }
}

# Names of single checks of another compiler's warnings, and the count of suppressed ones, are no findings.
tidy_one() {
    clang-tidy --quiet "$1" -- "${@:2}" 2>/dev/null
}
export -f tidy_one

for part in $parts; do
    case $part in
    tidy)
        need clang-tidy
        listed=("${files[@]}")
        each clang-tidy bash -c 'file=${!#}; tidy_one "$file" "${@:1:$#-1}"' tidy "${flags[@]}" ;;
    cppcheck)
        need cppcheck
        # varFuncNullUB: NULL as the last of variable arguments is (char *)NULL on every system we build for.
        # readdirCalled: readdir() is safe on a stream of one's own (glibc's manual, and POSIX.1-2024).
        found=$(cd "$srcdir" && cppcheck --enable=warning,performance,portability --inline-suppr --quiet -j "$jobs" --std=c11 -I . -D__linux__ \
            --suppress=varFuncNullUB --suppress=readdirCalled --suppress=missingIncludeSystem "${files[@]}" 2>&1)
        [ -z "$found" ] || { printf '%s\n' "$found"; failed=yes; echo "lint: cppcheck has findings" >&2; } ;;
    analyzer)
        need "${CC%% *}"
        mapfile -t listed < <(printf '%s\n' "${files[@]}" | grep -E '^(gis|src/base)/')
        each 'gcc -fanalyzer' ${CC:-gcc} "${flags[@]}" -O1 -fanalyzer -c -o /dev/null ;;
    *) echo "lint: no part '$part' (tidy, cppcheck, analyzer)" >&2; exit 2 ;;
    esac
done
[ "$failed" = no ] && echo "lint: no findings"
[ "$failed" = no ]
