/**
 * How long anything waits for the database, in one place: whoever asks is answered, with a result, a refusal or "not now".
 * Postgres gives up before we do, because it can say why and lets go of its locks; then we, because a Postgres that is
 * frozen or cut off says nothing. docs/waiting.md says the same to operators.
 */
export const PATIENCE = {
  /** For a connection: a place in the pool, or a new one. Longer, and there is more to do than can be done. */
  connectMs: 4_000,
  /** For a lock that another transaction holds. Ours take milliseconds. */
  lockMs: 3_000,
  statementMs: 7_000,
  /** A transaction whose server hangs between two statements; its locks hold up everybody. */
  idleInTransactionMs: 10_000,
  /** For Postgres to say anything at all about a statement. */
  queryMs: 8_000,
  /** For a transaction of many statements: laying out a hospital, a day of history. */
  transactionMs: 20_000,
} as const

/** Postgres did not say whether it committed. Asked again under the same key, it is done once. */
export class Unknown extends Error {}

/**
 * Whether an error says "not now" rather than "not ever": the database is away, its disk is full (53100), it took too long (57014,
 * 55P03, 25P03, 25P04), or another transaction came first, again and again (40001, 40P01).
 */
export const isAway = (error: unknown): boolean =>
  isGone(error) || /^(53100|57014|55P03|25P03|25P04|40001|40P01)$/.test(codeOf(error))

/**
 * Whether the database itself is away, and not just one statement late: nobody is there (network errors, class 08, 57P), or
 * there is no place for us (53, but a full disk).
 */
export function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  return (
    error instanceof Unknown ||
    /^(08|57P)|^53(?!100)|^E(CONNREFUSED|CONNRESET|PIPE|NOENT|TIMEDOUT)$/.test(code) ||
    // pg's own, which have no code
    (code === '' && /timeout|terminated|Query read|not queryable|was closed/i.test(error.message))
  )
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''
