# SPDX-License-Identifier: AGPL-3.0-or-later
# Turns the migrations given (sql/NNNN_name.sql, ASCII) into a C table, a string per line.
function finish() { if (open) print "    NULL};" }
BEGIN {
    print "/* Made from src/store/sql by embed.awk. */"
    print "#include <stddef.h>"
    print "#include \"src/store/migrate.h\""
}
FNR == 1 {
    finish()
    open = 1
    n++
    base = FILENAME
    sub(/.*\//, "", base)
    sub(/\.sql$/, "", base)
    name[n] = base
    printf "static const char *const lines_%d[] = {\n", n
}
{
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "    \"%s\\n\",\n", $0
}
END {
    finish()
    print "const struct jy_migration jy_migrations[] = {"
    for (i = 1; i <= n; i++)
        printf "    {%d, \"%s\", lines_%d},\n", substr(name[i], 1, 4) + 0, name[i], i
    print "    {0, NULL, NULL}};"
}
