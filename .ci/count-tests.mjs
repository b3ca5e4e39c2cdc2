// count-tests.mjs FOLDER: counts the tests of the runner's own reports in a folder, each once however often it ran; one
// that failed in any run has failed, unless it ran once more, alone, and passed. A file that could not even be read in
// counts as one failure. Names each failure with the beginning of what it said, so that the end of a run is enough to
// know what to mend, those too that passed alone.
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Lines shown of a failure's message: what differed and the first places of its stack. */
const shownLines = 12;

const [folder = '.'] = process.argv.slice(2);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const isSecond = (name) => name.startsWith('once-more');
const outcome = new Map();
const said = new Map();
// The second runs last: what they say is final.
for (const report of [...names.filter((name) => !isSecond(name)), ...names.filter(isSecond)]) {
  const note = (test, status, messages = []) => {
    if (isSecond(report) || outcome.get(test) !== 'failed') outcome.set(test, status);
    if (status === 'failed' && !said.has(test)) said.set(test, messages.join('\n'));
  };
  const { testResults } = JSON.parse(readFileSync(`${folder}/${report}`, 'utf8'));
  for (const { name, status: ofFile, message, assertionResults } of testResults) {
    const file = relative('.', name);
    const told = assertionResults.filter(({ status }) => status === 'passed' || status === 'failed');
    const seen = new Map();
    for (const { fullName, status, failureMessages } of told) {
      // Tests of one name are told apart by their place.
      const nth = (seen.get(fullName) ?? 0) + 1;
      seen.set(fullName, nth);
      note(`${file} > ${fullName}${nth > 1 ? ` #${nth}` : ''}`, status, failureMessages ?? []);
    }
    if (ofFile === 'failed' && !told.some(({ status }) => status === 'failed')) note(file, 'failed', [message ?? '']);
  }
}
for (const [test, message] of said) {
  const lines = message.split('\n').slice(0, shownLines);
  const how = outcome.get(test) === 'failed' ? 'failed' : 'failed at first, passed alone';
  process.stdout.write([`${how}: ${test}`, ...lines.map((line) => `    ${line.slice(0, 300)}`), ''].join('\n'));
}
const count = (wanted) => [...outcome.values()].filter((status) => status === wanted).length;
process.stdout.write(`${count('passed')} passed, ${count('failed')} failed\n`);
