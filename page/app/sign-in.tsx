import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { asProblem } from '../api/problem.ts';
import { ended } from '../parts/sentence.tsx';
import { forgetToken, keepToken } from '../api/token.ts';
import { readWho } from './who.ts';

/** Asks for a token once; the tab keeps it. */
export function SignIn({ why }: { why: string }): VNode {
  const text = useSignal('');
  const trouble = useSignal(why);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const given = text.value.trim();
    if (given === '') return void (trouble.value = 'Paste a token first');
    keepToken(given);
    try {
      await readWho();
    } catch (error) {
      const problem = asProblem(error);
      if (problem.status === 401) forgetToken();
      trouble.value = problem.message;
    }
  };
  return (
    <form class="sign-in" onSubmit={(event) => void submit(event)}>
      <h1>Sign in</h1>
      <p class="soft">
        Paste a token. <code>temporal-retrain token --role operator --name you --file tokens.yaml</code> makes one; this
        tab keeps it until it is closed.
      </p>
      <label for="token">Token</label>
      <input
        id="token"
        type="password"
        autoComplete="off"
        spellcheck={false}
        aria-describedby="token-trouble"
        value={text.value}
        onInput={(event) => (text.value = event.currentTarget.value)}
      />
      <p id="token-trouble" class="trouble" role="alert">
        {trouble.value === '' ? '' : ended(trouble.value)}
      </p>
      <button type="submit" class="primary">
        Sign in
      </button>
    </form>
  );
}
