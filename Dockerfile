# syntax=docker/dockerfile:1
# One image for `likeness server`, `likeness worker`, `likeness migrate` and every other command.
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS manifests
WORKDIR /app
COPY package.json package-lock.json ./
COPY apps/cli/package.json apps/cli/
COPY apps/server/package.json apps/server/
COPY apps/studio/package.json apps/studio/
COPY packages/body/package.json packages/body/
COPY packages/client/package.json packages/client/
COPY packages/elements/package.json packages/elements/
COPY packages/images/package.json packages/images/
COPY packages/react/package.json packages/react/
COPY packages/storage/package.json packages/storage/
COPY packages/test-kit/package.json packages/test-kit/
COPY packages/vision/package.json packages/vision/
COPY acceptance/package.json acceptance/
COPY benchmarks/package.json benchmarks/
COPY examples/react-app/package.json examples/react-app/

# What runs needs of npm, and nothing that builds or tests.
FROM manifests AS dependencies
RUN npm ci --omit=dev --workspace=@likeness/cli --no-audit --no-fund

FROM manifests AS build
RUN npm ci --no-audit --no-fund
COPY . .
RUN npx tsc -b apps/cli apps/studio && node scripts/copy-assets.mjs && node packages/body/scripts/bake-template.mjs \
  && node scripts/build-site.mjs
RUN mkdir -p out/apps/cli out/bin \
  && ln -s ../apps/cli/bin/likeness.cjs out/bin/likeness \
  && cp package.json deploy/healthcheck.mjs out/ \
  && cp -r apps/cli/bin out/apps/cli/ \
  && for folder in apps/cli apps/server packages/body packages/images packages/storage packages/test-kit packages/vision; do \
    mkdir -p "out/$folder" && cp -r "$folder/package.json" "$folder/dist" "out/$folder/"; \
  done \
  && mkdir -p out/apps/studio/dist && cp apps/studio/package.json out/apps/studio/ \
  && cp -r apps/studio/dist/site out/apps/studio/dist/ \
  && find out \( -name '*.test.*' -o -name '*.map' -o -name '*.d.ts' -o -name '*.tsbuildinfo' \) -delete

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Likeness" \
  org.opencontainers.image.description="Self-hosted avatars: profile pictures in every size, and measured 3D bodies." \
  org.opencontainers.image.licenses="MIT"
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.version="${VERSION}" org.opencontainers.image.revision="${REVISION}"

# tini hands signals on and buries orphans. Pictures go through many large, short-lived buffers, which glibc keeps and
# jemalloc gives back: 50 uploads of 10 MB at once left 66 MB with the one and nothing with the other. The link spares a
# path of one architecture.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates libjemalloc2 tini \
  && rm -rf /var/lib/apt/lists/* \
  && ln -s "/usr/lib/$(uname -m)-linux-gnu/libjemalloc.so.2" /usr/local/lib/libjemalloc.so.2 \
  && install -d -o node -g node -m 0700 /data

WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/out .

ENV NODE_ENV=production \
  PATH=/app/bin:$PATH \
  LD_PRELOAD=/usr/local/lib/libjemalloc.so.2 \
  MALLOC_CONF=background_thread:true,dirty_decay_ms:1000,muzzy_decay_ms:0 \
  HOST=0.0.0.0 \
  PORT=3000 \
  LIKENESS_DATA_DIR=/data
# By number, so that Kubernetes can tell that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
# Asks the server; whoever runs only `likeness worker` turns it off.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/healthcheck.mjs"]
ENTRYPOINT ["tini", "--"]
CMD ["likeness", "server"]
