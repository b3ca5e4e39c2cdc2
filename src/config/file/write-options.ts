import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import { detectors } from '../../detectors/index.ts';
import type { JsonObject } from '../../terms/json.ts';

/** Options of one detector to write to a monitor file. */
export interface OptionChange {
  metric: string;
  /** Place in the complete form's list of detectors. */
  index: number;
  type: string;
  options: JsonObject;
}

/** The text of a YAML or JSON monitor file with new detector options; everything else stays, comments too. */
export function writeOptions(text: string, changes: readonly OptionChange[], isJson: boolean): string {
  const document = parseDocument(text);
  for (const change of changes) write(document, change);
  return isJson ? `${JSON.stringify(document.toJS(), null, 2)}\n` : document.toString();
}

// --- internal ---

function write(document: Document, { metric, index, type, options }: OptionChange): void {
  const path = ['metrics', metric];
  // The short form's `below` and `above` are the first detector.
  const isShort = document.hasIn([...path, 'below']) || document.hasIn([...path, 'above']);
  if (isShort && index === 0) return setAll(document, path, options);
  const place = [...path, 'detectors', isShort ? index - 1 : index];
  const entry = document.getIn(place, true);
  if (isScalar(entry) || entry === undefined) {
    const list = document.getIn([...path, 'detectors'], true);
    if (isSeq(list)) document.setIn(place, document.createNode({ type, ...options }, { flow: true }));
    return;
  }
  if (isMap(entry))
    for (const { key } of entry.items.slice()) {
      const name = String(isScalar(key) ? key.value : key);
      if (Object.keys(options).some((option) => name !== option && isOther(type, option, name))) entry.delete(key);
    }
  setAll(document, place, options);
}

function setAll(document: Document, path: (string | number)[], options: JsonObject): void {
  for (const [name, value] of Object.entries(options)) document.setIn([...path, name], value);
}

/** Another name of the same option: both together would contradict each other. */
function isOther(type: string, option: string, name: string): boolean {
  const camel = name.replace(/[_-]([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const parameters = detectors.get(type)?.parameters as Record<string, { aliases?: readonly string[] }> | undefined;
  return camel === option || (parameters?.[option]?.aliases ?? []).some((alias) => alias === name || alias === camel);
}
