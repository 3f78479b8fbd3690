/** Positions in the write-ahead log, as text that sorts (see schema/terms.ts). */
import type { Lsn } from '../../schema/terms.ts'

/** "0/16B3748" (Postgres, pg_lsn out) → "00000000016B3748". Also takes pgoutput's zero-padded "00000000/016B3748". */
export function padded(text: string): Lsn {
  const [high, low, ...rest] = text.split('/')
  if (
    high === undefined ||
    low === undefined ||
    rest.length > 0 ||
    !/^[0-9A-Fa-f]{1,8}$/.test(high) ||
    !/^[0-9A-Fa-f]{1,8}$/.test(low)
  ) {
    throw new Error(`not a log position: ${text}`)
  }
  return (high.padStart(8, '0') + low.padStart(8, '0')).toUpperCase()
}

/** "00000000016B3748" → "0/16B3748", as Postgres writes it. */
export function postgresForm(lsn: Lsn): string {
  return `${parseInt(lsn.slice(0, 8), 16).toString(16)}/${parseInt(lsn.slice(8), 16).toString(16)}`.toUpperCase()
}

export const toBigInt = (lsn: Lsn): bigint => BigInt(`0x${lsn}`)
export const fromBigInt = (value: bigint): Lsn => value.toString(16).toUpperCase().padStart(16, '0')
