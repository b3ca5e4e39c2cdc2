// failed-end-to-end.mjs REPORT: the files that failed in a report of the test runner, where they are few and all of them
// end-to-end tests; ends with 1 where they are many, or where something else failed too.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** With more, it is not the machine. */
const fewFiles = 3;

const [report = ''] = process.argv.slice(2);
const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
const failed = testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative('.', name));
const isFew = failed.length > 0 && failed.length <= fewFiles && failed.every((file) => file.endsWith('.e2e.test.ts'));
if (!isFew) process.exit(1);
process.stdout.write(`${failed.join('\n')}\n`);
