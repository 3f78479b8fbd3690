/** Claims a device by the code printed on it: no command, for that code is its secret, and commands are kept on record. */
import type { Claim } from '../../schema/commands/credentials.ts'
import type { Answered } from './command.ts'

export async function claimDevice(claim: Claim): Promise<Answered<'credentials/claim'>> {
  try {
    const response = await fetch('/api/claims', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(claim),
    })
    return (await response.json()) as Answered<'credentials/claim'> // the door answers nothing else
  } catch (error) {
    return { ok: false, code: 'unreachable', message: String(error), details: {} }
  }
}
