/** Whom the hospital's provider proved: the person they are here, with the roles of the groups they are in today. */
import type { RoleName } from '../../schema/access/roles.ts'
import type { SsoEnd } from '../../schema/access/sign-in.ts'
import { recorded } from '../commands/run.ts'
import type { Database, Tx } from '../database/pool.ts'
import { enter, type Entry, type From } from './sign-in.ts'
import { NotProven, ProviderAway, ssoKept, type SingleSignOn, type SsoPerson } from './single-sign-on.ts'
import { beginStep, takeStep } from './steps.ts'

interface Log {
  warn(fields: object, text: string): void
}

export class SsoEntry {
  readonly #database: Database
  readonly #sso: SingleSignOn
  readonly #log: Log

  constructor({ database, sso, log }: { database: Database; sso: SingleSignOn; log: Log }) {
    this.#database = database
    this.#sso = sso
    this.#log = log
  }

  get name(): string {
    return this.#sso.name
  }

  /** @returns where to send the browser, and what it brings back; or why not. */
  async begin(back: string): Promise<{ url: string; step: string } | { not: SsoEnd }> {
    try {
      const { url, kept } = await this.#sso.begin(back)
      return { url, step: await beginStep(this.#database, 'sso', { person_id: null, kept }) }
    } catch (error) {
      return this.#notSo(error)
    }
  }

  async finish(query: string, step: string | undefined, from: From): Promise<Entry | { not: SsoEnd }> {
    const begun = await takeStep(this.#database, 'sso', step ?? '', ssoKept)
    if (!begun) return { not: 'refused' }
    try {
      const proved = await this.#sso.finish(query, begun.kept)
      const { value } = await this.#database.transaction(async (tx) => {
        const person = await personOf(tx, proved)
        if (person.disabled) return { not: 'disabled' } as const
        if (!(await inTheirGroups(tx, person.person_id, proved))) return { not: 'no-role' } as const
        return { in: await enter(tx, person.person_id, 'single sign-on', from) }
      })
      return value
    } catch (error) {
      return this.#notSo(error)
    }
  }

  #notSo(error: unknown): { not: SsoEnd } {
    const not = error instanceof ProviderAway ? 'away' : error instanceof NotProven ? 'refused' : undefined
    if (not === undefined) throw error
    this.#log.warn({ err: error }, 'single sign-on let nobody in')
    return { not }
  }
}

/** Known by what the provider calls them for ever. A local account of the same login is never taken to be theirs. */
async function personOf(tx: Tx, proved: SsoPerson): Promise<{ person_id: number; disabled: boolean }> {
  const { issuer, subject, name } = proved
  await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sso ${issuer} ${subject}`])
  const known = await tx.row<{ person_id: number; disabled: boolean }>(
    `select person_id, disabled_at is not null as disabled from sso_subject join person using (person_id)
      where issuer = $1 and subject = $2`,
    [issuer, subject],
  )
  if (known) {
    await tx.rows('update person set name = $2 where person_id = $1 and name <> $2', [known.person_id, name])
    return known
  }
  const made = await tx.row<{ person_id: number }>(
    `insert into person (login, name)
     select coalesce((select $1 where not exists (select from person where login = $1)), $1 || '@' || $2), $3
     returning person_id`,
    [proved.login.replaceAll(/\s+/g, '-').slice(0, 100), new URL(issuer).host, name],
  )
  if (!made) throw new Error('the person was not written')
  await tx.rows('insert into sso_subject (issuer, subject, person_id) values ($1, $2, $3)', [
    issuer,
    subject,
    made.person_id,
  ])
  return { person_id: made.person_id, disabled: false }
}

interface Given {
  role: RoleName
  site: string | null
  unit: string | null
}

/** Gives what their groups are here and takes what came of groups they left. @returns whether they are anything here. */
async function inTheirGroups(tx: Tx, person_id: number, { groups, name }: SsoPerson): Promise<boolean> {
  const before = await given(tx, person_id)
  await tx.rows(
    `update person_grant g set ended_at = now(), ended_by = 'single sign-on'
      where person_id = $1 and by_group is not null and ended_at is null and not exists
        (select from group_grant m where m.ended_at is null and m.group_name = any ($2) and m.role = g.role
            and m.site is not distinct from g.site and m.unit is not distinct from g.unit)`,
    [person_id, groups],
  )
  await tx.rows(
    `insert into person_grant (person_id, role, site, unit, granted_by, by_group)
     select $1, role, site, unit, 'single sign-on', group_name from group_grant
      where ended_at is null and group_name = any ($2) order by group_grant_id
     on conflict do nothing`,
    [person_id, groups],
  )
  const after = await given(tx, person_id)
  if (JSON.stringify(before) !== JSON.stringify(after)) {
    const by = { door: 'system', who: 'single sign-on' } as const
    await recorded(tx, 'people/groups', { person_id, name, groups }, by, { result: { before, after } })
  }
  return after.length > 0
}

const given = (tx: Tx, person_id: number): Promise<Given[]> =>
  tx.rows<Given>(
    'select role, site, unit from person_grant where person_id = $1 and ended_at is null order by role, site, unit',
    [person_id],
  )
