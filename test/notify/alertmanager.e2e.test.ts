import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanager } from '../../src/notify/alertmanager.ts';
import { findProgram } from '../../src/server/find-program.ts';
import { freePorts } from '../../src/server/free-port.ts';
import { startGuarded, type GuardedProcess } from '../../src/server/guarded-process.ts';
import { eventually } from '../support/eventually.ts';
import { context, noticeOf, Receiver } from './receiver.ts';

const binary = await findProgram('prometheus-alertmanager', process.env);
if (!binary && process.env['CI']) throw new Error('prometheus-alertmanager is missing; .ci/run installs it');

interface Told {
  status: 'firing' | 'resolved';
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

describe.skipIf(!binary)('a real Alertmanager', () => {
  const receiver = new Receiver();
  let server: GuardedProcess | undefined;
  let folder = '';
  let url = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'alertmanager-'));
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const config = {
      route: { receiver: 'ops', group_by: ['model'], group_wait: '100ms', group_interval: '300ms' },
      receivers: [
        { name: 'ops', webhook_configs: [{ url: `http://${await receiver.listen()}/`, send_resolved: true }] },
      ],
    };
    await writeFile(join(folder, 'config.json'), JSON.stringify(config));
    const args = ['--config.file', join(folder, 'config.json'), '--storage.path', join(folder, 'data')];
    server = await startGuarded(
      binary ?? '',
      [...args, '--web.listen-address', `127.0.0.1:${port}`, '--cluster.listen-address='],
      { logFile: join(folder, 'log'), env: process.env }
    );
    await eventually(
      () =>
        fetch(`${url}/-/ready`).then(
          ({ ok }) => ok,
          () => false
        ),
      (ready) => ready
    );
  }, 60_000);

  afterAll(async () => {
    await server?.stop();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells people of a drift once for a model, and that it is over', async () => {
    const notifier = alertmanager({ url, allowHosts: ['127.0.0.1'] });
    const told = (status: Told['status']): Promise<Told | undefined> =>
      eventually(
        () =>
          Promise.resolve(
            receiver.received.map(({ body }) => JSON.parse(body) as Told).find((one) => one.status === status)
          ),
        (one) => one !== undefined
      );
    const subjects = ['accuracy//limit', 'f1//limit'];
    await notifier.notify([noticeOf({ at: Date.now(), subjects })], context());
    const firing = await told('firing');
    expect(firing?.alerts.map(({ labels }) => labels['subject'])).toEqual(subjects);
    expect(firing?.alerts[0]?.labels).toMatchObject({ alertname: 'ModelDrift', model: 'shop:ranker', tenant: 'shop' });
    expect(firing?.alerts[0]?.annotations).toEqual({ summary: 'accuracy 0.81 below 0.9' });
    await notifier.notify([noticeOf({ at: Date.now(), event: 'recovered', text: 'recovered', subjects })], context());
    expect((await told('resolved'))?.alerts.map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  }, 60_000);
});
