import type { Tx } from '../../database/pool.ts'
import { lockEncounters } from '../admissions/encounter.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { endAssignment, lockDevice, type LockedDevice } from './lock-device.ts'

/**
 * The tag is with this patient, or on this thing. One that is still with a patient who has left is free; one that is with
 * somebody else, or a patient who wears another, is refused with who and which.
 */
export const attachTag: Verb<'devices/attach-tag'> = async (tx, input) => {
  const { site, encounter_id, asset } = input
  if (encounter_id !== undefined) await refuseNotHere(tx, site, encounter_id)
  const tag = await lockDevice(tx, site, 'tag', input.tag)
  await freeTag(tx, tag, input)
  const worn = await tx.row<{ code: string }>(
    `select d.code from tag_assignment t join device d using (device_id)
      where t.encounter_id = $1 and t.detached_at is null`,
    [encounter_id ?? null],
  )
  if (worn) {
    throw new Refused('already-exists', `The patient has tag ${worn.code} already: take it off first.`, {
      tag: worn.code,
    })
  }
  const made = await tx.row<{ tag_assignment_id: number }>(
    'insert into tag_assignment (device_id, encounter_id, asset) values ($1, $2, $3) returning tag_assignment_id',
    [tag.device_id, encounter_id ?? null, asset ?? null],
  )
  if (!made) throw new Error('the assignment was not written')
  return { result: made, site, encounters: encounter_id === undefined ? [] : [encounter_id] }
}

async function refuseNotHere(tx: Tx, site: string, encounter_id: number): Promise<void> {
  const [encounter] = await lockEncounters(tx, [encounter_id])
  if (!encounter || encounter.site !== site)
    throw new Refused('not-found', `There is no such patient in ${site}.`, { encounter_id })
  if (encounter.cancelled_at !== null || encounter.ended_at !== null)
    throw new Refused('wrong-state', `${encounter.name} is not here any more.`, { encounter_id })
}

async function freeTag(
  tx: Tx,
  { assignment, code }: LockedDevice,
  wanted: { encounter_id?: number | undefined; asset?: string | undefined },
): Promise<void> {
  if (!assignment) return
  const same =
    assignment.encounter_id === (wanted.encounter_id ?? null) && assignment.asset === (wanted.asset ?? null)
  if (same)
    throw new Refused('already-done', `Tag ${code} is there already.`, { since: assignment.attached_at })
  const gone = await tx.row(
    'select 1 from encounter where encounter_id = $1 and (ended_at is not null or cancelled_at is not null)',
    [assignment.encounter_id],
  )
  if (!gone) {
    throw new Refused(
      'already-exists',
      `Tag ${code} is ${assignment.asset === null ? 'with another patient' : `on ${assignment.asset}`}: take it off first.`,
      { since: assignment.attached_at },
    )
  }
  await endAssignment(tx, assignment)
}
