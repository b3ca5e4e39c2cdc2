/** A place where a test lets time pass, or measures it, by a number that somebody chose on some machine. */
export interface ClockRace {
  line: number;
  text: string;
}

/**
 * Sleeps of a literal length (`sleep(500)`, `setTimeout(done, 3_000)`, in Python `time.sleep(0.05)`), and clocks that are
 * held against a literal (`expect(performance.now() - since).toBeLessThan(200)`, `Date.now() - since < 50`).
 */
export function clockRaces(source: string): ClockRace[] {
  return source.split('\n').flatMap((text, index) => {
    const code = text.replace(/^\s*(?:\/\/|\*|#).*/, '');
    return patterns.some((pattern) => pattern.test(code)) ? [{ line: index + 1, text: text.trim() }] : [];
  });
}

// --- internal ---

const number = String.raw`\d[\d_.]*`;
const clock = String.raw`\b(?:performance|Date)\.now\(\)`;
const patterns = [
  // A length of 0 only lets others have their turn.
  new RegExp(String.raw`\b(?:sleep|delay|wait|pause)\((?!0[,)])${number}(?:\s*[*+][^,)]*)?[,)]`, 'i'),
  new RegExp(String.raw`\b(?:sleep|delay|wait|pause)\(${number}\s*\*`, 'i'),
  new RegExp(String.raw`\bsetTimeout\(.*,\s*(?!0\))${number}[^;]*\)`),
  new RegExp(String.raw`${clock}.*\.toBe(?:Less|Greater)Than(?:OrEqual)?\(${number}\)`),
  new RegExp(String.raw`${clock}\s*-\s*[\w.]+\s*[<>]=?\s*${number}`),
];
