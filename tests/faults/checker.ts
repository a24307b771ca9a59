/**
 * The checker of the fault lab, after RabbitMQ's Jepsen `total-queue`: what was sent, what was promised, what is there.
 * Pure: it knows texts and numbers only. Every text sent is unique, so that a repeat shows whatever ids it hides behind.
 */
export interface Attempt {
  readonly conversation: string;
  readonly sender: string;
  readonly text: string;
}
export interface StoredRow {
  readonly conversation: string;
  readonly seq: number;
  readonly text: string;
}
export interface Evidence {
  /** In the order in which each sender pressed send. */
  readonly attempted: readonly Attempt[];
  readonly accepted: ReadonlySet<string>;
  /** Texts that their sender is shown as failed. */
  readonly refused: ReadonlySet<string>;
  readonly stored: readonly StoredRow[];
  /** What each client shows at the end: the texts of a conversation with their seq, in the order shown. */
  readonly shown: readonly {
    readonly client: string;
    readonly conversation: string;
    readonly rows: readonly { seq: number; text: string | null }[];
  }[];
}
export interface Verdict {
  readonly attempted: number;
  readonly accepted: number;
  readonly stored: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly gaps: number;
  /** The first few findings in words. */
  readonly details: readonly string[];
}

const byConversation = <Row extends { readonly conversation: string }>(rows: readonly Row[]) =>
  Map.groupBy(rows, (row) => row.conversation);

function findLost({ attempted, stored, refused, accepted }: Evidence): string[] {
  const there = new Set(stored.map((row) => row.text));
  const sent = attempted.filter(({ text }) => !there.has(text) && !refused.has(text));
  const promised = attempted.filter(({ text }) => !there.has(text) && refused.has(text) && accepted.has(text));
  return [...sent.map(({ text }) => `lost: ${text}`), ...promised.map(({ text }) => `lost though accepted: ${text}`)];
}

function repeats(texts: readonly (string | null)[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text): text is string => {
    if (text === null) return false;
    const again = seen.has(text);
    seen.add(text);
    return again;
  });
}

function findDuplicated({ stored, shown }: Evidence): string[] {
  const inStore = repeats(stored.map((row) => row.text)).map((text) => `stored twice: ${text}`);
  const onScreens = shown.flatMap(({ client, rows }) =>
    repeats(rows.map((row) => row.text)).map((text) => `${client} shows twice: ${text}`),
  );
  return [...inStore, ...onScreens];
}

/** The texts of each sender must be stored in the order in which they were sent, and shown in the order of seq. */
function findReordered({ attempted, stored, shown }: Evidence): string[] {
  const position = new Map(stored.map((row) => [row.text, row.seq]));
  const bySender = Map.groupBy(attempted, ({ conversation, sender }) => `${conversation} ${sender}`);
  const inStore = [...bySender.values()].flatMap((list) => {
    const there = list.filter(({ text }) => position.has(text));
    return there.filter(({ text }, index) => index > 0 && (position.get(text) ?? 0) < (position.get(there[index - 1]?.text ?? '') ?? 0));
  });
  const onScreens = shown.flatMap(({ client, rows }) =>
    rows
      .filter((row, index) => index > 0 && row.seq <= (rows[index - 1]?.seq ?? 0))
      .map((row) => `${client} shows out of order: ${row.seq}`),
  );
  return [...inStore.map(({ text }) => `stored out of order: ${text}`), ...onScreens];
}

/** Seq must be dense from 1 in the store, and each client must show everything that is stored. */
function findGaps({ stored, shown }: Evidence): string[] {
  const heads = new Map<string, number>();
  const inStore = [...byConversation(stored)].flatMap(([conversation, rows]) => {
    const seqs = rows.map((row) => row.seq).sort((a, b) => a - b);
    heads.set(conversation, seqs.at(-1) ?? 0);
    return seqs.filter((seq, index) => seq !== index + 1).map((seq) => `hole before ${conversation}/${seq}`);
  });
  const onScreens = shown.flatMap(({ client, conversation, rows }) => {
    const there = new Set(rows.map((row) => row.seq));
    const missing = Array.from({ length: heads.get(conversation) ?? 0 }, (_, index) => index + 1).filter((seq) => !there.has(seq));
    return missing.map((seq) => `${client} misses ${conversation}/${seq}`);
  });
  return [...inStore, ...onScreens];
}

/** Judges a run. A row of the fault table holds when the last four numbers are 0. */
export function judge(evidence: Evidence): Verdict {
  const lost = findLost(evidence);
  const duplicated = findDuplicated(evidence);
  const reordered = findReordered(evidence);
  const gaps = findGaps(evidence);
  return {
    attempted: evidence.attempted.length,
    accepted: evidence.accepted.size,
    stored: evidence.stored.length,
    lost: lost.length,
    duplicated: duplicated.length,
    reordered: reordered.length,
    gaps: gaps.length,
    details: [lost, duplicated, reordered, gaps].flatMap((list) => list.slice(0, 3)),
  };
}

/** True when nothing was lost, duplicated, reordered or left out. */
export function isClean({ lost, duplicated, reordered, gaps }: Verdict): boolean {
  return lost + duplicated + reordered + gaps === 0;
}
