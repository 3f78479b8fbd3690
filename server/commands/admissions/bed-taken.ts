/** Two who would lie in one bed, or one who would lie in two: found before the constraints do, to say who and since when. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { onTheClock } from '../instants.ts'
import { fullName } from '../../../schema/person-name.ts'
import { Refused } from '../refused.ts'
import type { Encounter } from './encounter.ts'
import type { Span } from './timeline.ts'

/**
 * @param among encounters that change together: their stays on record do not count
 * @throws Refused `bed-taken` with the holder; `patient-elsewhere` with the bed
 */
export async function refuseTaken(
  tx: Tx,
  encounter: Encounter,
  spans: readonly Span[],
  among: readonly number[],
): Promise<void> {
  const inBeds = spans.filter((span) => span.place.bed_id !== null)
  if (inBeds.length === 0) return
  const other = await tx.row<Other>(OVERLAPPING, [
    inBeds.map((span) => span.place.bed_id),
    inBeds.map((span) => span.began_at),
    inBeds.map((span) => span.ended_at),
    among,
    encounter.patient_id,
  ])
  if (!other) return
  const since = onTheClock(other.began_at, encounter.time_zone)
  const until = other.ended_at === null ? '' : ` until ${onTheClock(other.ended_at, encounter.time_zone)}`
  if (other.in_this_bed) {
    const { bed, encounter_id, mrn } = other
    const name = fullName(other)
    const message = (who: string): string =>
      other.ended_at === null
        ? `Bed ${bed} is taken: ${who} lies there since ${since}.`
        : `Bed ${bed} was taken: ${who} lay there from ${since}${until}.`
    const details = { bed, since: other.began_at, until: other.ended_at }
    throw new Refused(
      'bed-taken',
      message(`${name} (${mrn})`),
      { ...details, holder: { encounter_id, name, mrn } },
      { encounter_id, bed, unnamed: { message: message('somebody'), details } },
    )
  }
  throw new Refused(
    'patient-elsewhere',
    `${encounter.name} lies in bed ${other.bed} since ${since}${until}.`,
    {
      bed: other.bed,
      encounter_id: other.encounter_id,
      since: other.began_at,
      until: other.ended_at,
    },
  )
}

interface Other {
  bed: string
  in_this_bed: boolean
  encounter_id: number
  mrn: string
  family: string
  given: string
  began_at: Instant
  ended_at: Instant | null
}

const OVERLAPPING = `
  select b.code as bed, s.bed_id = w.bed_id as in_this_bed, e.encounter_id, e.mrn, p.family, p.given,
         s.began_at, s.ended_at
    from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[]) as w (bed_id, began_at, ended_at)
    join stay s on (s.bed_id = w.bed_id or (s.patient_id = $5 and s.bed_id is not null))
               and tstzrange(s.began_at, s.ended_at) && tstzrange(w.began_at, w.ended_at)
               and s.cancelled_at is null and s.encounter_id <> all ($4)
    join bed b on b.bed_id = s.bed_id
    join encounter e on e.encounter_id = s.encounter_id
    join patient p on p.patient_id = e.patient_id
   order by in_this_bed desc, s.began_at desc limit 1`
