import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createAdaptorServer } from '@hono/node-server';
import { describe, expect, it } from 'vitest';
import { createWorld } from './world.ts';
import { openApiDocument } from '../../src/serve/openapi-document.ts';
import { pythonEnvironment, withoutPython } from '../support/python-environment.ts';
import type { AddressInfo } from 'node:net';

/** How long it goes on making up requests; `RETRAIN_TEST_FUZZ_SECONDS` asks for more. */
const seconds = process.env['RETRAIN_TEST_FUZZ_SECONDS'] ?? '45';

/** Streams that never end, and packed bytes that no schema describes, are tested elsewhere. */
const elsewhere = /\/events$|\/prometheus\/write$/;

const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const flags: Record<string, string> = {
  '--checks': checks.join(','),
  '--phases': 'examples,coverage,fuzzing',
  '--exclude-path-regex': elsewhere.source,
  '--seed': '7',
  '--max-examples': '10',
  '--max-time': seconds,
  '--request-timeout': '20',
  '--generation-database': 'none',
};

describe.skipIf(withoutPython('fuzzing the HTTP server with schemathesis'))(
  'the HTTP server, fuzzed by schemathesis',
  () => {
    it('answers whatever comes as its document says, and never with a fault of its own', async () => {
      const program = await pythonEnvironment('schemathesis-venv.sh');
      const world = createWorld();
      const server = createAdaptorServer({ fetch: world.app.fetch });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      // It writes into the folder in which it runs.
      const cwd = await mkdtemp(path.join(tmpdir(), 'schemathesis-'));
      try {
        const run = spawn(
          program,
          ['run', path.resolve('docs/openapi.json'), '--url', url, '--no-color', ...Object.entries(flags).flat()],
          { cwd }
        );
        const [out, err, [code]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'close')]);
        expect(code, `${out}\n${err}`.slice(-12_000)).toBe(0);
        expect(out).toContain(`Tested: ${operations()}\n`);
        expect(world.notes).toEqual([]);
      } finally {
        server.close();
        await rm(cwd, { recursive: true });
      }
    });
  }
);

function operations(): number {
  const paths = Object.entries(openApiDocument().paths ?? {}).filter(([name]) => !elsewhere.test(name));
  return paths.flatMap(([, methods]) => Object.keys(methods as object)).length;
}
