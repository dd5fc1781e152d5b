#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# Gi* with conditional permutations against R spdep's localG_perm: the same areas, neighbours and number of
# permutations, one after the other. Usage: bench/gistar_spdep.sh JOYATO [SIDE [NSIM]]   (SIDE x SIDE areas)
# Needs r-cran-spdep: apt-get install r-cran-spdep
set -eu
joyato=${1:?usage: gistar_spdep.sh JOYATO [SIDE [NSIM]]}
side=${2:-71}
nsim=${3:-9999}
command -v Rscript >/dev/null || { echo "Rscript is missing: apt-get install r-cran-spdep" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat >"$dir/run.R" <<'R'
suppressMessages(library(spdep))
a <- commandArgs(TRUE); side <- as.integer(a[1]); nsim <- as.integer(a[2]); dir <- a[3]
set.seed(1); nb <- cell2nb(side, side, "queen"); n <- length(nb); x <- rgamma(n, 2)
write.csv(data.frame(id = seq_len(n), value = sprintf("%.17g", x)), file.path(dir, "values.csv"), row.names = FALSE, quote = FALSE)
write.csv(data.frame(i = rep(seq_len(n), card(nb)), j = unlist(nb)), file.path(dir, "pairs.csv"), row.names = FALSE, quote = FALSE)
listw <- nb2listw(include.self(nb), style = "B")
seconds <- system.time(localG_perm(x, listw, nsim = nsim))["elapsed"]
z <- as.numeric(localG(x, listw))
write.csv(data.frame(z = sprintf("%.17g", z)), file.path(dir, "z.csv"), row.names = FALSE, quote = FALSE)
cat(sprintf("spdep %s localG_perm: %d areas, %d permutations: %.2f s\n", packageVersion("spdep"), n, nsim, seconds))
R
Rscript "$dir/run.R" "$side" "$nsim" "$dir"
begin=$(date +%s.%N)
"$joyato" stats gistar --values "$dir/values.csv" --neighbours "$dir/pairs.csv" --nsim "$nsim" >"$dir/out.csv"
end=$(date +%s.%N)
awk -v b="$begin" -v e="$end" 'BEGIN { printf "joyato stats gistar, reading and writing included: %.3f s\n", e - b }'
paste -d, "$dir/out.csv" "$dir/z.csv" | awk -F, 'NR > 1 { d = $5 - $9; if (d < 0) d = -d; if (d > m) m = d } END { printf "largest difference of Z: %g\n", m }'
