import type { Tx } from '../../database/pool.ts'
import { instantOf } from '../instants.ts'
import { mustBeIn } from '../permit.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** Asks for a porter, for a patient or for a thing, from one place of a site to another. */
export const ask: Verb<'porters/ask'> = async (tx, input, { by, now }) => {
  await siteOf(tx, input.site)
  const { site } = input
  // To one's own unit or away from it.
  await mustBeIn(tx, by, 'porters/ask', { site, ...input.from }, { site, ...input.to })
  const from = await placeOf(tx, input.site, input.from)
  const to = await placeOf(tx, input.site, input.to)
  if (from.unit_id === to.unit_id && from.bed_id === to.bed_id) {
    throw new Refused('invalid-input', 'to: this is where it is already', {
      issues: [{ field: 'to', rule: 'another place than from' }],
    })
  }
  if (input.encounter_id !== null) await refuseUnknown(tx, input.site, input.encounter_id)
  const job = await tx.row<{ porter_job_id: number }>(
    `insert into porter_job (site, encounter_id, what, from_unit_id, from_bed_id, to_unit_id, to_bed_id, needs, priority,
                             asked_at, asked_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning porter_job_id`,
    [
      input.site,
      input.encounter_id,
      input.what,
      from.unit_id,
      from.bed_id,
      to.unit_id,
      to.bed_id,
      [...new Set(input.needs)],
      input.priority,
      instantOf(input.at, now),
      by.who,
    ],
  )
  if (!job) throw new Error('the porter job was not written')
  return {
    result: job,
    site: input.site,
    beds: [from.bed_id, to.bed_id].filter((id) => id !== null),
    encounters: input.encounter_id === null ? [] : [input.encounter_id],
  }
}

interface End {
  unit_id: number
  bed_id: number | null
}

/** @throws Refused `not-found`; `invalid-input` when the bed does not stand in the unit named with it */
async function placeOf(
  tx: Tx,
  site: string,
  { unit, bed }: { unit?: string | undefined; bed?: string | undefined },
): Promise<End> {
  const found =
    bed === undefined
      ? await tx.row<End & { unit: string }>(
          'select unit_id, null as bed_id, code as unit from unit where site = $1 and code = $2',
          [site, unit],
        )
      : await tx.row<End & { unit: string }>(
          'select b.unit_id, b.bed_id, u.code as unit from bed b join unit u using (unit_id) where b.site = $1 and b.code = $2',
          [site, bed],
        )
  const name = bed === undefined ? `unit ${unit ?? ''}` : `bed ${bed}`
  if (!found) throw new Refused('not-found', `There is no ${name} in ${site}.`, { site, unit, bed })
  if (unit !== undefined && found.unit !== unit) {
    throw new Refused('invalid-input', `Bed ${bed ?? ''} does not stand in ${unit}.`, { bed, unit })
  }
  return found
}

async function refuseUnknown(tx: Tx, site: string, encounter_id: number): Promise<void> {
  const known = await tx.row(
    'select 1 from encounter where encounter_id = $1 and site = $2 and cancelled_at is null',
    [encounter_id, site],
  )
  if (!known)
    throw new Refused('not-found', `There is no encounter ${encounter_id} in ${site}.`, { encounter_id })
}
