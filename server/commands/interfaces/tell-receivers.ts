/**
 * What other systems are told of an act, written in its own transaction: neither is there without the other. What is told
 * follows from what is on record now and what this receiver was told last, so whichever command made the change is told.
 */
import type { OutboundKind } from '../../../schema/commands/interfaces.ts'
import { eventOfKind } from '../../../schema/webhooks.ts'
import type { Tx } from '../../database/pool.ts'
import type { By, Done } from '../verb.ts'
import { adtMessage, type Telling } from './adt-message.ts'
import { queued } from './queued.ts'
import { webhookMessage } from './webhook-message.ts'
import { bedsNow, visitsNow, type BedNow, type VisitNow } from './what-is-so.ts'
import { visitEvent } from './which-event.ts'

export interface Receiver {
  receiver_id: number
  site: string
  application: string
  facility: string
  kinds: OutboundKind[]
  encoding: 'UTF-8' | 'ISO-8859-1'
  /** null: over MLLP */
  url: string | null
  /** Whether a webhook says who. */
  names: boolean
}

/**
 * Queues what each active receiver of the site is to be told. A message is never told back to the system it came from.
 *
 * Order: numbers are taken while the act holds its locks on patient, encounter and beds, and what depends on one another
 * waits for those. So each patient's and each bed's messages are numbered in the order in which they happened; those of
 * acts that have nothing to do with one another may stand either way. No lock on the receiver is needed for that, nor
 * taken: acts would queue behind one another for it.
 */
export async function tellReceivers(tx: Tx, command: string, by: By, done: Done<unknown>): Promise<void> {
  const encounters = done.encounters ?? []
  const beds = done.beds ?? []
  const patients = done.patients ?? []
  if (encounters.length + beds.length + patients.length === 0) return
  const receivers = await receiversFor(tx, by)
  if (receivers.length === 0) return
  const visits = await visitsNow(tx, encounters, patients)
  const bedRows = await bedsNow(tx, beds)
  for (const receiver of receivers) {
    const here = visits.filter(({ site }) => site === receiver.site)
    await tellVisits(tx, receiver, command, here)
    for (const bed of bedRows) if (bed.site === receiver.site) await tellBed(tx, receiver, bed)
  }
}

/** Active ones, but for the sender of the message this comes from. */
function receiversFor(tx: Tx, by: By): Promise<Receiver[]> {
  return tx.rows<Receiver>(
    `select receiver_id, site, application, facility, kinds, encoding, url, names from receiver r
      where active and not exists (select from inbound i where i.inbound_id = $1 and r.url is null
            and i.application = r.application and (r.facility = '' or i.facility = r.facility))
      order by receiver_id`,
    [by.inbound_id ?? null],
  )
}

async function tellVisits(
  tx: Tx,
  receiver: Receiver,
  command: string,
  visits: readonly VisitNow[],
): Promise<void> {
  const events = []
  for (const now of visits) {
    const before = await lastTold<VisitNow>(tx, receiver, 'visit', now.encounter_id)
    const kind = visitEvent(before, now, command)
    if (kind) events.push({ kind, now, before })
  }
  const [one, other] = events
  const exchange =
    events.length === 2 &&
    one?.kind === 'A02' &&
    other?.kind === 'A02' &&
    one.before?.place === other.now.place &&
    other.before?.place === one.now.place
  if (one && other && exchange && receiver.kinds.includes('A17')) {
    // Two moves one after the other would put two patients into one bed for a moment.
    const about = [one.now, other.now]
    await queue(tx, receiver, { kind: 'A17', about }, { encounter_id: one.now.encounter_id })
    for (const now of about) await noteTold(tx, receiver, 'visit', now.encounter_id, now)
    return
  }
  for (const { kind, now, before } of events) {
    if (!receiver.kinds.includes(kind)) continue
    await queue(tx, receiver, { kind, about: [now], before }, { encounter_id: now.encounter_id })
    await noteTold(tx, receiver, 'visit', now.encounter_id, now)
  }
}

async function tellBed(tx: Tx, receiver: Receiver, now: BedNow): Promise<void> {
  if (!receiver.kinds.includes('A20')) return
  const before = await lastTold<BedNow>(tx, receiver, 'bed', now.bed_id)
  if (before?.status === now.status) return
  await queue(tx, receiver, { kind: 'A20', about: [now] }, { bed_id: now.bed_id })
  await noteTold(tx, receiver, 'bed', now.bed_id, now)
}

async function lastTold<T extends VisitNow | BedNow>(
  tx: Tx,
  { receiver_id }: Receiver,
  what: 'visit' | 'bed',
  id: number,
): Promise<T | undefined> {
  const last = await tx.row<{ told: T }>(
    'select told from receiver_told where receiver_id = $1 and what = $2 and id = $3',
    [receiver_id, what, id],
  )
  return last?.told
}

async function noteTold(
  tx: Tx,
  { receiver_id }: Receiver,
  what: 'visit' | 'bed',
  id: number,
  told: VisitNow | BedNow,
): Promise<void> {
  await tx.rows(
    `insert into receiver_told (receiver_id, what, id, told) values ($1, $2, $3, $4)
     on conflict (receiver_id, what, id) do update set told = excluded.told`,
    [receiver_id, what, id, JSON.stringify(told)],
  )
}

/** In the words its way of being told has. */
async function queue(
  tx: Tx,
  receiver: Receiver,
  telling: Telling,
  of: { encounter_id?: number; bed_id?: number },
): Promise<void> {
  const { site, names } = receiver
  const webhook = receiver.url !== null
  const kind = webhook ? eventOfKind[telling.kind] : telling.kind
  await queued(tx, receiver, { kind, ...of }, (id, at) =>
    webhook ? webhookMessage(telling, { site, names, at }) : adtMessage(telling, { receiver, id, at }),
  )
}
