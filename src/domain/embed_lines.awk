# SPDX-License-Identifier: AGPL-3.0-or-later
# Turns a text file into a C array NAME, a string per line: awk -v name=NAME -f embed_lines.awk FILE
BEGIN {
    print "/* Made by embed_lines.awk. */"
    print "#include <stddef.h>"
    printf "extern const char *const %s[];\nconst char *const %s[] = {\n", name, name
}
{
    gsub(/\\/, "\\\\")
    gsub(/"/, "\\\"")
    printf "    \"%s\\n\",\n", $0
}
END { print "    NULL};" }
