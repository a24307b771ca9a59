import { hueOf, initials } from '../lib/names.ts';

interface AvatarProps {
  /** Gives the colour, which stays when the name changes. */
  readonly id: string;
  readonly name: string;
  /** null: not known, or not shown. */
  readonly isOnline?: boolean | null;
}

/** Initials on a colour; beside a name, so silent itself. */
export function Avatar({ id, name, isOnline = null }: AvatarProps) {
  return (
    <span class="avatar" aria-hidden="true" style={{ '--face': hueOf(id) }}>
      {initials(name)}
      {isOnline && <span class="online" />}
    </span>
  );
}
