/** Puts on record that somebody looked, or tried to. */
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Tx } from '../database/pool.ts'

export interface Look {
  /** query/encounter, board/beds, file/beds, command/beds/block. */
  what: string
  site?: string | undefined
  unit?: string | undefined
  level?: string
  asked?: object
  /** Whom they saw: as patients, by their encounters, or in a message from outside. */
  patients?: readonly number[]
  encounters?: readonly number[]
  message?: number
  found?: number
  refused?: string
  /** One an hour is enough: of who looks on, or tries again and again. */
  hourly?: boolean
}

/** Written before the answer goes out: who cannot be put on record is not shown anything. */
export async function looked(tx: Tx, viewer: Viewer, look: Look): Promise<void> {
  const { kind, id, session, name } = viewer
  await tx.rows(
    `insert into look (person_id, token_id, screen_id, session_id, who, what, site, unit, level, asked, found, refused, hour, patient_ids)
     values ($1, $2, $3, $4, $5, $6,
       coalesce($7, (select site from inbound where inbound_id = $16)), $8, $9, $10, $11, $12, case when $13 then date_trunc('hour', now()) end, array(
       select patient_id from unnest($14::bigint[]) given (patient_id)
        union select patient_id from encounter where encounter_id = any ($15::bigint[])
        union select unnest(patient_ids) from act where inbound_id = $16 order by 1))
     on conflict do nothing`,
    [
      kind === 'person' ? id : null,
      kind === 'token' ? id : null,
      kind === 'wall' ? id : null,
      session,
      name,
      look.what,
      look.site ?? null,
      look.unit ?? null,
      look.level ?? null,
      JSON.stringify(look.asked ?? {}),
      look.found ?? null,
      look.refused ?? null,
      look.hourly === true,
      look.patients ?? [],
      look.encounters ?? [],
      look.message ?? null,
    ],
  )
}
