/**
 * Draws the plots from the embedded data: a metric with the limits in its unit, below it votes and other statistics,
 * on one scale of time. A policy has its colour, and the second of two is dashed.
 */
export const plotScript = `
const { plots, isCompared } = JSON.parse(document.getElementById('story').textContent);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const axis = (size) => ({ size, stroke: color('--soft'), grid: { stroke: color('--line') }, ticks: { stroke: color('--line') } });
const ofPolicy = (policy) => color(['--first', '--second'][policy] ?? '--faint');
const dashOf = (policy) => (policy === 0 ? [] : [7, 5]);
const ratio = devicePixelRatio || 1;
const stroke = (u, x, top, bottom, ink, dash, width) => {
  const { ctx, bbox } = u;
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  ctx.strokeStyle = ink; ctx.lineWidth = width * ratio; ctx.setLineDash(dash.map((part) => part * ratio));
  ctx.beginPath(); ctx.moveTo(x, top); ctx.lineTo(x, bottom); ctx.stroke();
};
const marks = (plot, isLarge = false) => (u) => {
  const { ctx, bbox } = u;
  const [top, bottom] = [bbox.top, bbox.top + bbox.height];
  const place = (at) => u.valToPos(at / 1000, 'x', true);
  ctx.save();
  for (const at of plot.promotions) stroke(u, place(at), top, bottom, color('--soft'), [2, 4], 1);
  for (const { policy, retrains, held } of plot.marks) {
    const tick = 10 * ratio;
    const floor = bottom - policy * 1.4 * tick;
    for (const at of isLarge ? held : []) stroke(u, place(at), top + policy * tick, top + (policy + 1) * tick, isCompared ? ofPolicy(policy) : color('--faint'), [], 1);
    for (const { at, status, isFirst } of retrains) {
      const ink = isCompared ? ofPolicy(policy) : color(status === 'promoted' ? '--good' : '--bad');
      const dash = isCompared ? dashOf(policy) : status === 'promoted' ? [] : [3, 3];
      if (isFirst) stroke(u, place(at), top, bottom, ink, dash, status === 'promoted' ? 2 : 1);
      else if (isLarge) stroke(u, place(at), floor - tick, floor, ink, [], 1);
    }
  }
  ctx.restore();
};
const level = (y) => (u) => {
  const { ctx, bbox } = u;
  const at = u.valToPos(y, 'y', true);
  ctx.save();
  ctx.strokeStyle = color('--soft'); ctx.lineWidth = ratio; ctx.setLineDash([2 * ratio, 3 * ratio]);
  ctx.beginPath(); ctx.moveTo(bbox.left, at); ctx.lineTo(bbox.left + bbox.width, at); ctx.stroke();
  ctx.restore();
};
const inks = ['--first', '--second', '--good', '--faint'];
// Where nobody points at one, the newest is told.
const newest = (u, i, v, at) => (at == null ? (u.data?.[i] ?? []).findLast((one) => one != null) : v);
const shown = (u, given, i, at) => {
  const v = newest(u, i, given, at);
  return v == null ? '–' : String(Number(v.toPrecision(5)));
};
const isStep = (label) => /limit of |votes of /.test(label);
const seriesOf = (lines) => lines.map(({ label, policy }, i) => ({
  label, value: shown, width: 1.5, points: { show: false },
  stroke: isCompared ? ofPolicy(policy) : color(inks[i % inks.length]),
  dash: isCompared ? dashOf(policy) : isStep(label) ? [6, 4] : [],
  ...(isStep(label) ? { paths: uPlot.paths.stepped({ align: -1 }) } : {}),
}));
const legend = { markers: { dash: (u, i) => (u.series[i].dash?.length > 0 ? 'dashed' : 'solid') } };
const host = document.getElementById('plots');
const drawn = [];
const width = () => host.clientWidth;
const when = { label: 'time', value: (u, given, i, at) => {
  const v = newest(u, i, given, at);
  return v == null ? '–' : new Date(Math.round(v * 1000)).toISOString().replace('T', ' ').replace(/(:00)?\\.000Z$/, 'Z');
} };
const caption = (text) => {
  const line = document.createElement('p');
  line.className = 'legend'; line.textContent = text;
  host.append(line);
};
const utc = (ts) => uPlot.tzDate(new Date(ts * 1e3), 'Etc/UTC');
for (const plot of plots) {
  const heading = document.createElement('h2');
  heading.textContent = plot.title;
  host.append(heading);
  const times = plot.at.map((at) => at / 1000);
  const cursor = { sync: { key: plot.title } };
  const draw = (height, lines, options, data) => drawn.push([height, new uPlot({
    width: width(), height, cursor, tzDate: utc, axes: [axis(50), axis(64)], series: [when, ...lines], legend, ...options,
  }, [times, ...data], host)]);
  const value = color('--value');
  draw(300, [
    { label: 'mean', value: shown, stroke: value, width: 2, points: { show: false } },
    { label: 'min', value: shown, stroke: value + '33', width: 1, points: { show: false } },
    { label: 'max', value: shown, stroke: value + '33', width: 1, points: { show: false } },
    ...seriesOf(plot.limits),
  ], { bands: [{ series: [3, 2], fill: value + '22' }], hooks: { draw: [marks(plot, true)] } },
  [plot.mean, plot.min, plot.max, ...plot.limits.map(({ values }) => values)]);
  if (plot.votes.length > 0) {
    caption('Votes');
    draw(150, seriesOf(plot.votes), {
      axes: [axis(50), { ...axis(64), splits: () => [0, 1, 2, 3] }], scales: { y: { range: () => [-0.1, 3.3] } }, hooks: { draw: [marks(plot)] },
    }, plot.votes.map(({ values }) => values));
  }
  if (plot.shares.length > 0) {
    caption('Statistics over their limits: 1 is where they fire');
    draw(160, seriesOf(plot.shares), {
      scales: { y: { range: (u, low, high) => [Math.min(0, low ?? 0), Math.max(1.2, high ?? 0)] } },
      hooks: { draw: [level(1), marks(plot)] },
    }, plot.shares.map(({ values }) => values));
  }
}
addEventListener('resize', () => drawn.forEach(([height, plot]) => plot.setSize({ width: width(), height })));
`;
