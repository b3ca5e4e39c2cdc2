import { existsSync } from 'node:fs';
import { leaveOut } from '../support/left-out.ts';

/** Debian's own; `CHROMIUM` names another. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** Tests that look at the page in a browser are left out where there is none. */
export const withoutChromium = leaveOut({
  what: 'the tests of the page: there is no Chromium',
  unless: existsSync(chromiumPath),
  command: 'apt-get install chromium',
});
