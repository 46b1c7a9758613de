#!/bin/sh
# RDF4J and GraphDB: into a repository that stands.
exec curl --fail --silent --show-error --request POST --header 'Content-Type: application/n-quads' \
    --header 'Content-Encoding: gzip' --data-binary "@$(dirname "$0")/lpip.nq.gz" \
    "${1:?usage: load-rdf4j.sh http://host:8080/rdf4j-server/repositories/NAME}/statements"
