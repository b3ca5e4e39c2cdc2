import { checked, queryOf } from './endpoints/endpoint.ts';
import { credentialsOf, pathOf, type App, type AppOptions } from './app.ts';
import { observationsHeaders, observationsPath, observationsQuery } from './endpoints/observations.ts';
import { inWordsFor, problemAnswerOf } from './problem/problem-answer.ts';
import { excerpt } from '../terms/visible-text.ts';
import { Refusal } from './problem/refusal.ts';
import { rowsOfBody } from './intake/rows-of-body.ts';
import { IntakeStopped, type IntakeReport } from './intake/intake-report.ts';
import { rowKeys } from './intake/row-keys.ts';

/** `POST /v1/models/{model}/observations`: apart from the rest, as its body is read while it arrives. */
export function mountObservations(app: App, { client, access, intake, maxBodyBytes, note }: AppOptions): void {
  app.post(pathOf(observationsPath), async (context) => {
    const asker = await access.admit(credentialsOf(context), 'sender');
    const query = checked(observationsQuery, queryOf(context.req.url), 'the query');
    const { 'idempotency-key': key } = checked(
      observationsHeaders,
      { 'idempotency-key': context.req.header('idempotency-key') },
      'the headers'
    );
    const { format, timeUnit: unit, source, sequence } = query;
    if (key !== undefined && source !== undefined)
      throw new Refusal('invalid', 'Expected either `Idempotency-Key` or `source` and `sequence`, got both');
    const sayUnit = (one: string): string => `say so: \`?timeUnit=${one}\` (or ms, if it is right)`;
    let isSmall = false;
    const rows = rowsOfBody(context.req.raw, {
      maxBytes: maxBodyBytes,
      format,
      ...(unit ? { unit } : {}),
      sayUnit,
      // However the body travels, packed, in pieces or as it is: its rows have the same keys.
      ...(key === undefined ? {} : { tellSize: (said: boolean): void => void (isSmall = said) }),
    });
    const { signal } = context.req.raw;
    const model = context.req.param('model') ?? '';
    try {
      const report = await intake.take(model, rows, {
        signal,
        ignoreUnknown: query.ignoreUnknown === 'true',
        force: query.force === 'true',
        unit,
        keyOf: rowKeys({ key, source, sequence, isSmall: () => isSmall }),
      });
      const { taken, refused, ignored } = report;
      if (taken + ignored > 0) return context.json(report, statusOf(report));
      const error =
        refused === 0
          ? new Refusal('invalid', 'Expected metrics, got none in the body; nothing was taken')
          : new Refusal('invalid', `No row was taken: ${report.faults[0]?.message ?? ''}`);
      return problemAnswerOf(error, context, note, { ...report });
    } catch (error) {
      if (!(error instanceof IntakeStopped)) throw error;
      if (signal.aborted) note(leftBehind(error.report));
      return problemAnswerOf(await inWordsFor(asker, client, error.cause), context, note, { ...error.report });
    }
  });
}

// --- internal ---

/** The sender does not hear it; whoever runs this server may wonder. */
function leftBehind({ model, taken, refused }: IntakeReport): string {
  const next = 'sent again under the same `Idempotency-Key`, or `source` and `sequence`, they count once';
  return `The sender of observations for \`${excerpt(model, 80)}\` left before the end of its body: ${taken} were taken and are kept, ${refused} rows were refused; ${next}`;
}

function statusOf({ refused, delivered }: IntakeReport): 200 | 202 | 207 {
  return refused > 0 ? 207 : delivered ? 200 : 202;
}
