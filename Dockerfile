# Built from the same locked, hashed list of packages as everywhere else; the image that runs holds no build tools.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /app
RUN python -m venv --without-pip /opt/cds
COPY requirements.lock ./
RUN pip --python /opt/cds/bin/python install --only-binary :all: --require-hashes -r requirements.lock
COPY cds_service ./cds_service
# The root file system is read-only where this runs: what Python would cache there is compiled now.
RUN /opt/cds/bin/python -m compileall -q cds_service

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="ketamine-trd-cds" \
      org.opencontainers.image.description="CDS Hooks decision support for intravenous ketamine in treatment-resistant depression" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV PATH=/opt/cds/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# One instance keeps its own file here; several need PostgreSQL, and this folder for what waits to be written.
ENV CDS_DATABASE_URL=sqlite:////var/lib/cds-service/cds-service.sqlite3 \
    CDS_JOURNAL_DIR=/var/lib/cds-service/journal
RUN pip uninstall -y --quiet --root-user-action=ignore pip \
 && install -d -o 10001 -g 10001 /var/lib/cds-service
COPY --from=build /opt/cds /opt/cds
WORKDIR /app
COPY --from=build /app/cds_service ./cds_service
COPY cards ./cards
COPY LICENSE NOTICE ./
USER 10001:10001
VOLUME /var/lib/cds-service
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["python", "-m", "cds_service"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
