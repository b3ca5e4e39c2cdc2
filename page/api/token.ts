import { signal } from '@preact/signals';

/** The token that the reader has pasted; kept until the tab is closed, and no longer. */
export const token = signal<string | null>(read());

/** Why somebody has to sign in; `null`: nobody has to. */
export const signInWanted = signal<string | null>(null);

/** Takes a token for all further requests. */
export function keepToken(text: string): void {
  sessionStorage.setItem(place, text);
  token.value = text;
  signInWanted.value = null;
}

/** Forgets it: the next answer tells whether one is needed. */
export function forgetToken(): void {
  sessionStorage.removeItem(place);
  token.value = null;
}

// --- internal ---

const place = 'temporal-retrain.token';

function read(): string | null {
  return sessionStorage.getItem('temporal-retrain.token');
}
