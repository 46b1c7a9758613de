#!/bin/sh
# Oxigraph: into the folder that `oxigraph serve --location FOLDER` will serve.
exec oxigraph load --location "${1:?usage: load-oxigraph.sh FOLDER}" --file "$(dirname "$0")/lpip.nq.gz"
