/** What a webhook is told of a visit or a bed, as schema/webhooks.ts has it: without names, unless it was granted them. Pure. */
import type { z } from 'zod'
import type { Instant, Table0116 } from '../../../schema/terms.ts'
import {
  eventOfKind,
  type WebhookBed,
  type WebhookBody,
  type webhookVisit,
} from '../../../schema/webhooks.ts'
import type { Telling } from './adt-message.ts'
import { happenedAt } from './adt-message.ts'
import type { VisitNow } from './what-is-so.ts'

type Visit = z.infer<typeof webhookVisit>

/** @param at when it was done, for what has no instant of its own */
export function webhookMessage(
  telling: Telling,
  { site, names, at }: { site: string; names: boolean; at: Instant },
): string {
  return JSON.stringify(bodyOf(telling, { site, names, at }))
}

function bodyOf(
  telling: Telling,
  { site, names, at }: { site: string; names: boolean; at: Instant },
): WebhookBody | undefined {
  const { kind } = telling
  if (kind === 'A20') {
    const [bed] = telling.about
    const said = { place: placeOf(bed?.place), status: statuses[bed?.status ?? 'U'] }
    return { type: eventOfKind[kind], timestamp: at, data: { site, bed: said } }
  }
  const timestamp = happenedAt(telling, at)
  const visits = telling.about.map((visit) => visitOf(visit, names))
  if (kind === 'A17') return { type: eventOfKind[kind], timestamp, data: { site, visits } }
  const [visit] = visits
  if (!visit) return undefined
  const { before } = telling
  if (kind === 'A02' || kind === 'A12') {
    const from = placeOf(before?.place)
    return { type: eventOfKind[kind], timestamp, data: { site, visit, from } }
  }
  // Of an admission that was cancelled no place is left but the one it was told with.
  const place = visit.place ?? placeOf(before?.place)
  return { type: eventOfKind[kind], timestamp, data: { site, visit: { ...visit, place } } }
}

function visitOf(visit: VisitNow, names: boolean): Visit {
  const { encounter_id, since, started_at, expected_discharge_at, ended_at } = visit
  const { mrn, family, given, birth_date, sex, hidden, disposition } = visit
  return {
    encounter_id,
    class: visit.class,
    place: placeOf(visit.place),
    since,
    started_at,
    expected_discharge_at,
    ended_at,
    ...(names && {
      names: { visit: visit.visit, mrn, family, given, birth_date, sex, hidden, disposition },
    }),
  }
}

/** "unit^room^bed"; no code has a ^ in it there. */
function placeOf(place: string | null | undefined): WebhookBed['place'] {
  if (place == null) return null
  const [unit = '', room = '', bed = ''] = place.split('^')
  return { unit, room: room === '' ? null : room, bed: bed === '' ? null : bed }
}

const statuses = {
  O: 'occupied',
  U: 'unoccupied',
  H: 'housekeeping',
  C: 'closed',
  K: 'contaminated',
  I: 'isolated',
} satisfies Record<Table0116, WebhookBed['status']>
