/** Clinics of outpatients: the words for their numbers, and the two rules of a queue. Pure. */
import { z } from 'zod'
import { minutesAfter } from './observations/when-next.ts'
import type { Instant } from './terms.ts'

export const ticketPriorities = ['routine', 'elderly', 'disabled', 'urgent'] as const
export const ticketPriority = z.enum(ticketPriorities)
export type TicketPriority = z.infer<typeof ticketPriority>

/** `absent`: called, and did not come. `left`: gone before their turn. */
export const ticketStates = ['waiting', 'called', 'inside', 'done', 'absent', 'left'] as const
export const ticketState = z.enum(ticketStates)
export type TicketState = z.infer<typeof ticketState>

/** How it ends for those nobody expects any more. */
export const endings = ['done', 'left'] as const
export type TicketEnding = (typeof endings)[number]
export const ended: ReadonlySet<TicketState> = new Set([...endings, 'absent'])

const DAY_MIN = 1440

/**
 * What a queue is in order of. Everybody has their place by when they came; elderly and disabled people as if they had come
 * some minutes sooner, so that nobody is overtaken without end; who is urgent goes before all who are not.
 */
export function turnOf(waits_from: Instant, priority: TicketPriority, head_start_min: number): Instant {
  const ahead = { routine: 0, elderly: head_start_min, disabled: head_start_min, urgent: DAY_MIN }[priority]
  return minutesAfter(waits_from, -ahead)
}

/** "A-007" */
export const numberOf = (letter: string, nth: number): string => `${letter}-${String(nth).padStart(3, '0')}`

/** A clinic's pace is that of its last so many first calls; with fewer than three nobody knows it. */
export const PACE_OF = 10
const PACE_FROM = 3
/** Between two calls further apart the clinic paused: a lunch is nobody's pace. */
const PAUSE_MIN = 45

/** @param calls when numbers were first called, oldest first. @returns how long from one to the next, on average [min] */
export function paceOf(calls: readonly Instant[]): number | null {
  const last = calls.slice(-PACE_OF).map((at) => Date.parse(at) / 60_000)
  const gaps = last.slice(1).flatMap((at, nth) => {
    const gap = at - (last[nth] ?? at)
    return gap <= PAUSE_MIN ? [gap] : []
  })
  if (gaps.length < PACE_FROM - 1) return null
  return Math.round((gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length) * 10) / 10
}

const ROUGHLY_MIN = 5

/** How long a person with so many before them waits yet, as roughly as it is known [min]. */
export const roughWait = (before: number, pace_min: number | null): number | null =>
  pace_min === null ? null : Math.ceil(((before + 1) * pace_min) / ROUGHLY_MIN) * ROUGHLY_MIN
