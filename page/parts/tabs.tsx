import type { VNode } from 'preact';
import { Link } from '../app/link.tsx';

export interface Tab {
  id: string;
  text: string;
  href: string;
  count?: number | undefined;
}

/** Parts of a view, each with an address of its own. */
export function Tabs({ tabs, current, label }: { tabs: readonly Tab[]; current: string; label: string }): VNode {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ id, text, href, count }) => (
        <Link key={id} href={href} aria-current={id === current ? 'page' : undefined}>
          {text}
          {count ? <span class="count">{count}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
