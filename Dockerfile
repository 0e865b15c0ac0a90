# The command as a container: built from this checkout, run without privileges, all that it keeps on one volume.
#
#   docker build -t tributary .
#   docker run --rm -e CONFLUENT_CLOUD_API_KEY -e CONFLUENT_CLOUD_API_SECRET -v tributary:/data tributary exec "SELECT …"
#
# test/container.test.ts reads this file; test/e2e/container.test.ts does its steps.

FROM node:20-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.types.json CHANGELOG.md LICENSE README.md ./
COPY scripts scripts
COPY providers providers
COPY src src
RUN npm run build && npm pack --pack-destination /tmp

FROM node:20-slim
COPY --from=build /tmp/tributary-sql-*.tgz /tmp/
RUN npm install --global --ignore-scripts --no-audit --no-fund /tmp/tributary-sql-*.tgz \
  && rm -rf /tmp/tributary-sql-*.tgz /root/.npm \
  && install -d -m 0700 -o node -g node /data

# Connections and flags in config, pulled providers in state, compiled code in cache; the journal beside the store.
ENV XDG_CONFIG_HOME=/data/config \
    XDG_STATE_HOME=/data/state \
    XDG_CACHE_HOME=/data/cache \
    TRIBUTARY_STORE=/data/store.sqlite \
    NODE_ENV=production
VOLUME /data

# By number, so that who runs the image can see that it is not root.
USER 1000:1000
WORKDIR /data
ENTRYPOINT ["tributary"]
CMD ["help"]
