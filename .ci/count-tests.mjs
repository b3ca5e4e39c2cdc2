// count-tests.mjs FOLDER: counts the tests of the runner's own reports in a folder, each once however often it ran; one
// that failed in any run has failed. A file that could not even be read in counts as one failure. Names each failure
// with the beginning of what it said, so that the end of a run is enough to know what to mend.
import { readdirSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Lines shown of a failure's message: what differed and the first places of its stack. */
const shownLines = 12;

const [folder = '.'] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
const outcome = new Map();
const said = new Map();
const note = (test, status, messages = []) => {
  if (outcome.get(test) !== 'failed') outcome.set(test, status);
  if (status === 'failed' && !said.has(test)) said.set(test, messages.join('\n'));
};
for (const { testResults } of reports) {
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
  // The runner names a test that ran out of its time by this alone.
  const told = message.replace(/^Error: STACK_TRACE_ERROR/, 'It ran out of its time, or of that of a hook');
  const lines = told.split('\n').slice(0, shownLines);
  process.stdout.write([`failed: ${test}`, ...lines.map((line) => `    ${line.slice(0, 300)}`), ''].join('\n'));
}
const count = (wanted) => [...outcome.values()].filter((status) => status === wanted).length;
process.stdout.write(`${count('passed')} passed, ${count('failed')} failed\n`);
