FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /tmp/
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /tmp/requirements.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent portal
COPY --from=packages /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY . .
# Collecting files signs nothing: this key exists in this line only. The other settings are those of operation.
RUN python -m compileall -q . \
 && mkdir -p var/media \
 && SECRET_KEY=unused-while-building ALLOWED_HOSTS=unused.invalid \
    DATABASE_URL=postgresql://unused.invalid/none REDIS_URL=redis://unused.invalid/0 \
    python manage.py collectstatic --no-input --verbosity 0 \
 && chown portal:portal var/media
USER portal
EXPOSE 8000
# Requests are short; what takes time is done by the worker.
CMD ["gunicorn", "portal.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--threads=4", "--timeout=60", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]
