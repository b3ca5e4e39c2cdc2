/** Style of every report; light and dark follow the reader's system. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #667085; --paper: #ffffff; --line: #e4e7ec;
  --good: #067647; --bad: #b42318; --blue: #175cd3; --faint: #98a2b3;
  --value: #475467; --first: #0072b2; --second: #d55e00;
  --band-cooldown: #98a2b333; --band-probation: #175cd322; --band-breaker: #b4231826; --band-other: #b5470822; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --paper: #12161c; --line: #2b323d;
  --good: #47cd89; --bad: #f97066; --blue: #84adff; --faint: #667085;
  --value: #b3bac7; --first: #56b4e9; --second: #e69f00;
  --band-cooldown: #98a2b32e; --band-probation: #84adff26; --band-breaker: #f9706630; --band-other: #f7b27a26; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 32px 20px 64px; }
h1 { font-size: 1.7rem; margin: 0 0 8px; } h2 { font-size: 1.2rem; margin: 32px 0 8px; }
.lead { max-width: 68ch; color: var(--soft); margin: 0 0 20px; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 0 0 20px; }
.figures div { border: 1px solid var(--line); border-radius: 8px; padding: 10px 16px; }
.figures dt { color: var(--soft); font-size: .85rem; } .figures dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
.legend { color: var(--soft); font-size: .9rem; }
.mark { display: inline-block; width: 3px; height: 14px; vertical-align: -2px; margin: 0 4px 0 8px; }
.mark.promoted { background: var(--good); } .mark.rejected { width: 0; border-left: 2px dashed var(--bad); }
.key { display: inline-block; width: 26px; height: 0; vertical-align: 4px; margin: 0 5px 0 0; border-top: 3px solid var(--first); }
.key.second { border-top: 3px dashed var(--second); margin-left: 10px; }
summary { cursor: pointer; margin: 16px 0 8px; } .u-legend { max-width: 100%; }
.cross { color: var(--bad); font-weight: 700; margin-left: 8px; }
.band { display: inline-block; width: 22px; height: 12px; vertical-align: -1px; margin: 0 5px 0 0; border: 1px solid var(--line); }
.band.cooldown { background: var(--band-cooldown); } .band.probation { background: var(--band-probation); }
.band.breaker { background: var(--band-breaker); } .band.other { background: var(--band-other); }
ul { padding-left: 20px; } li { margin: 4px 0; } code { font-size: .9em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
td.tight { white-space: nowrap; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; } td small { color: var(--soft); }
strong.promoted { color: var(--good); } span.rejected { color: var(--bad); }
footer { color: var(--soft); font-size: .85rem; margin-top: 28px; }
.u-legend { font-size: .85rem; } .u-title { display: none; }
@media (max-width: 800px) { table { display: block; overflow-x: auto; }
  table.cards, .cards tbody, .cards tr, .cards td { display: block; overflow: visible; } .cards thead { display: none; }
  .cards tr { border: 1px solid var(--line); border-radius: 8px; padding: 8px 12px; margin: 0 0 12px; }
  .cards td { border: 0; padding: 3px 0 3px 88px; white-space: normal; }
  .cards td::before { content: attr(data-label); float: left; margin-left: -88px; width: 80px; color: var(--soft); } }
`;
