import { useEffect } from 'preact/hooks';
import type { VNode } from 'preact';
import { ApprovalView } from '../approval/approval-view.tsx';
import { FleetView } from '../fleet/fleet-view.tsx';
import { Link } from './link.tsx';
import { ModelView } from '../model/model-view.tsx';
import { onKey } from './keys.ts';
import { go, place, route, type Route } from './route.ts';
import { PolicyView } from '../policy/policy-view.tsx';
import { readWho } from './who.ts';
import { RetrainView } from '../retrain/retrain-view.tsx';
import { Said } from '../parts/said.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { SignIn } from './sign-in.tsx';
import { signInWanted, token } from '../api/token.ts';
import { TopBar } from './top-bar.tsx';

/** The whole page. */
export function App(): VNode {
  useEffect(() => void readWho().catch(() => undefined), []);
  useEffect(() => onKey('Escape', up), []);
  const here = route.value;
  useEffect(() => void (document.title = titleOf(here)), [here]);
  const why = signInWanted.value;
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <TopBar />
      <main id="main" tabIndex={-1}>
        {/* With another token everything is read anew. */}
        {why === null ? <View key={token.value ?? ''} here={here} /> : <SignIn why={why} />}
      </main>
      <Said />
      <Shortcuts />
    </>
  );
}

// --- internal ---

function View({ here }: { here: Route }): VNode {
  switch (here.view) {
    case 'fleet':
      return <FleetView />;
    case 'model':
      return <ModelView key={here.model} model={here.model} />;
    case 'approval':
      return <ApprovalView key={here.model} model={here.model} />;
    case 'policy':
      return <PolicyView key={here.model} model={here.model} />;
    case 'retrain':
      return <RetrainView key={`${here.model} ${here.id}`} model={here.model} id={here.id} />;
    case 'nothing':
      return (
        <div class="sheet">
          <h1>There is nothing here</h1>
          <p>
            The address leads to no view. <Link href={place.fleet}>See all monitors</Link>
          </p>
        </div>
      );
  }
}

function up(): void {
  const here = route.peek();
  if (here.view === 'fleet') return;
  go(here.view === 'model' || here.view === 'nothing' ? place.fleet : place.model(here.model));
}

function titleOf(here: Route): string {
  if (here.view === 'fleet' || here.view === 'nothing') return 'Monitors · temporal-retrain';
  const part = { model: '', approval: 'Approve ', policy: 'Policy of ', retrain: 'Retrain of ' }[here.view];
  return `${part}${here.model} · temporal-retrain`;
}
