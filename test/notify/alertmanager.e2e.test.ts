import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertmanager } from '../../src/notify/alertmanager.ts';
import { alertmanagerProgram, RealAlertmanager } from './real-alertmanager.ts';
import { accuracies, newModel, scriptedMonitor, scriptedWorld, startMonitor } from '../support/scripted.ts';
import { context, noticeOf, Receiver } from './receiver.ts';
import { eventually } from '../support/eventually.ts';
import { leaveOut } from '../support/left-out.ts';
import { metricsSignal, stopUpdate } from '../../workflows/messages.ts';
import { parseMonitor } from '../../src/config/parse-monitor.ts';
import { slack } from '../../src/notify/slack.ts';
import { withWorker } from '../support/temporal.ts';

interface Told {
  status: 'firing' | 'resolved';
  alerts: { status: string; labels: Record<string, string>; annotations: Record<string, string> }[];
}

const asked = { actor: 'ada', comment: '' };

const leftOut = leaveOut({
  what: 'a real Alertmanager: no prometheus-alertmanager on PATH',
  unless: Boolean(alertmanagerProgram),
  command: 'apt-get install --no-install-recommends prometheus-alertmanager, then npm test',
});

describe.skipIf(leftOut)('a real Alertmanager', () => {
  const receiver = new Receiver();
  let server: RealAlertmanager;

  beforeAll(async () => {
    server = await RealAlertmanager.start(await receiver.listen());
  });

  afterAll(async () => {
    await server?.stop();
    await receiver.close();
  });

  it('tells people of a drift once for a model, and that it is over', async () => {
    const notifier = alertmanager({ url: server.url, allowHosts: ['127.0.0.1'] });
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
  });

  it('hears again of a drift that lasts when it has lost everything by a restart, until the monitor is stopped', async () => {
    const alerts = alertmanager({ url: server.url, allowHosts: ['127.0.0.1'] });
    const world = await scriptedWorld({ notifiers: { alerts } });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const model = newModel();
      const file = scriptedMonitor(model, {}, { freezes: [{ from: '2020-01-01', to: '2099-01-01' }] });
      const { policy } = parseMonitor(file);
      const monitor = await startMonitor(temporal, file, { policy: { ...policy, repeatAlertsMs: 1_000 } });
      await monitor.signal(metricsSignal, accuracies(1, [0.5]));
      const active = () =>
        server
          .alerts()
          .then((found) =>
            found.filter(({ labels }) => labels['model'] === model).map(({ labels }) => labels['alertname'])
          );
      await expect.poll(active).toContain('ModelDrift');
      await server.restart();
      await expect.poll(active).toContain('ModelDrift');
      await monitor.executeUpdate(stopUpdate, { args: [asked] });
      await monitor.result();
      await expect.poll(active).toEqual([]);
    });
    await world.clean();
  });
});

describe('a receiver that asks to be left alone', () => {
  it('is asked again when it said, not before', async () => {
    const receiver = new Receiver();
    const url = `http://${await receiver.listen()}/`;
    receiver.answer = { status: 429, headers: { 'retry-after': '4' } };
    const world = await scriptedWorld({ notifiers: { chat: slack({ url, allowHosts: ['127.0.0.1'] }) } });
    await withWorker({ plugins: [world.plugin] }, async (temporal) => {
      const file = scriptedMonitor(newModel(), {}, { freezes: [{ from: '2020-01-01', to: '2099-01-01' }] });
      const monitor = await startMonitor(temporal, file);
      await monitor.signal(metricsSignal, accuracies(1, [0.5]));
      const [first] = await eventually(
        () => Promise.resolve(receiver.received),
        ({ length }) => length > 0
      );
      receiver.answer = { status: 200 };
      const [, second] = await eventually(
        () => Promise.resolve(receiver.received),
        ({ length }) => length > 1
      );
      expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(4_000);
      await monitor.terminate();
    });
    await receiver.close();
    await world.clean();
  });
});
