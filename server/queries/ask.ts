/** The one road to an answer: whether somebody may ask this here, and then what there is to say. */
import { mayAsk } from '../../schema/access/rights.ts'
import { grantsOf, sitesOf } from '../../schema/access/may.ts'
import type { Whereabouts } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import { queries, type QueryInput, type QueryName, type QueryResult } from '../../schema/queries.ts'
import { looked } from '../audit/look.ts'
import { permit } from '../commands/permit.ts'
import { Refused } from '../commands/refused.ts'
import type { Database } from '../database/pool.ts'
import type { Answers } from './index.ts'
import { named } from './named.ts'

/**
 * @returns undefined: there is no such thing, or it is none of theirs; the two are not told apart.
 * @throws Refused `forbidden`; `invalid-input` when somebody of several sites does not say which they mean
 */
export async function ask<Q extends QueryName>(
  { database, answers }: { database: Database; answers: Answers },
  name: Q,
  input: QueryInput<Q>,
  viewer: Viewer,
): Promise<QueryResult<Q> | undefined> {
  const settled = ofTheirSite(name, input, viewer)
  try {
    await permit(database, viewer, { roles: mayAsk[name], input: settled, what: `ask for ${name}` })
  } catch (error) {
    if (error instanceof Refused && error.code === 'not-found') return undefined
    if (error instanceof Refused)
      await looked(database, viewer, { what: `query/${name}`, refused: error.code, hourly: true })
    throw error
  }
  if (!(await isTheirs(database, name, settled, viewer))) return undefined
  const answer = await answers[name](database, settled, viewer)
  if (answer !== undefined) await seen(database, viewer, name, settled, answer)
  return answer
}

/** Who is named in an answer is on record before it goes out; who cannot be put on record is not shown. */
async function seen<Q extends QueryName>(
  database: Database,
  viewer: Viewer,
  name: Q,
  input: QueryInput<Q>,
  answer: QueryResult<Q>,
): Promise<void> {
  const whom = named[name]?.(answer)
  if (whom)
    await looked(database, viewer, { what: `query/${name}`, site: siteIn(input), asked: input, ...whom })
}

const siteIn = (input: object): string | undefined =>
  'site' in input && typeof input.site === 'string' ? input.site : undefined

/** Where they are somebody who may ask this; undefined: everywhere. What else they are elsewhere opens nothing here. */
const sitesToAsk = (name: QueryName, { grants }: Viewer) => sitesOf(grantsOf(grants, mayAsk[name]))

/** Who leaves the site out means all; for whom all is one, it is that one. */
function ofTheirSite<Q extends QueryName>(name: Q, input: QueryInput<Q>, viewer: Viewer): QueryInput<Q> {
  const sites = sitesToAsk(name, viewer)
  const optional = 'site' in queries[name].input.shape && !('site' in input && input.site !== undefined)
  if (!sites || sites.size === 0 || !optional) return input
  if (sites.size !== 1) throw new Refused('invalid-input', 'site: say which of yours', { field: 'site' })
  return { ...input, site: [...sites][0] }
}

/** What is asked for by the key of a row: where that is. */
const whereKeyed: Partial<Record<QueryName, (key: string) => [sql: string, value: string]>> = {
  message: (key) => [
    key.startsWith('m')
      ? 'select site from inbound where inbound_id::text = $1'
      : 'select site from dead_letter where dead_letter_id::text = $1',
    key.slice(1),
  ],
  device: (key) =>
    key.startsWith('d')
      ? ['select site from device where device_id::text = $1', key.slice(1)]
      : ['select site from site where site = $1', key.slice(2).split('/')[0] ?? ''],
}

async function isTheirs(
  database: Database,
  name: QueryName,
  input: object,
  viewer: Viewer,
): Promise<boolean> {
  const find = whereKeyed[name]
  const sites = sitesToAsk(name, viewer)
  if (!find || !sites || !('key' in input) || typeof input.key !== 'string') return true
  const found = await database.row<Pick<Whereabouts, 'site'>>(...asked(find(input.key)))
  return found?.site !== undefined && found.site !== null && sites.has(found.site)
}

const asked = ([sql, value]: [string, string]): [string, [string]] => [sql, [value]]
