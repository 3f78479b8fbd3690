/** What the author of the UCLH Emap scenarios expects each message to mean, from the YAML beside the messages. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Database } from '../../server/database/pool.ts'
import { samplesFolder, type Batch } from './samples.ts'

const interpretation = z.object({
  '@class': z.string(),
  eventOccurredDateTime: z.string(),
  visitNumber: z.string(),
  fullLocationString: z.object({ value: z.string() }).optional(),
})

export interface Stay {
  place: string
  from: string
  until: string | null
}

/** The stays that follow from the interpretations of the messages, in their order. */
export function expectedStays(batch: Batch): { visit: string; stays: Stay[] } {
  let visit = ''
  let stays: Stay[] = []
  for (const { file } of batch.samples) {
    const yaml = file
      .replace('uclh-emap/hl7/Adt/', 'uclh-emap/expected/AdtMessages/')
      .replace(/\.txt$/, '.yaml')
    const meant = interpretation.parse(parse(readFileSync(join(samplesFolder, yaml), 'utf8')))
    const at = new Date(meant.eventOccurredDateTime).toISOString()
    const last = stays.at(-1)
    visit = meant.visitNumber
    switch (meant['@class'].split('.').at(-1)) {
      case 'AdmitPatient':
      case 'RegisterPatient':
      case 'TransferPatient':
        if (last) last.until = at
        stays.push({ place: meant.fullLocationString?.value ?? '', from: at, until: null })
        break
      case 'CancelAdmitPatient':
        stays = []
        break
      case 'DischargePatient':
        if (last) last.until = at
        break
      default:
        throw new Error(`${basename(file)}: ${meant['@class']} is not expected in these scenarios`)
    }
  }
  return { visit, stays }
}

/** The stays on record, with places as PV1-3 has them. */
export async function recordedStays(database: Database, visit: string): Promise<Stay[]> {
  return database.rows<Stay>(
    `select concat_ws('^', u.code, r.code, substr(b.code, length(u.code) + 2)) as place,
            s.began_at as "from", s.ended_at as until
       from stay s join encounter e using (encounter_id) join unit u using (unit_id)
       left join bed b on b.bed_id = s.bed_id left join room r on r.room_id = b.room_id
      where e.visit = $1 and s.cancelled_at is null and e.cancelled_at is null order by s.began_at`,
    [visit],
  )
}
