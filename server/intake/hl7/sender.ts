/** How the messages of one sender are to be read: its row in `sender`, or what goes without saying on a single site. */
import type { Tx } from '../../database/pool.ts'
import type { Problem } from './header.ts'

export interface Sender {
  site: string
  time_zone: string
  unit_component: number
  room_component: number
  bed_component: number
  clocks: string[]
  quarantine_answer: 'AE' | 'AA'
  charset: string | null
  /** Its control ids come again: the same id with other content is a new message. */
  reused_ids: boolean
  /** From where it may send, and what it must show; empty: from anywhere, anything. */
  addresses: string[]
  certificates: string[]
  /** Nobody has set it: it is read as goes without saying. */
  unset: boolean
  /** Settings that fit it, most exact first: under them its words for places are found. */
  aliases: number[]
}

/**
 * The settings of the sender, most exact first: application and facility, the application at any facility, any
 * application of the facility, anybody. A hospital of one site need not set anything.
 * @returns undefined when nothing says which site the messages are about
 */
export async function senderOf(tx: Tx, application: string, facility: string): Promise<Sender | undefined> {
  const set = await tx.row<Omit<Sender, 'aliases'> & { aliases: number[] | null }>(
    `select s.site, coalesce(s.time_zone, site.time_zone) as time_zone, s.unit_component, s.room_component,
            s.bed_component, s.clocks, s.quarantine_answer, s.charset, s.reused_ids,
            s.addresses::text[] as addresses, s.certificates, false as unset,
            (select array_agg(x.sender_id order by x.application = '*', x.facility = '*') from sender x
              where x.application in ($1, '*') and x.facility in ($2, '*')
                and exists (select from location_alias a where a.sender_id = x.sender_id and a.ended_at is null)) as aliases
       from sender s join site using (site)
      where s.application in ($1, '*') and s.facility in ($2, '*')
      order by s.application = '*', s.facility = '*' limit 1`,
    [application, facility],
  )
  return set ? { ...set, aliases: set.aliases ?? [] } : theOnlySite(tx)
}

async function theOnlySite(tx: Tx): Promise<Sender | undefined> {
  const sites = await tx.rows<{ site: string; time_zone: string }>('select site, time_zone from site limit 2')
  const [only, another] = sites
  if (!only || another) return undefined
  return {
    ...only,
    unit_component: 1,
    room_component: 2,
    bed_component: 3,
    clocks: ['EVN-6', 'EVN-2', 'MSH-7'],
    quarantine_answer: 'AE',
    charset: null,
    reused_ids: false,
    addresses: [],
    certificates: [],
    unset: true,
    aliases: [],
  }
}

/** Two sites or more, and no guess which is meant: what is to be done, in the words of the command that does it. */
export function siteUnknown(application: string, facility: string): Problem {
  const named = (field: string, value: string): string => `${field} "${value.slice(0, 60)}"`
  const who = `${named('MSH-3', application)}, ${named('MSH-4', facility)}`
  return { field: 'MSH-3', code: 204, text: `MSH-3, MSH-4: set-sender for ${who} names the site` }
}
