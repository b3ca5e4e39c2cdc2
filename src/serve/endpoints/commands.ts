import type { MonitorHandle } from '../../client/monitor-handle.ts';
import type { MonitorView } from '../../core/wire/answers.ts';
import { parseSemVer } from '../../terms/semver.ts';
import { isLabel } from '../../core/wire/batch.ts';
import { strict, wanted } from '../../config/schema/strict.ts';
import { Refusal } from '../problem/refusal.ts';
import { viewAnswer } from '../answers/view.ts';
import { z } from '../answers/parts.ts';
import { includes, type Role } from '../access/roles.ts';
import { askedBy, comment, modelParams } from './fields.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const semver = wanted('a semantic version such as `1.4.0`');
const version = z.string(semver).refine((text) => parseSemVer(text) !== undefined, semver);
const lookedAt = version.describe('The version that was looked at: the command is refused if another waits by now.');
const inPlaceOf = version
  .optional()
  .describe(
    'The champion that was looked at: the command is refused if another serves by now. Needed where the version was compared with another champion than the one that serves.'
  );
const generation = z
  .int(wanted('a whole number from 0'))
  .min(0, wanted('a whole number from 0'))
  .optional()
  .describe(
    'Of the retrain that was looked at: the command is refused if another is under way by now. Or 0 for what people have asked for and waits, also behind one under way, which goes on.'
  );
const label = wanted('1 to 128 printable characters');
const yes = z.boolean(wanted('true or false')).optional();

/** Every command of `temporal-retrain monitor`. Each answers with the monitor right after it. */
export const commandEndpoints: readonly Endpoint[] = [
  command('pause', 'operator', 'Pause it: it keeps watching, but launches no retrain', {}, (handle, asked) =>
    handle.pause(asked)
  ),
  command('resume', 'operator', 'Let it launch retrains again', {}, (handle, asked) => handle.resume(asked)),
  command('stop', 'operator', 'End the monitor; a retrain under way goes on', {}, (handle, asked) =>
    handle.stop(asked)
  ),
  command(
    'retrain',
    'operator',
    'Ask for a retrain',
    {
      severity: z.enum(['soft', 'full'], wanted('soft or full')).optional(),
      respectHolds: yes.describe('It waits for everything that drift waits for.'),
      withoutChampion: yes.describe('The gate has absolute rules alone, as the champion is lost; for approvers.'),
    },
    (handle, asked, { severity = 'soft', withoutChampion, respectHolds }, role) => {
      if (withoutChampion && !includes(role, 'approver'))
        throw new Refusal(
          'wrong-role',
          'Expected the role `approver` for a retrain without a champion to compare with'
        );
      return handle.retrain({
        ...asked,
        severity,
        ...(withoutChampion ? { withoutChampion } : {}),
        ...(respectHolds ? { respectHolds } : {}),
      });
    }
  ),
  command(
    'cancel',
    'operator',
    'End the retrain under way, or withdraw one that waits',
    { generation },
    (handle, asked, body) =>
      handle.cancel({ ...asked, ...(body.generation === undefined ? {} : { generation: body.generation }) })
  ),
  command(
    'approve',
    'approver',
    'Make the waiting challenger the champion',
    { version: lookedAt, inPlaceOf },
    (handle, asked, body) =>
      handle.approve({
        ...asked,
        version: body.version,
        ...(body.inPlaceOf === undefined ? {} : { inPlaceOf: body.inPlaceOf }),
      })
  ),
  command('reject', 'approver', 'Reject the waiting challenger', { version: lookedAt }, (handle, asked, body) =>
    handle.reject({ ...asked, version: body.version })
  ),
  command('rollback', 'approver', 'Make the previous version the champion again', {}, (handle, asked) =>
    handle.rollback(asked)
  ),
  command('adopt', 'approver', 'Make a version of the registry the champion', { version }, (handle, asked, body) =>
    handle.adopt(body.version, asked)
  ),
  command('release', 'operator', 'Close the circuit breaker, so that retrains can start again', {}, (handle, asked) =>
    handle.release(asked)
  ),
  command(
    'forget-segment',
    'operator',
    'Forget what it has seen of a segment',
    { segment: z.string(label).refine(isLabel, label) },
    (handle, asked, { segment }) => handle.forgetSegment(segment, asked)
  ),
];

// --- internal ---

interface AskedFor {
  actor: string;
  comment?: string;
}

function command<S extends z.core.$ZodLooseShape>(
  name: string,
  role: Role,
  summary: string,
  fields: S,
  run: (handle: MonitorHandle, asked: AskedFor, body: z.output<z.ZodObject<S>>, role: Role) => Promise<MonitorView>
): Endpoint {
  const example = 'version' in fields ? '{ "version": "1.4.0" }' : '{ "comment": "why" }';
  const body = strict({ ...fields, comment }, `an object such as \`${example}\``);
  const isOptional = body.safeParse({}).success;
  return endpoint({
    method: 'post',
    path: `/v1/models/{model}/${name}`,
    role,
    summary,
    params: modelParams,
    body: (isOptional ? body.optional() : body) as unknown as z.ZodType<
      z.output<z.ZodObject<S>> & { comment?: string }
    >,
    answers: { 200: { description: 'The monitor right after it.', schema: viewAnswer } },
    handle: async ({ client, params, body: given, asker }) => {
      const asked = given ?? ({} as z.output<z.ZodObject<S>>);
      return { body: await run(client.monitor(params.model), askedBy(asker, asked), asked, asker.role) };
    },
  });
}
