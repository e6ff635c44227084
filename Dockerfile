# The program with all that it needs, for `living-review` in a container: docs/how-to/installing.md.
#   docker build -t living-review .
#   docker run --rm --user "$(id -u):$(id -g)" -v "$PWD:/review" living-review build
# The folder of the review is the one volume. Nothing runs as root.

FROM debian:trixie-slim AS program
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 python3-venv ca-certificates
WORKDIR /source
COPY requirements.lock ./
RUN python3 -m venv /opt/living-review \
 && /opt/living-review/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY templates templates
COPY schedules schedules
COPY template template
COPY examples examples
COPY data data
RUN /opt/living-review/bin/pip install --no-cache-dir --no-compile --no-deps . \
 && /opt/living-review/bin/pip uninstall --yes pip \
 && python3 -m compileall -q /opt/living-review/lib

FROM debian:trixie-slim
# Noto holds the scripts that the program's own fonts lack; FONTS= leaves it out, 150 MB less.
ARG FONTS="fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
RUN apt-get update \
 && apt-get install -y --no-install-recommends python3 ca-certificates git \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core $FONTS \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 review \
 && install -d -o review -g review /review
COPY --from=program /opt/living-review /opt/living-review
RUN ln -s /opt/living-review/bin/living-review /usr/local/bin/living-review
ENV LANG=C.UTF-8 XDG_CACHE_HOME=/tmp/cache PYTHONDONTWRITEBYTECODE=1
USER review
WORKDIR /review
VOLUME /review
ENTRYPOINT ["living-review"]
CMD ["update"]
