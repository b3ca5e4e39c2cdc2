# The worker of docker-compose.yml. Debian, not Alpine: the SDK's native part is built for glibc.
FROM node:24.11.1-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build
# The SDK's packages are peers, and for our tests devDependencies too: without those in package.json the peers stay, at
# the versions of the lock file, and only what the tests need goes.
RUN npm pkg delete devDependencies && npm prune --ignore-scripts --no-audit --no-fund
# The SDK ships its native part for five platforms; an image needs one.
RUN find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
    ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -r {} +

# It has Node.js alone: for `command` trainers in Python, install that here, or build an image upon this one.
FROM node:24.11.1-bookworm-slim
# TLS to a Temporal server needs the system's certificates, which the slim image lacks.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /app/package.json /app/
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY --from=build /app/deploy/worker-health.mjs /app/deploy/first-token.sh /app/deploy/
# The registry and the models go to the working folder: mount a volume there.
RUN install --directory --owner=node --group=node /var/lib/temporal-retrain
WORKDIR /var/lib/temporal-retrain
ENV NODE_ENV=production
USER node
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=4 \
    CMD ["node", "/app/deploy/worker-health.mjs", "temporal-retrain"]
ENTRYPOINT ["node", "/app/dist/src/cli/bin.js"]
CMD ["worker"]
