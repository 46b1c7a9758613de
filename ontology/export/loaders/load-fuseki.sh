#!/bin/sh
# Apache Jena: into the TDB2 folder that `fuseki-server --tdb2 --loc FOLDER /lpip` will serve.
exec tdb2.tdbloader --loc "${1:?usage: load-fuseki.sh FOLDER}" "$(dirname "$0")/lpip.nq.gz"
