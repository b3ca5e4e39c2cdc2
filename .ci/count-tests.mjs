// count-tests.mjs FOLDER: counts the tests of the runner's own reports in a folder, each once however often it ran; one
// that failed in any run has failed. A file that could not even be read in counts as one failure.
import { readdirSync, readFileSync } from 'node:fs';

const [folder = '.'] = process.argv.slice(2);
const reports = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')));
const outcome = new Map();
const note = (test, status) => {
  if (outcome.get(test) !== 'failed') outcome.set(test, status);
};
for (const { testResults } of reports) {
  for (const { name: file, status: ofFile, assertionResults } of testResults) {
    const told = assertionResults.filter(({ status }) => status === 'passed' || status === 'failed');
    const seen = new Map();
    for (const { fullName, status } of told) {
      // Tests of one name are told apart by their place.
      const nth = (seen.get(fullName) ?? 0) + 1;
      seen.set(fullName, nth);
      note(`${file} > ${fullName} #${nth}`, status);
    }
    if (ofFile === 'failed' && !told.some(({ status }) => status === 'failed')) note(file, 'failed');
  }
}
const count = (wanted) => [...outcome.values()].filter((status) => status === wanted).length;
process.stdout.write(`${count('passed')} passed, ${count('failed')} failed\n`);
