import type { ComponentChildren, VNode } from 'preact';
import { go } from './route.ts';

export interface LinkProps {
  href: string;
  children: ComponentChildren;
  class?: string;
  [attribute: string]: unknown;
}

/** A link within the page: the browser's own for a new tab, without a new load else. */
export function Link({ href, children, ...rest }: LinkProps): VNode {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a href={href} onClick={follow} {...rest}>
      {children}
    </a>
  );
}
