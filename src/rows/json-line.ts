/**
 * What a line of NDJSON holds. Python's `json.dumps` writes `NaN`, `Infinity` and `-Infinity` without quotes, which is
 * no JSON: as values of fields they are read as the texts of a CSV, so that the rest of the line counts.
 *
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseJsonLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = bare.test(text) ? withQuotes(text) : text;
    if (quoted === text) throw error;
    return JSON.parse(quoted);
  }
}

// --- internal ---

const bare = /:\s*-?(?:NaN|Infinity)/;

/** Texts are matched first, so that nothing in them is. */
function withQuotes(text: string): string {
  return text.replace(
    /"(?:[^"\\]|\\.)*"|(:\s*)(-?(?:NaN|Infinity))(?=\s*[,}])/g,
    (all, before: string | undefined, word: string) => (before === undefined ? all : `${before}"${word}"`)
  );
}
