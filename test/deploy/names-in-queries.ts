import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

const deploy = new URL('../../deploy/', import.meta.url);

export const dashboardFiles = ['grafana/models.json', 'grafana/workers.json'] as const;

/** Every query of the rules and the dashboards, by where it stands. */
export async function allQueries(): Promise<{ where: string; query: string }[]> {
  const { groups } = parse(await readFile(new URL('prometheus/rules.yaml', deploy), 'utf8')) as {
    groups: { rules: { alert: string; expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules.map(({ alert, expr }) => ({ where: alert, query: expr })));
  const panels = await Promise.all(
    dashboardFiles.map(async (file) => {
      const board = JSON.parse(await readFile(new URL(file, deploy), 'utf8')) as Board;
      return board.panels.flatMap(({ title, targets }) =>
        targets.map(({ expr }) => ({ where: `${file}: ${title}`, query: withoutVariables(expr) }))
      );
    })
  );
  return [...rules, ...panels.flat()];
}

/** The metrics that a query reads: `temporal_…`, without what a histogram adds to its name. */
export function metricsIn(query: string): string[] {
  return [...new Set(query.match(/\btemporal_\w+/g) ?? [])].map((name) => name.replace(/_(?:bucket|sum|count)$/, ''));
}

// --- internal ---

interface Board {
  panels: { title: string; targets: { expr: string }[] }[];
}

/** As Grafana sends it. */
function withoutVariables(query: string): string {
  return query.replaceAll('$__rate_interval', '1m').replaceAll('$model', '.*');
}
