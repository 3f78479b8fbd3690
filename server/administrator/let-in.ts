/** Nobody can come in as administrator any more: somebody at the machine lets one in, by the commands an administrator has. */
import { Refused } from '../commands/refused.ts'
import { within } from '../commands/run.ts'
import type { By } from '../commands/verb.ts'
import type { Database, Tx } from '../database/pool.ts'

export interface Whom {
  login: string
  /** Of somebody who is not there yet; left out: as their login. */
  name?: string | undefined
  /** Who says so, for the record. */
  who: string
}

/**
 * They are there, not disabled, administrator everywhere; what proved who they are is gone, and their sessions are over.
 * @returns the secret of a link that lets them in once
 */
export async function letIn(database: Database, { login, name = login, who }: Whom): Promise<string> {
  const by: By = { door: 'system', who }
  const { value } = await database.transaction(async (tx) => {
    const person = await tx.row<{ person_id: number; disabled: boolean; administrator: boolean }>(
      `select person_id, disabled_at is not null as disabled,
              exists (select from person_grant g where g.person_id = p.person_id
                         and role = 'administrator' and site is null and ended_at is null) as administrator
         from person p where login = lower($1)`,
      [login],
    )
    if (!person) return linkOf(await within(tx, 'people/invite', { login, name, ...EVERYWHERE }, by))
    return anew(tx, person, by)
  })
  return value
}

const EVERYWHERE = { role: 'administrator', site: null, unit: null } as const

async function anew(
  tx: Tx,
  { person_id, disabled, administrator }: { person_id: number; disabled: boolean; administrator: boolean },
  by: By,
): Promise<string> {
  if (disabled) await within(tx, 'people/enable', { person_id }, by)
  if (!administrator) await within(tx, 'people/grant', { person_id, ...EVERYWHERE }, by)
  return linkOf(await within(tx, 'people/reset-factors', { person_id }, by))
}

function linkOf({ link }: { link?: string | undefined }): string {
  if (link === undefined) throw new Refused('wrong-state', 'No link was made.')
  return link
}
