import { Component, createElement, type ComponentType, type VNode } from 'preact';

/** A component that is drawn again only with other properties: preact's own is in its larger compatibility part. */
export function memo<P extends object>(Inner: (props: P) => VNode): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const names = Object.keys(next) as (keyof P)[];
      return names.some((name) => next[name] !== (this.props as P)[name]);
    }

    override render(): VNode {
      return createElement(Inner as ComponentType<P>, this.props as P) as VNode;
    }
  };
}
