/** Stands for Preact in the optional chunks (widget/bundle.ts): they draw with the panel's own, given before anything is drawn. */
import type { Kit } from './kit.ts';

let shared: Kit['preact'];

export function share({ preact }: Kit): void {
  shared = preact;
}
export const jsx = ((type: never, props: never, key: never) => shared.jsx(type, props, key)) as Kit['preact']['jsx'];
export const jsxs = jsx;
export const Fragment: Kit['preact']['Fragment'] = (props) => shared.Fragment(props);
