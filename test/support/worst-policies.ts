/**
 * Policies that take the most work among those that are small enough to be looked at: some are sound, and some are refused
 * after all of them has been looked at.
 */
export function worstPolicies(model: string): Record<string, unknown> {
  const accuracy = { direction: 'higher-is-better', below: 0.5 };
  return {
    'as many faults as metrics may have': { model, metrics: named(400, () => ({ below: 'low', zebra: 1 })) },
    'as many fields as nobody knows': { model, ...named(90, () => 1) },
    'as many metrics as there may be': {
      model,
      metrics: named(400, () => ({ ...accuracy, maxSegments: 0, window: 5 })),
    },
    'many detectors each': {
      model,
      metrics: named(50, () => ({ ...accuracy, maxSegments: 0, detectors: ['kswin', 'adwin', 'cusum', 'ewma'] })),
    },
    'rules over everything': {
      model,
      metrics: named(50, () => ({ ...accuracy, maxSegments: 0 })),
      rules: list(20, (at) => ({ id: `r${at}`, all: list(40, (of) => `m${of}:limit`) })),
    },
    'schedules that have no slot for centuries': {
      model,
      schedules: list(24, (at) => ({ id: `s${at}`, cron: '0 0 31 2 *', timeZone: 'Europe/Berlin' })),
    },
    'schedules that have one in eight years': {
      model,
      schedules: list(24, (at) => ({ id: `s${at}`, cron: `${at} 0 29 2 *`, timeZone: 'America/New_York' })),
    },
    'a search in which everything hangs on something else': {
      model,
      retrain: { tuning: { trials: 5, space: named(90, (at) => dimension(at)) } },
    },
    'times that are left out': {
      model,
      exclude: { weekly: list(90, () => ({ from: '01:00', to: '02:00', days: ['sat'], timeZone: 'Europe/Berlin' })) },
      quietHours: list(90, () => ({ from: '22:00', to: '06:00', timeZone: 'Asia/Kolkata' })),
      freezes: list(90, (at) => ({ from: at, to: 1e12, note: 'x'.repeat(200) })),
    },
    'as many values as there may be': { model, retrain: { trainer: { options: { columns: list(4_500, String) } } } },
    'one long text': { model, retrain: { trainer: { options: { text: '\ud800'.repeat(40_000) } } } },
  };
}

// --- internal ---

function named(count: number, value: (at: number) => unknown): Record<string, unknown> {
  return Object.fromEntries(list(count, (at) => [`m${at}`, value(at)] as const));
}

function list<T>(count: number, value: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => value(at));
}

function dimension(at: number): unknown {
  const when = at === 0 ? {} : { when: { name: `m${at - 1}`, in: ['1'] } };
  return { type: 'choice', values: list(20, String), ...when };
}
