FROM node:24.21.0-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY web/package.json web/
# With the optional packages: the compilers' own binaries are among them.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY client client
COPY web web
# The page shows the receivers of the docs.
COPY docs docs
COPY src src
RUN npm run build

# What runs: no embedded servers, nothing that only building needs, and Temporal's native library for this platform alone.
FROM node:24.21.0-trixie-slim AS modules
ARG TARGETARCH
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY client/package.json client/
COPY web/package.json web/
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev --omit=optional
RUN case "${TARGETARCH:-$(dpkg --print-architecture)}" in \
      amd64) platform=x86_64-unknown-linux-gnu ;; \
      arm64) platform=aarch64-unknown-linux-gnu ;; \
      *) echo "Temporal's SDK has no library for ${TARGETARCH}" >&2; exit 1 ;; \
    esac \
 && libraries=node_modules/@temporalio/core-bridge/releases \
 && find "$libraries" -mindepth 1 -maxdepth 1 ! -name "$platform" -exec rm -r {} + \
 && test -f "$libraries/$platform/index.node"

FROM node:24.21.0-trixie-slim
LABEL org.opencontainers.image.title="Posthorn" \
      org.opencontainers.image.description="Durable webhook delivery on Temporal and Postgres" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=modules /app/node_modules node_modules
COPY package.json LICENSE ./
COPY migrations migrations
COPY docs docs
COPY deploy/healthy.js deploy/
COPY client/package.json client/
COPY --from=build /app/client/dist client/dist
COPY --from=build /app/dist dist
COPY --from=build /app/web/dist web/dist
RUN chmod +x dist/cli/main.js && ln -s /app/dist/cli/main.js /usr/local/bin/posthorn
# The image's user `node`, as a number, so that a platform can see that it is not root.
USER 1000
EXPOSE 3000
# A deploy waits for the drain: give it more than 35 s (docker run --stop-timeout 60).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "deploy/healthy.js"]
ENTRYPOINT ["posthorn"]
CMD ["api"]
