/** Put here by widget/build.ts into the chunk for sites that sign in nobody. */
declare const __NO_USERS__: true;

/**
 * Whether users of the site can be signed in here. A site without a secret, which is most of them, loads a chunk that leaves out what
 * is behind this: the server chooses (api/widget-script.ts).
 */
export const HAS_USERS = typeof __NO_USERS__ === 'undefined';
