// Writes a history to try `calibrate` on: the accuracy of a model, a value an hour for 210 days from 2026-01-01. It is better
// by day than by night, each value is a little like the one before, and it drifts from April 14, 16:00, to April 21, 02:00.
const [days, perDay] = [210, 24];
const start = Date.UTC(2026, 0, 1);
const drift = [Date.UTC(2026, 3, 14, 16), Date.UTC(2026, 3, 21, 2)];

/** The same numbers from 0 to 1 at every run (mulberry32). */
let state = 3;
function uniform() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
/** Normal noise (Box and Muller). */
const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

console.log('time,accuracy');
for (let i = 0, noise = 0; i < days * perDay; i += 1) {
  const at = start + (i * 86_400_000) / perDay;
  noise = 0.5 * noise + 0.01 * normal();
  const season = 0.006 * Math.sin((2 * Math.PI * i) / perDay);
  const fall = at >= drift[0] && at < drift[1] ? 0.04 : 0;
  console.log(`${new Date(at).toISOString()},${(0.9 + season + noise - fall).toFixed(4)}`);
}
