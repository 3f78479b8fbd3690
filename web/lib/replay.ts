/** Quarantined messages taken up again. Asking twice is harmless: what is not quarantined any more is passed over. */
import type { ReplayInput, ReplayResult } from '../../schema/replay.ts'

export type Replayed = { ok: true; result: ReplayResult } | { ok: false; message: string }

export async function replay(input: ReplayInput): Promise<Replayed> {
  try {
    const response = await fetch('/api/replay', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    return (await response.json()) as Replayed // the door answers nothing else; not JSON at all is caught below
  } catch (error) {
    return { ok: false, message: String(error) }
  }
}
