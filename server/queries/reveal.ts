import { REVEALED_S } from '../../schema/names.ts'
import { fullName } from '../../schema/person-name.ts'
import { Refused } from '../commands/refused.ts'
import type { Answer } from './index.ts'

/** One name, however the site masks it on consoles; `ask` puts on record who looked at whom, and why. */
export const reveal: Answer<'reveal'> = async (database, { encounter_id, reason }) => {
  const row = await database.row<{
    patient_id: number
    site: string
    family: string
    given: string
    must_say: boolean
  }>(
    `select e.patient_id, e.site, p.family, p.given, site.reveal_needs_reason as must_say
       from encounter e join patient p using (patient_id) join site using (site) where e.encounter_id = $1`,
    [encounter_id],
  )
  if (!row) return undefined
  const { must_say, family, given, ...rest } = row
  if (must_say && reason === undefined)
    throw new Refused('invalid-input', 'reason: this site asks why a name is revealed', { field: 'reason' })
  return { encounter_id, ...rest, name: fullName({ family, given }), for_s: REVEALED_S }
}
