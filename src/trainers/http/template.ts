import type { Json } from '../../terms/json.ts';
import { TrainingError } from '../../terms/errors.ts';

/** Values that templates may name, by dotted paths: `request.hyperparameters.learningRate`, `key`, `response.id`. */
export type TemplateValues = Record<string, unknown>;

/**
 * A JSON template with its placeholders filled in. A string that is one placeholder, `"{{request}}"`, becomes the value
 * with its type; a placeholder inside a longer string becomes text. Values are never looked at for placeholders again.
 */
export function fillTemplate(template: Json, values: TemplateValues): Json {
  if (typeof template === 'string') return fillString(template, values);
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, values));
  if (template === null || typeof template !== 'object') return template;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fillTemplate(item, values)]));
}

/** A URL template; every value is escaped, so that none can change the path, the query or the host. */
export function fillUrl(template: string, values: TemplateValues): string {
  return template.replaceAll(placeholder, (_, path: string) => escapeForUrl(text(path, values), template));
}

/** The value at a dotted path, numbers counting into arrays; `undefined` when there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  for (const step of path === '' ? [] : path.split('.')) {
    if (found === null || typeof found !== 'object' || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}

// --- internal ---

const placeholder = /\{\{\s*([\w.-]+)\s*\}\}/g;
const wholePlaceholder = /^\{\{\s*([\w.-]+)\s*\}\}$/;

function fillString(template: string, values: TemplateValues): Json {
  const [, path] = wholePlaceholder.exec(template) ?? [];
  if (path !== undefined) return required(path, values) as Json;
  return template.replaceAll(placeholder, (_, inner: string) => text(inner, values));
}

function text(path: string, values: TemplateValues): string {
  const value = required(path, values);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escapeForUrl(value: string, template: string): string {
  // Escaping leaves dots alone, and `..` as a segment of a path would climb.
  if (value === '' || value === '.' || value === '..')
    throw new TrainingError(
      `Expected a value for the URL \`${template}\` that can be part of a path, got \`${value}\``,
      { permanent: true }
    );
  return encodeURIComponent(value);
}

function required(path: string, values: TemplateValues): unknown {
  const value = valueAt(values, path);
  if (value !== undefined) return value;
  const known = Object.keys(values).join(', ');
  throw new TrainingError(
    `Expected a value for the placeholder \`{{${path}}}\`, found none; it can be one of: ${known}`,
    {
      permanent: true,
    }
  );
}
