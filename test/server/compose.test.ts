import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serverVersion } from '../../scripts/cluster/versions.ts';
import { searchAttributeList } from '../../scripts/cluster/start-cluster.ts';
import { defaultTaskQueue } from '../../src/terms/message-names.ts';

interface Service {
  image?: string;
  build?: string;
  restart?: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  deploy?: { resources: { limits: { memory: string; cpus: string } } };
}

interface ComposeFile {
  services: Record<string, Service>;
  volumes: Record<string, null>;
  networks: Record<string, null>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;
const services = Object.entries(compose.services);
const service = (name: string): Service => compose.services[name] as Service;
const validate = new Ajv2020({ strict: false, allErrors: true, validateFormats: false }).compile(
  JSON.parse(read('test/reference/compose-spec/compose-spec.json')) as object
);

/** A job runs to its end, everything else stays up. */
const isJob = ({ restart }: Service): boolean => restart?.startsWith('on-failure') ?? false;

describe('docker-compose.yml', () => {
  it('it fits the Compose specification', () => {
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
  });

  it('the schema that it is held against does refuse a wrong file', () => {
    expect(validate({ services: { web: { image: 1 } } })).toBe(false);
    expect(validate({ services: { web: { image: 'x', healtcheck: {} } } })).toBe(false);
  });

  it.each(services)('service %s names an exact version', (_name, { image }) => {
    expect(image).toMatch(/^[\w./-]+:(\d+\.\d+(\.\d+)?[\w.-]*|local)$/);
  });

  it.each(services.filter(([, { depends_on }]) => depends_on))(
    'service %s waits for what exists, in the way that it can be waited for',
    (_name, { depends_on }) => {
      for (const [name, { condition }] of Object.entries(depends_on ?? {})) {
        const target = service(name);
        expect(target, name).toBeDefined();
        if (condition === 'service_completed_successfully') expect(isJob(target), name).toBe(true);
        else expect([condition, target.healthcheck !== undefined], name).toEqual(['service_healthy', true]);
      }
    }
  );

  it.each(services.filter(([, it]) => !isJob(it)))('service %s is checked, limited and started again', (_name, it) => {
    expect(it.restart).toBe('unless-stopped');
    expect(it.healthcheck?.test.length).toBeGreaterThan(1);
    expect(it.deploy?.resources.limits).toEqual({ cpus: expect.any(String), memory: expect.any(String) });
  });

  it('everything that is published is published on loopback only', () => {
    const published = services.flatMap(([, { ports }]) => ports ?? []);

    expect(published).toEqual(['127.0.0.1:7233:7233', '127.0.0.1:8080:8080', '127.0.0.1:8321:8321']);
  });

  it('each named volume and network that is used is declared, and each that is declared is used', () => {
    const used = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] as string));
    const named = used.filter((source) => !source.startsWith('.'));

    expect([...new Set(named)].sort()).toEqual(Object.keys(compose.volumes).sort());
    expect(new Set(services.flatMap(([, { networks = [] }]) => networks))).toEqual(
      new Set(Object.keys(compose.networks))
    );
  });

  it('each mounted folder and each script that is run from it exists', () => {
    for (const [, { volumes = [], entrypoint = [], environment = {} }] of services) {
      for (const source of volumes.map((volume) => volume.split(':')[0] as string))
        if (source.startsWith('.')) expect(existsSync(new URL(source, root)), source).toBe(true);

      for (const path of [...entrypoint, ...Object.values(environment)].filter((text) =>
        /^(\/app)?\/deploy\//.test(text)
      ))
        expect(statSync(new URL(`.${path.replace('/app', '')}`, root)).isFile(), path).toBe(true);
    }
  });

  it('the database is reached with the name, port and password that it was made with', () => {
    const { POSTGRES_USER: user, POSTGRES_PASSWORD: password } = service('postgresql').environment ?? {};

    expect(service('temporal-schema').environment).toMatchObject({
      SQL_HOST: 'postgresql',
      SQL_USER: user,
      SQL_PASSWORD: password,
    });
    expect(service('temporal').environment).toMatchObject({
      POSTGRES_SEEDS: 'postgresql',
      DB_PORT: service('temporal-schema').environment?.SQL_PORT,
      POSTGRES_USER: user,
      POSTGRES_PWD: password,
    });
  });

  it('every client is led to the server, and the worker to the namespace that was made', () => {
    for (const name of ['temporal-namespace', 'temporal-ui', 'worker', 'server'])
      expect(service(name).environment?.TEMPORAL_ADDRESS, name).toBe('temporal:7233');

    expect(service('worker').environment?.TEMPORAL_NAMESPACE).toBe(
      service('temporal-namespace').environment?.TEMPORAL_NAMESPACE
    );
  });

  it('the HTTP server, which others reach, asks for a token, and the page has the address that notices link to', () => {
    const { command = [], ports = [] } = service('server');
    expect(command).toContain('--tokens=/var/lib/temporal-retrain/tokens.yaml');
    expect(read('deploy/first-token.sh')).toContain('file=/var/lib/temporal-retrain/tokens.yaml');
    const url = service('worker').environment?.TEMPORAL_RETRAIN_PAGE_URL;
    expect(command).toContain(`--public-url=${url}`);
    expect(ports).toEqual([`${url?.slice('http://'.length)}:8321`]);
  });

  it('the search attributes that it creates are those of the code', () => {
    expect(service('temporal-namespace').environment?.SEARCH_ATTRIBUTES?.trim()).toBe(searchAttributeList());
  });

  it('its server is the one that the tests run', () => {
    expect(service('temporal').image).toBe(`temporalio/server:${serverVersion}`);
    expect(service('temporal-schema').image).toBe(`temporalio/admin-tools:${serverVersion}`);
  });

  it('the health of the worker is asked for its own task queue', () => {
    const check = ['node', '/app/deploy/worker-health.mjs', defaultTaskQueue];

    expect(service('worker').healthcheck?.test).toEqual(['CMD', ...check]);
    expect(read('Dockerfile')).toContain(`CMD ${JSON.stringify(check).replaceAll(',', ', ')}`);
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('it copies only what .dockerignore lets through', () => {
    const ignored = new Set(
      read('.dockerignore')
        .split('\n')
        .filter((line) => line && !line.startsWith('#'))
    );
    for (const needed of [
      'package.json',
      'package-lock.json',
      '.npmrc',
      'src',
      'workflows',
      'activities',
      'deploy',
      'scripts',
    ]) {
      expect(ignored.has(needed), needed).toBe(false);
      expect(existsSync(fileURLToPath(new URL(needed, root))), needed).toBe(true);
    }
  });

  it('it runs unprivileged, on an exact version of Node, and starts the command of the package', () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };

    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile.match(/^FROM .*/gm)).toEqual([
      'FROM node:24.11.1-bookworm-slim AS build',
      'FROM node:24.11.1-bookworm-slim',
    ]);
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "/app/${bin['temporal-retrain']}"]`);
  });
});
