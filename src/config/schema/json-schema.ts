import { z } from 'zod';
import { detectors } from '../../detectors/index.ts';
import { dimensionFields, type FieldKind } from '../../tuners/dimension-fields.ts';
import type { Detector, Parameter } from '../../detectors/detector.ts';
import { severities } from './field-schemas.ts';
import { monitorSchema } from './monitor-schema.ts';

/**
 * JSON Schema (2020-12) of a monitor file, for editors: `# yaml-language-server: $schema=…` in the first line, or
 * `"$schema"` in JSON. Built from the schema that checks the files and the detectors' own tables.
 */
export function monitorJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(monitorSchema, { io: 'input' }) as Record<string, unknown>;
  const definitions = schema['$defs'] as Record<string, unknown>;
  definitions['Detector'] = { oneOf: [...detectors.values()].map(detectorSchemaOf) };
  definitions['SearchSpace'] = searchSpace;
  return { ...schema, title: 'Monitor', description: 'When and how a model is retrained' };
}

// --- internal ---

function detectorSchemaOf(detector: Detector): Record<string, unknown> {
  const parameters = Object.entries(detector.parameters);
  const mandatory = parameters.filter(([, parameter]) => isMandatory(parameter)).map(([name]) => name);
  return {
    type: 'object',
    description: detector.summary,
    properties: {
      type: { const: detector.name, description: `The detector: ${detector.summary}.` },
      id: {
        type: 'string',
        description: 'Names it in rules and in the ledger. Default: its type, numbered from the second on.',
      },
      severity: { enum: severities, description: "What it asks for: none, soft or full. Default: the metric's." },
      ...(detector.input === 'metric' ? { seasonal } : {}),
      ...(detector.actsOnAlarm ? {} : { patience }),
      ...Object.fromEntries(parameters.map(([name, parameter]) => [name, schemaOf(parameter)])),
    },
    required: ['type', ...mandatory],
  };
}

function isMandatory(parameter: Parameter): boolean {
  const derived = parameter.type === 'choice' && parameter.byDirection !== undefined;
  return !parameter.optional && parameter.default === undefined && !derived;
}

function schemaOf(parameter: Parameter): Record<string, unknown> {
  const derived = 'defaultFrom' in parameter ? parameter.defaultFrom : undefined;
  const common = {
    description: derived ? `${parameter.doc}. Default: ${derived.doc}.` : parameter.doc,
    ...(parameter.default === undefined ? {} : { default: parameter.default }),
  };
  if (parameter.type === 'flag') return { type: 'boolean', ...common };
  if (parameter.type === 'choice') return { enum: parameter.values, ...common };
  const { min, max, exclusiveMin, exclusiveMax } = parameter;
  return {
    type: parameter.type,
    ...common,
    ...(min === undefined ? {} : { [exclusiveMin ? 'exclusiveMinimum' : 'minimum']: min }),
    ...(max === undefined ? {} : { [exclusiveMax ? 'exclusiveMaximum' : 'maximum']: max }),
  };
}

const patience = {
  $ref: '#/$defs/Patience',
  description: 'Fires only if its statistic exceeded its limit in `atLeast` of the latest `of` observations.',
};

const seasonal = {
  type: 'boolean',
  description:
    'With `seasonality` on the metric: whether the detector sees the difference from the same hour or day before. Default: true, unless it has a fixed bound.',
};

const choice = { type: ['string', 'number', 'boolean'] };

const when = {
  type: 'object',
  description: 'Only while another dimension has one of these values. Default: always.',
  properties: {
    name: { type: 'string', description: 'The other dimension.' },
    in: { type: 'array', items: choice, minItems: 1, description: 'Its values.' },
  },
  required: ['name', 'in'],
  additionalProperties: false,
};

const schemaOfKind: Record<FieldKind, Record<string, unknown>> = {
  number: { type: 'number' },
  'whole number': { type: 'integer' },
  flag: { type: 'boolean' },
  count: { type: 'integer', minimum: 1 },
  choices: { type: 'array', items: choice, minItems: 1 },
};

const kinds: Readonly<Record<string, string>> = {
  float: 'A number between two bounds.',
  int: 'A whole number between two bounds.',
  choice: 'One of a list.',
};

const docs: Readonly<Record<string, string>> = {
  low: 'Smallest value.',
  high: 'Largest value.',
  log: 'Searches by factors and not by differences. Default: false.',
  points: 'How many values a grid takes of it. Default: 5.',
  step: 'Distance between two values. Default: 1.',
  values: 'What it may be.',
};

const searchSpace = {
  type: 'object',
  additionalProperties: {
    oneOf: Object.entries(dimensionFields).map(([type, fields]) => dimension(type, fields)),
  },
};

function dimension(type: string, fields: Readonly<Record<string, FieldKind>>): Record<string, unknown> {
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => [name, { ...schemaOfKind[kind], description: docs[name] }])
  );
  const required = ['type', ...['low', 'high', 'values'].filter((name) => name in fields)];
  return {
    type: 'object',
    properties: { type: { const: type, description: kinds[type] }, ...properties, when },
    required,
    additionalProperties: false,
  };
}
