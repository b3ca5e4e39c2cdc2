/** Figures of one detector, as bench/detectors.json has them. */
export interface QualityRow {
  name: string;
  input: string;
  f1: number;
  mean_delay: number | null;
  samples_per_false_alarm: number;
  samples_per_false_alarm_gauss?: number;
  reference_f1?: number;
  reference_samples_per_false_alarm?: number;
  tcpd_online_f1?: number;
  calm: { family: string; false_alarms: number }[];
}

interface Found {
  recall: number;
  delay: number | null;
}

/** A kind of stream, as bench/detectors-stress.json has it. */
export interface StressRow {
  family: string;
  false_alarms: number;
  values_per_false_alarm: number;
  values_per_false_alarm_after_three_rounds?: number;
  false_alarms_after_three_rounds?: number;
  starts_alarmed: number;
  '2 sd': Found;
  '1 sd': Found;
  '.5 sd': Found;
  'early 3 sd': Found;
}

/** What the alarms on metrics are worth, as docs/detectors.md shows it. */
export function qualityTable(rows: readonly QualityRow[]): string {
  const head = [
    'detector, at its defaults',
    'F1',
    'mean delay',
    'samples per false alarm',
    'of these, Gaussian',
    'River: F1; samples',
    'TCPD',
  ];
  return table(
    head,
    rows
      .filter(({ input }) => input === 'metric')
      .map((row) => {
        const isDefault = row.name.startsWith('default');
        const strong = (text: string): string => (isDefault ? `**${text}**` : text);
        const alarms = row.calm.reduce((sum, one) => sum + one.false_alarms, 0);
        return [
          strong(isDefault ? 'default: level-shift' : row.name),
          strong(share(row.f1)),
          row.mean_delay === null ? '' : String(Math.round(row.mean_delay)),
          strong(atLeast(row.samples_per_false_alarm, alarms)),
          atLeast(row.samples_per_false_alarm_gauss ?? 0, row.calm[0]?.false_alarms ?? 0),
          row.reference_f1 === undefined
            ? ''
            : `${share(row.reference_f1)}; ${grouped(row.reference_samples_per_false_alarm ?? 0)}`,
          row.tcpd_online_f1 === undefined ? '' : share(row.tcpd_online_f1),
        ];
      })
  );
}

/** How a default fares on streams like real ones, as docs/detectors.md shows it. */
export function stressTable(rows: readonly StressRow[]): string {
  const head = ['stream', 'one false alarm in', 'starts that alarm in 500', '2 sd: found, delay', '1 sd', '.5 sd'];
  return table(
    [...head, 'early 3 sd'],
    rows.map((row) => {
      const later = row.values_per_false_alarm_after_three_rounds;
      const rate = atLeast(row.values_per_false_alarm, row.false_alarms);
      return [
        row.family,
        later === undefined ? rate : `${rate}; ${atLeast(later, row.false_alarms_after_three_rounds ?? 0)}`,
        `${(100 * row.starts_alarmed).toFixed(1)} %`,
        ...([row['2 sd'], row['1 sd'], row['.5 sd'], row['early 3 sd']] as const).map(
          ({ recall, delay }) => `${recall.toFixed(2)}, ${delay ?? '-'}`
        ),
      ];
    })
  );
}

/** Puts a table between its marks. */
export function betweenMarks(page: string, name: string, made: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest = ''] = page.split(from);
  const after = rest.split(to)[1];
  if (after === undefined) throw new Error(`Expected docs/detectors.md to have \`${from}\` and \`${to}\``);
  return `${before}${from}\n\n${made}\n\n${to}${after}`;
}

// --- internal ---

function table(head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `.754`, as papers write it. */
function share(x: number): string {
  return x.toFixed(3).replace(/^0/, '');
}

function grouped(x: number): string {
  return Math.round(x).toLocaleString('en-US');
}

/** A number without any false alarm is a lower bound. */
function atLeast(values: number, alarms: number): string {
  return alarms === 0 ? `> ${grouped(values)}` : grouped(values);
}
