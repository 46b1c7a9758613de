# The graph on the web, built from this folder: see docs/serve.md.

# the scripts of the explorer's pages
FROM node:22-slim AS scripts
WORKDIR /source/web
COPY web/ ./
RUN npm ci --ignore-scripts --no-audit --no-fund && node build.js

# the package in an environment of its own; pip stays behind
FROM python:3.12-slim AS package
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY data/ data/
COPY ontology/ ontology/
COPY queries/ queries/
COPY shapes/ shapes/
COPY lpipgraph/ lpipgraph/
COPY --from=scripts /source/lpipgraph/pages/vendor/ lpipgraph/pages/vendor/
RUN python -m venv /opt/lpipgraph && /opt/lpipgraph/bin/pip install --no-cache-dir '.[pages]'

FROM python:3.12-slim
COPY --from=package /opt/lpipgraph/ /opt/lpipgraph/
RUN useradd --system --no-create-home --shell /usr/sbin/nologin lpip && install -d -o lpip /var/cache/lpipgraph
ENV PATH=/opt/lpipgraph/bin:$PATH CACHE_DIRECTORY=/var/cache/lpipgraph PYTHONUNBUFFERED=1
USER lpip
WORKDIR /graphs
EXPOSE 8000
HEALTHCHECK --start-period=60s --timeout=5s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health', timeout=3)"]
ENTRYPOINT ["lpipgraph"]
CMD ["serve", "lpip-graph", "--host", "0.0.0.0", "--port", "8000", "--no-browser"]
