import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/**
 * Makes a device known, or puts a known sensor or monitor to another bed. The one that was at that bed is then without. What it
 * said before it was known is gone: it stands among the refused messages.
 */
export const register: Verb<'devices/register'> = async (tx, input) => {
  await siteOf(tx, input.site)
  const { site, kind, code } = input
  const bed = input.bed == null ? input.bed : await bedOf(tx, site, input.bed)
  const known = await tx.row<{ device_id: number; bed_id: number | null }>(
    'select device_id, bed_id from device where site = $1 and kind = $2 and code = $3 for no key update',
    [site, kind, code],
  )
  if (known && (bed === undefined || bed === known.bed_id)) {
    throw new Refused('already-done', `The ${kind} ${code} is registered already.`, { site, kind, code })
  }
  if (bed != null)
    await tx.rows('update device set bed_id = null, bed_since = now() where kind = $1 and bed_id = $2', [
      kind,
      bed,
    ])
  const device = await tx.row<{ device_id: number }>(
    `insert into device (site, kind, code, bed_id, bed_since) values ($1, $2, $3, $4, now())
     on conflict (site, kind, code) do update set bed_id = excluded.bed_id, bed_since = now() returning device_id`,
    [site, kind, code, bed ?? null],
  )
  if (!device) throw new Error('the device was not written')
  return {
    result: device,
    site,
    beds: [bed, known?.bed_id].filter((id): id is number => id != null),
  }
}

/** Locked: of two sensors that are put there at once, the second finds the first. */
async function bedOf(tx: Tx, site: string, code: string): Promise<number> {
  const bed = await tx.row<{ bed_id: number }>(
    'select bed_id from bed where site = $1 and code = $2 for no key update',
    [site, code],
  )
  if (!bed) throw new Refused('not-found', `There is no bed ${code} in ${site}.`, { site, bed: code })
  return bed.bed_id
}
