/** The board `clinics`: today's queue of each clinic. Numbers of another day are on no screen. */
import type { ClinicRow, ClinicTotals } from '../../schema/boards/clinics.ts'
import { paceOf } from '../../schema/clinics.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Tables } from '../feed/tables.ts'
import { sidesOf, type Board } from './board.ts'
import { onTheWall } from './local-date.ts'
import { endOfDay } from './local-day.ts'

type Ticket = Tables['ticket']
/** Sums make an average of any place; no screen is told. */
type Held = ClinicRow & { waits: { called: number; min: number } }

/** So many of those who are next are told in the waiting room. */
const NEXT_FEW = 8
const LAST_CALLS = 8
/** A wrong key is noticed soon: so many are told to whoever may take it back. */
const LAST_ENDED = 12

export const clinics: Board<ClinicRow, ClinicTotals, Held> = {
  touched: {
    clinic: ({ key }) => [key],
    *ticket(change) {
      for (const { clinic_id } of sidesOf(change)) yield String(clinic_id)
    },
    *unit({ key }, mirror) {
      for (const { clinic_id } of mirror.clinic.where('unit_id', Number(key))) yield String(clinic_id)
    },
    *site({ key }, mirror) {
      for (const { clinic_id } of mirror.clinic.where('site', key)) yield String(clinic_id)
    },
  },

  *keys(mirror) {
    for (const { clinic_id } of mirror.clinic.all()) yield String(clinic_id)
  },

  row(key, mirror) {
    const clinic = mirror.clinic.get(key)
    const site = clinic && mirror.site.get(clinic.site)
    if (!site) return undefined
    const today = onTheWall(mirror.now, site.time_zone).date
    const tickets = [...mirror.ticket.where('clinic_id', clinic.clinic_id)]
      .filter(({ day }) => day === today)
      .sort((a, b) => by(a.turn, b.turn) || a.ticket_id - b.ticket_id)
    const waiting = tickets.filter(({ state }) => state === 'waiting')
    const called = tickets.flatMap(calledOnce).sort((a, b) => by(b.at, a.at) || b.ticket_id - a.ticket_id)
    const waits = called.map(({ first, from }) => Math.max(0, minutesBetween(from, first)))
    const min = waits.reduce((sum, wait) => sum + wait, 0)
    const unit = clinic.unit_id === null ? undefined : mirror.unit.get(clinic.unit_id)
    return {
      key,
      site: clinic.site,
      unit: unit?.code ?? null,
      clinic: clinic.code,
      name: clinic.name,
      letter: clinic.letter,
      position: clinic.position,
      rooms: clinic.rooms,
      open: clinic.open,
      head_start_min: clinic.head_start_min,
      in_queue: waiting.length,
      queue: waiting.map(({ ticket_id, number, priority, waits_from }) => ({
        ticket_id,
        number,
        priority,
        since: waits_from,
      })),
      now: called.flatMap(({ ticket_id, number, room, state, at, calls }) =>
        state === 'called' || state === 'inside'
          ? [{ ticket_id, number, room, inside: state === 'inside', called_at: at, calls }]
          : [],
      ),
      missed: tickets.flatMap(({ ticket_id, number, state, called_at }) =>
        state === 'absent' ? [{ ticket_id, number, called_at }] : [],
      ),
      ended: tickets
        .flatMap(endedOnce)
        .sort((a, b) => by(b.at, a.at) || b.ticket_id - a.ticket_id)
        .slice(0, LAST_ENDED),
      last: called.slice(0, LAST_CALLS).map(({ number, room, at, calls }) => ({ number, room, at, calls })),
      issued_today: tickets.length,
      served_today: tickets.filter(({ state }) => state === 'done').length,
      average_wait_min: average({ called: waits.length, min }),
      pace_min: paceOf(called.map(({ first }) => first).sort(by)),
      longest_since: waiting.map(({ waits_from }) => waits_from).sort(by)[0] ?? null,
      waits: { called: waits.length, min },
    }
  },

  until: ({ site }, mirror) => endOfDay(mirror.now, mirror.site.get(site)?.time_zone ?? ''),

  at: (row) => [row],

  masked({ waits: _, ...row }, level) {
    if (level === 'full') return row
    return {
      ...row,
      queue: row.queue
        .slice(0, NEXT_FEW)
        .map(({ number }) => ({ ticket_id: null, number, priority: null, since: null })),
      now: row.now.map((one) => ({ ...one, ticket_id: null })),
      missed: row.missed.map((one) => ({ ...one, ticket_id: null })),
      ended: [],
    }
  },

  tally: ({ in_queue, now, issued_today, served_today, longest_since, waits }) => ({
    clinics: true,
    in_queue,
    issued_today,
    served_today,
    called_now: now.length,
    called: waits.called,
    waited_min: waits.min,
    longest: longest_since === null ? {} : { [longest_since]: true },
  }),

  totals: (sums) => ({
    clinics: sums.of('clinics'),
    in_queue: sums.of('in_queue'),
    called_now: sums.of('called_now'),
    issued_today: sums.of('issued_today'),
    served_today: sums.of('served_today'),
    average_wait_min: average({ called: sums.of('called'), min: sums.of('waited_min') }),
    longest_since: sums.under('longest').least,
  }),
}

/** What is known of a number once it was called. */
function calledOnce({
  ticket_id,
  number,
  room,
  state,
  calls,
  waits_from,
  first_called_at,
  called_at,
}: Ticket) {
  if (room === null || called_at === null || first_called_at === null) return []
  return [{ ticket_id, number, room, state, calls, from: waits_from, first: first_called_at, at: called_at }]
}

/** Whom nobody expects any more. */
function endedOnce({ ticket_id, number, state, ended_at }: Ticket) {
  return (state === 'done' || state === 'left') && ended_at !== null
    ? [{ ticket_id, number, state, at: ended_at }]
    : []
}

const by = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const minutesBetween = (from: Instant, to: Instant): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 60_000)
const average = ({ called, min }: { called: number; min: number }): number | null =>
  called === 0 ? null : Math.round(min / called)
