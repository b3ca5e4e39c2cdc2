/** Draws the plots from the embedded data: a metric, and below it its detectors, on one scale of time. */
export const plotScript = `
const { plots } = JSON.parse(document.getElementById('story').textContent);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const axis = { stroke: color('--soft'), grid: { stroke: color('--line') }, ticks: { stroke: color('--line') } };
const lines = (plot) => [
  ...plot.held.map((at) => ({ at, color: '--faint', dash: [2, 6], width: 1 })),
  ...plot.promotions.map(({ at }) => ({ at, color: '--soft', dash: [8, 4], width: 1 })),
  ...plot.retrains.map(({ at, status }) => status === 'promoted'
    ? { at, color: '--good', dash: [], width: 2 } : { at, color: '--bad', dash: [3, 3], width: 1 }),
];
const marks = (plot) => (u) => {
  const { ctx, bbox } = u;
  ctx.save();
  for (const line of lines(plot)) {
    const x = u.valToPos(line.at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = color(line.color); ctx.lineWidth = line.width; ctx.setLineDash(line.dash);
    ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
  }
  ctx.restore();
};
const limit = (u) => {
  const { ctx, bbox } = u;
  const y = u.valToPos(1, 'y', true);
  ctx.save();
  ctx.strokeStyle = color('--bad'); ctx.lineWidth = 1; ctx.setLineDash([6, 4]);
  ctx.beginPath(); ctx.moveTo(bbox.left, y); ctx.lineTo(bbox.left + bbox.width, y); ctx.stroke();
  ctx.restore();
};
const inks = ['--blue', '--bad', '--good', '--faint'];
const host = document.getElementById('plots');
const drawn = [];
const width = () => host.clientWidth;
const xs = { label: 'time', value: (u, v) => (v == null ? '' : new Date(v * 1000).toISOString().slice(0, 16)) };
for (const plot of plots) {
  const { trace } = plot;
  const heading = document.createElement('h2');
  heading.textContent = plot.title;
  host.append(heading);
  const times = trace.at.map((at) => at / 1000);
  const hooks = { draw: [marks(plot)] };
  const cursor = { sync: { key: plot.title } };
  drawn.push([300, new uPlot({
    width: width(), height: 300, hooks, cursor, axes: [axis, axis],
    bands: [{ series: [3, 2], fill: color('--blue') + '22' }],
    series: [xs, { label: 'mean', stroke: color('--blue'), width: 2, points: { show: false } },
      { label: 'min', stroke: color('--blue') + '33', width: 1, points: { show: false } },
      { label: 'max', stroke: color('--blue') + '33', width: 1, points: { show: false } }],
  }, [times, trace.mean, trace.min, trace.max], host)]);
  if (trace.detectors.length === 0) continue;
  const ratio = ({ statistic, limit }) => statistic.map((s, i) => (s == null || !limit[i] ? null : s / limit[i]));
  drawn.push([160, new uPlot({
    width: width(), height: 160, hooks: { draw: [limit, marks(plot)] }, cursor, axes: [axis, axis],
    scales: { y: { range: (u, low, high) => [Math.min(0, low ?? 0), Math.max(1.2, high ?? 0)] } },
    series: [xs, ...trace.detectors.map(({ id }, i) => ({ label: id + ' / limit', stroke: color(inks[i % inks.length]), width: 1.5, points: { show: false } }))],
  }, [times, ...trace.detectors.map(ratio)], host)]);
}
addEventListener('resize', () => drawn.forEach(([height, plot]) => plot.setSize({ width: width(), height })));
`;
