/**
 * The Temporal server that the cluster runs: the one that the pinned CLI also holds, so that the dev server, this cluster
 * and docker-compose.yml are the same server.
 */
export const TEMPORAL_SERVER_VERSION = '1.32.0';
