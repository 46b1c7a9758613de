#!/bin/sh
# Blazegraph: into a namespace for quads, graph by graph as Turtle; its reader of N-Quads takes UTF-8 for something else.
set -e
service=${1:?usage: load-blazegraph.sh http://host:9999/blazegraph/namespace/kb/sparql}
for file in "$(dirname "$0")"/graphs/*.nt.gz; do
    gzip -dc "$file" | curl --fail --silent --show-error --output /dev/null --request POST \
        --header 'Content-Type: text/turtle; charset=UTF-8' --data-binary @- \
        "$service?context-uri=$(cat "${file%.gz}.graph")"
done
