/** An administrator types the code that a screen shows: which screen is it? No command, for the code goes on no record. */
import type { WaitingScreen } from '../../schema/access/pairing.ts'
import type { RefusalAnswer } from '../../schema/outcome.ts'
import type { Unreachable } from './command.ts'

export type Found = { ok: true; result: WaitingScreen } | RefusalAnswer | Unreachable

export async function screenWith(code: string): Promise<Found> {
  try {
    const response = await fetch('/api/walls/waiting', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code }),
    })
    return (await response.json()) as Found // the door answers nothing else; not JSON at all is caught below
  } catch (error) {
    return { ok: false, code: 'unreachable', message: String(error), details: {} }
  }
}
