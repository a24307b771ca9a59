import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { createOpening } from './opening.ts';
import type { Transport } from './transport.ts';
import { HAS_USERS } from './users.ts';
import type { VisitorSession } from './visitor-session.ts';
import { type createWhose, userOf } from './whose.ts';

interface ComingsDeps {
  readonly transport: Transport;
  readonly whose: ReturnType<typeof createWhose>;
  readonly opening: ReturnType<typeof createOpening>;
  /** Shows nothing of whoever was here. */
  readonly empty: () => void;
  readonly refused: (code: ErrorCode) => void;
}

/** How somebody else comes to be here: by a token, by leaving, and by what another tab did (SPEC W6). */
export function createComings({ transport, whose, opening, empty, refused }: ComingsDeps) {
  const begin = () => {
    opening.forget();
    empty();
    void opening.open();
  };
  const ways: Pick<VisitorSession, 'login' | 'logout' | 'rebind' | 'renewed'> = {
    login(token) {
      if (!HAS_USERS) {
        refused('token_invalid');
        return false;
      }
      const known = opening.token();
      const wasUser = whose.owner() !== '';
      // Offline it may take long until it is known whose token this is; so long nobody is shown what is another's.
      const isMine = known === null || userOf(known) === userOf(token);
      const isSame = wasUser && isMine && (known !== null || transport.link() === 'online');
      if (!isSame) whose.expect();
      if (!isSame && wasUser) empty();
      opening.identify(token, isMine);
      return wasUser && !isMine;
    },
    logout() {
      whose.clear();
      begin();
    },
    rebind() {
      // Who comes by a token of this page is known when it is answered.
      if (opening.isAsked()) return;
      whose.look();
      begin();
    },
    renewed() {
      if (opening.held()) void opening.open();
    },
  };
  const gone = () => {
    whose.look();
    empty();
  };
  return { ways, gone };
}
