import { z } from 'zod';
import { hyperparametersSchema, inProcessOptionsSchema } from '../../src/trainers/in-process/options.ts';
import { typeOf, type Schema } from './type-of.ts';

/** What the in-process trainer takes, which a monitor file passes on. */
export const inProcess = {
  options: z.toJSONSchema(inProcessOptionsSchema, { io: 'input' }) as Schema,
  hyperparameters: z.toJSONSchema(hyperparametersSchema, { io: 'input' }) as Schema,
};

/**
 * The reference of a monitor file as Markdown: a table for the whole file and one for every part that has a name, from the
 * JSON Schema that editors use.
 */
export function referencePage(schema: Schema): string {
  const definitions = Object.entries(schema.$defs ?? {}).filter(([name]) => !(name in ownSections));
  return [
    '# Reference: every field of a monitor file',
    '',
    '<!-- Made by `npx tsx scripts/reference.ts` from the schema. Change the descriptions there. -->',
    '',
    'The same in your editor: the first line `# yaml-language-server: $schema=./monitor.schema.json`, and that file from',
    '`temporal-retrain schema > monitor.schema.json`. [full.monitor.yaml](../examples/full.monitor.yaml) uses every field.',
    '',
    'A duration is a number with a unit: `500ms`, `30s`, `15m`, `24h`, `7d`, `2w`, or several, `1d12h`.',
    '',
    '## The file',
    '',
    ...table(fieldsOf(schema, '')),
    ...definitions.flatMap(([name, part]) => ['', `## ${name}`, '', ...table(fieldsOf(part, ''))]),
    '',
    '## The in-process trainer',
    '',
    '`retrain.trainer.options` where the trainer is `in-process`; others take [options of their own](trainers.md).',
    '',
    ...table(fieldsOf(inProcess.options, '')),
    '',
    'Its `retrain.hyperparameters`, which a search space may draw instead:',
    '',
    ...table(fieldsOf(inProcess.hyperparameters, '')),
    '',
    '## SearchSpace',
    '',
    'An object with one dimension for each hyper-parameter: `learningRate: { type: float, low: 0.0001, high: 0.1, log: true }`.',
    ...variants(schema.$defs?.['SearchSpace']?.additionalProperties).flatMap(section),
    '',
    '## Detector',
    '',
    'Options stand beside `type`. [Which detector, when](detectors.md) says what each is for.',
    ...variants(schema.$defs?.['Detector']).flatMap(section),
    '',
  ].join('\n');
}

// --- internal ---

const ownSections = { Detector: true, SearchSpace: true };

interface Field {
  name: string;
  schema: Schema;
  isRequired: boolean;
}

/** Every field of an object, of the objects in it and of the objects it may also be. */
function fieldsOf(schema: Schema, path: string): Field[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const place = path === '' ? name : `${path}.${name}`;
    const isRequired = schema.required?.includes(name) ?? false;
    return [{ name: place, schema: field, isRequired }, ...fieldsOf(field, place)];
  });
  const items = schema.items && !schema.items.$ref ? fieldsOf(schema.items, `${path}[]`) : [];
  return [...own, ...items, ...variants(schema).flatMap((one) => fieldsOf(one, path))];
}

function variants(schema: Schema | undefined): Schema[] {
  return schema?.anyOf ?? schema?.oneOf ?? [];
}

function section(schema: Schema): string[] {
  const { type, ...others } = schema.properties ?? {};
  const title = typeof type?.const === 'string' ? type.const : '';
  const summary = type?.description ?? schema.description ?? '';
  return ['', `### \`${title}\``, '', summary, '', ...table(fieldsOf({ ...schema, properties: others }, ''))];
}

function table(fields: Field[]): string[] {
  const rows = fields.map(({ name, schema, isRequired }) => {
    const default_ = schema.default === undefined ? '' : ` Default: \`${JSON.stringify(schema.default)}\`.`;
    return `| \`${name}\`${isRequired ? ' (required)' : ''} | ${cell(typeOf(schema))} | ${cell(sentence(schema.description) + default_)} |`;
  });
  return ['| field | value | meaning |', '| --- | --- | --- |', ...rows];
}

function sentence(text = ''): string {
  return text === '' || text.endsWith('.') ? text : `${text}.`;
}

function cell(text: string): string {
  return text
    .replaceAll('|', String.raw`\|`)

    .replaceAll('\n', ' ');
}
