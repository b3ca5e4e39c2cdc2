/** Draws the plot from the embedded story. */
export const pageScript = `
const story = JSON.parse(document.getElementById('story').textContent);
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const column = (key) => story.points.map((point) => point[key]);
const times = column('at').map((at) => at / 1000);
const bandColours = { cooldown: '--band-cooldown', probation: '--band-probation', 'circuit-breaker': '--band-breaker' };
const bands = (u) => {
  const { ctx, bbox } = u;
  const left = (at) => Math.max(bbox.left, Math.min(bbox.left + bbox.width, u.valToPos(at / 1000, 'x', true)));
  ctx.save();
  for (const { by, from, to } of story.holdSpans) {
    ctx.fillStyle = color(bandColours[by] || '--band-other');
    ctx.fillRect(left(from), bbox.top, Math.max(2 * devicePixelRatio, left(to) - left(from)), bbox.height);
  }
  ctx.restore();
};
const marks = (u) => {
  const { ctx, bbox } = u;
  ctx.save();
  for (const retrain of story.retrains) {
    const x = u.valToPos(retrain.at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const good = retrain.status === 'promoted';
    ctx.strokeStyle = color(good ? '--good' : '--bad');
    ctx.lineWidth = good ? 2 : 1;
    ctx.setLineDash(good ? [] : [3, 3]);
    ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
    if (good) {
      ctx.fillStyle = color('--good'); ctx.font = 11 * devicePixelRatio + 'px system-ui'; ctx.textAlign = 'right';
      ctx.save(); ctx.translate(x - 4 * devicePixelRatio, bbox.top + 6); ctx.rotate(-Math.PI / 2); ctx.textBaseline = 'bottom';
      ctx.fillText(retrain.version, 0, 0); ctx.restore();
    }
  }
  for (const { at } of story.rollbacks) {
    const x = u.valToPos(at / 1000, 'x', true);
    ctx.strokeStyle = color('--bad'); ctx.lineWidth = 2 * devicePixelRatio; ctx.setLineDash([]);
    ctx.beginPath(); ctx.moveTo(x - 5 * devicePixelRatio, bbox.top + 10); ctx.lineTo(x + 5 * devicePixelRatio, bbox.top + 20);
    ctx.moveTo(x + 5 * devicePixelRatio, bbox.top + 10); ctx.lineTo(x - 5 * devicePixelRatio, bbox.top + 20); ctx.stroke();
  }
  ctx.restore();
};
const axis = { stroke: color('--soft'), grid: { stroke: color('--line') }, ticks: { stroke: color('--line') } };
const host = document.getElementById('plot');
const size = () => ({ width: host.clientWidth, height: Math.max(280, Math.min(420, host.clientWidth * 0.42)) });
const showLast = (u) => u.setLegend({ idx: times.length - 1 });
const plot = new uPlot({
  ...size(),
  scales: { x: { time: true }, y: { range: (u, min, max) => [Math.max(0, min - 0.03), Math.min(1, max + 0.03)] } },
  axes: [axis, { ...axis, label: 'accuracy', labelSize: 24 }],
  series: [
    { label: 'date', value: (u, v) => (v == null ? '' : new Date(v * 1000).toISOString().slice(0, 10)) },
    { label: 'accuracy', stroke: color('--blue') + '66', width: 1, points: { show: false } },
    { label: 'EWMA', stroke: color('--blue'), width: 3, points: { show: false } },
    { label: 'EWMA of the first model, left alone', stroke: color('--faint'), width: 1.5, points: { show: false } },
    { label: 'limit', stroke: color('--bad'), width: 1.5, dash: [8, 5], points: { show: false } },
  ],
  hooks: { drawClear: [bands], draw: [marks], setCursor: [(u) => { if (u.cursor.idx == null) showLast(u); }] },
}, [times, column('accuracy'), column('ewma'), column('unattendedEwma'), times.map(() => story.limit)], host);
showLast(plot);
addEventListener('resize', () => plot.setSize(size()));
`;
