/** The extra `logo`: the image of a site that has one, over the initials of its name. */
import type { ComponentChild } from 'preact';
import type { Kit } from './kit.ts';

export type Logo = (address: string) => ComponentChild;

const STYLE = 'position:absolute;width:40px;height:40px;border-radius:50%;object-fit:cover';

/** What cannot be had lets the initials behind it be seen. */
function hide({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
  currentTarget.style.display = 'none';
}

export function create(_kit: Kit): Logo {
  return (address) => <img src={address} alt="" style={STYLE} onError={hide} />;
}
