#!/bin/sh
# Virtuoso 7: a file a graph, by its bulk loader; this folder must be in DirsAllowed of virtuoso.ini.
folder=$(cd "$(dirname "$0")" && pwd)
exec "${ISQL:-isql-vt}" "${1:?usage: load-virtuoso.sh PORT PASSWORD}" dba "${2:?usage: load-virtuoso.sh PORT PASSWORD}" \
    exec="ld_dir('$folder/graphs', '*.nt.gz', ''); rdf_loader_run(); checkpoint; select count(*) from DB.DBA.load_list where ll_error is not null;"
