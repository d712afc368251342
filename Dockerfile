# syntax=docker/dockerfile:1

FROM node:24-bookworm-slim AS assets
WORKDIR /srv/omlob
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY scripts/build_assets.mjs scripts/
COPY static static
RUN node scripts/build_assets.mjs

FROM python:3.11-slim-bookworm AS packages
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH VIRTUAL_ENV=/opt/venv
WORKDIR /srv/omlob
COPY requirements requirements
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/tools.txt \
    && uv pip install --no-cache --compile-bytecode --require-hashes -r requirements/run.txt
COPY pyproject.toml LICENSE ./
COPY app app
# The programs that installed it are not needed to run it.
RUN uv pip install --no-cache --no-deps --no-build-isolation --editable . \
    && uv pip uninstall uv hatchling

FROM python:3.11-slim-bookworm
# Pango sets the text of PDF files; HarfBuzz makes their fonts small.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        fontconfig fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/omlob --shell /usr/sbin/nologin omlob \
    && install --directory --owner omlob --mode 750 /srv/omlob/var
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMLOB_ENV=production \
    OMLOB_HOST=0.0.0.0 \
    OMLOB_PORT=8000
WORKDIR /srv/omlob
COPY --from=packages /opt/venv /opt/venv
COPY alembic.ini pyproject.toml LICENSE ./
COPY migrations migrations
COPY templates templates
COPY app app
COPY --from=assets /srv/omlob/static/build static/build
RUN python -m compileall -q app migrations
USER omlob
VOLUME /srv/omlob/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['OMLOB_PORT'] + '/health/live', timeout=4)"]
CMD ["omlob", "serve"]
