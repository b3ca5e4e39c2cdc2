/**
 * The Temporal server that the cluster runs: the one that the pinned CLI also holds, so that the dev server, this cluster
 * and docker-compose.yml are the same server.
 */
export const serverVersion = '1.32.0';
