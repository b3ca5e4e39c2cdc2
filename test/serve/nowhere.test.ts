import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMonitors } from './no-monitors.ts';
import { startServer } from '../../src/serve/start-server.ts';
import type { RunningServer } from '../../src/serve/server-options.ts';

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('an address that leads nowhere', () => {
  let server: RunningServer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'page-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>the page</title>');
    server = await startServer({ client: noMonitors, port: 0, page: folder });
  });
  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const get = async (path: string, headers: Record<string, string> = {}): Promise<[number, string, string]> => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { headers });
    return [answer.status, answer.headers.get('content-type') ?? '', await answer.text()];
  };

  it('shows a reader the page, which says so', async () => {
    const [status, type, text] = await get('/monitors', browser);
    expect([status, type]).toEqual([404, 'text/html; charset=utf-8']);
    expect(text).toContain('the page');
  });

  it.each([
    ['a program', '/monitors', {}],
    ['a reader of the API', '/v1/monitors', browser],
  ])('tells %s what there is', async (_, path, headers) => {
    const [status, type, text] = await get(path, headers);
    expect([status, type]).toEqual([404, 'application/problem+json']);
    expect(text).toContain('`GET /openapi.json` tells what there is');
  });
});
