import { checkCron } from '../../core/launch/schedule.ts';
import type { SchedulePolicy } from '../../core/state/policy.ts';
import type { Faults } from '../faults/faults.ts';
import { numberedIds, refuseTwins } from './numbered-ids.ts';
import type { ScheduleFile } from '../schema/schedule-schema.ts';
import { fieldOf, type Path } from '../faults/path.ts';
import { show } from '../../terms/show.ts';

/** A schedule that is `undefined` could not be read; it only keeps the numbers of later schedules right. */
export function completeSchedules(files: readonly (ScheduleFile | undefined)[], faults: Faults): SchedulePolicy[] {
  const kinds = files.map((file) => (file?.cron === undefined ? 'every' : 'cron'));
  const ids = numberedIds(
    files.map((file) => file?.id),
    kinds
  );
  refuseTwins(ids, 'schedule', (index) => ['schedules', index, 'id'], faults);
  return files.flatMap((file, index) =>
    file ? [completeSchedule(ids[index] ?? '', file, ['schedules', index], faults)] : []
  );
}

// --- internal ---

function completeSchedule(id: string, file: ScheduleFile, path: Path, faults: Faults): SchedulePolicy {
  const { every, cron, anchor, timeZone, severity = 'full' } = file;
  if ((every === undefined) === (cron === undefined)) {
    const got = every === undefined ? 'neither' : 'both';
    faults.add(path, `Expected \`${fieldOf(path)}\` to have either \`every\` or \`cron\`, got ${got}`);
  }
  if (every !== undefined && every < 1_000)
    faults.add([...path, 'every'], `Expected \`${fieldOf([...path, 'every'])}\` to be at least 1s, got ${every} ms`);
  if (every === undefined && anchor !== undefined)
    faults.add([...path, 'anchor'], 'Expected no `anchor` beside `cron`: its slots follow the calendar; leave it out');
  if (cron === undefined) {
    if (timeZone !== undefined)
      faults.add(
        [...path, 'timeZone'],
        'Expected no `timeZone` beside `every`: it counts hours; leave it out or use `cron`'
      );
    return {
      id,
      ...(every === undefined ? {} : { everyMs: every }),
      ...(anchor === undefined ? {} : { anchor }),
      severity,
    };
  }
  const fault = checkCron(cron, timeZone ?? 'UTC');
  if (fault !== undefined) faults.add([...path, 'cron'], cronFault(cron, fault));
  return { id, cron, timeZone: timeZone ?? 'UTC', severity };
}

/** The parser's messages have their own form; the core's are sentences already. */
function cronFault(cron: string, fault: string): string {
  if (fault.startsWith('Expected')) return fault;
  const why = fault.replace(/^CronPattern: /, '').replace(/\.$/, '');
  return `Expected five fields, minute to day of week, such as \`0 3 * * 1\`, got ${show(cron)}: ${why}`;
}
