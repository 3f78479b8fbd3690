/** What an auditor looks for, as a query takes it. Pure. */
import { instantOf } from '../../lib/site-time.ts'

export interface Wanted {
  who: string
  mrn: string
  what: string
  kind: string
  from: string
  to: string
  refused: boolean
  emergency_id: number | undefined
}

export const EVERYTHING: Wanted = {
  who: '',
  mrn: '',
  what: '',
  kind: '',
  from: '',
  to: '',
  refused: false,
  emergency_id: undefined,
}

/** What is left empty is not asked for. @param zone whose clocks the times are of */
export function asInput(
  { from, to, refused, emergency_id, ...texts }: Wanted,
  zone: string,
): Record<string, string | number> {
  const said = Object.entries(texts).flatMap(([name, text]) =>
    text.trim() === '' ? [] : [[name, text.trim()] as const],
  )
  return {
    ...Object.fromEntries(said),
    ...(from !== '' && { from: new Date(instantOf(from, zone)).toISOString() }),
    ...(to !== '' && { to: new Date(instantOf(to, zone)).toISOString() }),
    ...(refused && { refused: 'yes' }),
    ...(emergency_id !== undefined && { emergency_id }),
  }
}

/** As the end of an address. */
export const asQuery = (input: Record<string, string | number>): string =>
  new URLSearchParams(Object.entries(input).map(([name, value]) => [name, String(value)])).toString()
