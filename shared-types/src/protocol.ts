/** Version of the socket protocol. A client says its own at connect; the server answers the highest both speak. */
export const PROTOCOL_VERSION = 1;
export const OLDEST_PROTOCOL = 1;

/**
 * Chooses the version to speak.
 * @param offered what the client said at connect
 * @returns the version, or null when there is none in common (`protocol_unsupported`)
 */
export function negotiate(offered: unknown): number | null {
  if (typeof offered !== 'number' || !Number.isInteger(offered)) return null;
  const version = Math.min(offered, PROTOCOL_VERSION);
  return version >= OLDEST_PROTOCOL ? version : null;
}

/** Limits that both ends know, so that a client can tell before it sends. Lengths are in UTF-16 units. */
export const MAX_TEXT = 8_000;
export const MAX_FRAME_BYTES = 65_536;
export const MAX_SYNC = 200;
export const MAX_CHECKS = 50;
export const MAX_HISTORY = 50;
export const MAX_PREVIEW = 500;
/** Files of one message, and quick replies under one. */
export const MAX_FILES = 5;
export const MAX_REPLIES = 6;
/** Tags of one conversation, operators named in one note, and rows of one page of a list. */
export const MAX_TAGS = 20;
export const MAX_MENTIONS = 20;
export const MAX_ROWS = 100;
/** Tags that a site offers, its canned replies, and the length of one. */
export const MAX_SITE_TAGS = 50;
export const MAX_CANNED = 200;
export const MAX_CANNED_TEXT = 4_000;
/** A count of a view stops here: beyond it there are simply many. */
export const MAX_COUNT = 1_000;

/** Client timing of DESIGN §5.9, in milliseconds. */
export const TIMING = {
  ackTimeout: 6_000,
  resendMin: 1_000,
  resendMax: 30_000,
  storedDeadline: 30_000,
  storedDeadlineMax: 600_000,
  gapWait: 400,
  positionCheck: 20_000,
  positionJitter: 0.2,
} as const;
