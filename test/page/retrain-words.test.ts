import { describe, expect, it } from 'vitest';
import { retrainWords } from '../../page/actions/retrain-words.ts';
import type { MonitorView } from '../../page/api/types.ts';

const view = (over: Partial<MonitorView> = {}): MonitorView => {
  const idle: Partial<MonitorView> = {
    model: 'shop:ranker',
    champion: '1.0.0',
    inFlight: null,
    holds: [],
    escalated: true,
    approval: null,
    shadow: null,
    probation: null,
  };
  return { ...idle, ...over } as MonitorView;
};
const told = (over: Partial<MonitorView>, respectHolds = false): string =>
  retrainWords(view(over), { severity: 'soft', respectHolds });
const waiting = { version: '1.1.0', decided: null } as MonitorView['approval'];
const underWay = { generation: 3 } as MonitorView['inFlight'];

describe('the dialog of a soft retrain that is to be a full one', () => {
  it('says why, and not that a candidate which waits has come to nothing', () => {
    const atOnce = 'It is a full one, as an earlier candidate failed. It starts at once.';
    expect(told({})).toContain(atOnce);
    const text = told({ approval: waiting, holds: [{ by: 'approval', until: null }] });
    expect(text).toContain('It is a full one, as an earlier candidate failed. It does not wait for');
    expect(text).toContain('Version 1.1.0 waits for approval');
  });

  it('says that it need not be, where a version may make it before it starts', () => {
    const perhaps = 'It is a full one, as an earlier candidate failed, unless a version is promoted before that.';
    expect(told({ inFlight: underWay })).toContain(perhaps);
    const holds: MonitorView['holds'] = [{ by: 'approval', until: null }];
    expect(told({ approval: waiting, holds }, true)).toContain(perhaps);
    expect(told({ holds: [{ by: 'cooldown', until: 5 }] }, true)).not.toContain('unless');
  });

  it('says nothing of it where nothing has come to nothing, or a full one is asked for', () => {
    expect(told({ escalated: false })).not.toContain('full one');
    expect(retrainWords(view(), { severity: 'full' })).not.toContain('full one');
  });
});
