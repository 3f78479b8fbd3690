/** A badge held to a reader: what it means is a command, done once however often the tap arrives. */
import type { Database } from '../../database/pool.ts'
import { run } from '../run.ts'

export interface IncomingTap {
  site: string
  device: string
  boot: string
  seq: number
  bed: string
  act: 'start' | 'finish'
}

/** Done, or done before; or why not, in one sentence. When it returns, it is committed. */
export type TapOutcome = { ok: true } | { ok: false; reason: string }

/**
 * Does what a tap says, in the name of whom the badge belongs to. The instant is the arrival: a reader's clock is written
 * down with its reading, and never believed. (badge, boot, seq) is the command's key, so a tap that is sent again after a
 * lost acknowledgement cleans no bed twice.
 * @throws what is neither done nor refused: a database that is away. Sent again, it is done then.
 */
export async function tap(database: Database, said: IncomingTap): Promise<TapOutcome> {
  const { site, device, boot, seq, bed, act } = said
  const badge = await database.row<{ person: string | null }>(
    `select t.person from device d left join tag_assignment t on t.device_id = d.device_id and t.detached_at is null
      where d.site = $1 and d.kind = 'badge' and d.code = $2`,
    [site, device],
  )
  if (!badge) return { ok: false, reason: `device: nobody has registered ${site}/badge/${device}` }
  if (badge.person === null)
    return { ok: false, reason: `device: badge ${device} belongs to nobody; give it to somebody first` }
  const name = act === 'start' ? 'cleaning/start' : 'cleaning/finish'
  const key = `tap ${site}/${device}/${boot}/${seq}`
  const outcome = await run(database, name, { site, bed }, { door: 'mqtt', who: badge.person, key })
  return outcome.ok ? { ok: true } : { ok: false, reason: `${act} ${bed}: ${outcome.message}` }
}
