import type { VNode } from 'preact';
import { forgetToken, token } from '../api/token.ts';
import { helpShown } from './keys.ts';
import { Link } from './link.tsx';
import { nextTheme, theme } from './theme.ts';
import { place } from './route.ts';
import { who } from './who.ts';

/** What stands above every view. */
export function TopBar(): VNode {
  const themeText = { system: 'as the system has it', light: 'light', dark: 'dark' }[theme.value];
  return (
    <header class="top">
      <Link class="brand" href={place.fleet}>
        <img src="/icon.svg" alt="" width="22" height="22" />
        temporal-retrain
      </Link>
      <span class="grow" />
      {who.value && (
        <span class="who" title={`Signed in by ${who.value.by}`}>
          <span class="who-name">{who.value.actor}</span> <span class="soft">{who.value.role}</span>
        </span>
      )}
      {token.value !== null && (
        <button type="button" class="quiet" onClick={() => forgetToken()}>
          Sign out
        </button>
      )}
      <button
        type="button"
        class="quiet icon"
        onClick={nextTheme}
        aria-label={`Colours: ${themeText}. Change`}
        title={`Colours: ${themeText}`}
      >
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" stroke-width="1.4" />
          <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
        </svg>
      </button>
      <button
        type="button"
        class="quiet icon keys-button"
        onClick={() => (helpShown.value = true)}
        aria-label="Keys"
        title="Keys (?)"
      >
        ?
      </button>
    </header>
  );
}
