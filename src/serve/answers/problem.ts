import { z } from './parts.ts';

/** RFC 9457. */
export const problemAnswer = z
  .object({
    type: z.string().describe('The page that explains this kind of problem.'),
    title: z.string(),
    status: z.number(),
    detail: z.string().describe('What is wrong, and what to do.'),
    code: z.string().optional().describe('The reason for programs, if the monitor gives one.'),
    issues: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .openapi('Problem');

export const intakeAnswer = z
  .object({
    model: z.string(),
    taken: z.number().describe('Observations that the monitor gets, or has got before under the same key or number.'),
    refused: z.number().describe('Rows that were not taken.'),
    ignored: z.number().describe('Values of metrics that it does not watch, left out as asked.'),
    odd: z.number().describe('Implausible values and times that were taken as asked.'),
    delivered: z.boolean().describe('Whether the Temporal server has them; else this server keeps trying.'),
    waiting: z.string().optional().describe('Why they are not delivered yet.'),
    namesChecked: z.boolean().describe('False while no worker tells what the monitor watches.'),
    faults: z.array(z.object({ row: z.number(), message: z.string() })).describe('Of the first refused rows.'),
  })
  .openapi('Intake');
