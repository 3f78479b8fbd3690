/** What can be done with a bed as it is now, the likeliest first. Pure. */
import type { BedRow } from '../../schema/boards/beds.ts'

export type Offer =
  | 'bring'
  | 'admit'
  | 'reserve'
  | 'release'
  | 'transfer'
  | 'swap'
  | 'discharge'
  | 'discharge-to'
  | 'plan-discharge'
  | 'leave'
  | 'come-back'
  | 'cancel-leave'
  | 'cancel-admit'
  | 'cancel-transfer'
  | 'cancel-discharge'
  | 'ask'
  | 'ask-stat'
  | 'start'
  | 'pause'
  | 'resume'
  | 'finish'
  | 'inspect'
  | 'priority'
  | 'cancel-cleaning'
  | 'block'
  | 'unblock'
  | 'open'
  | 'close'

/** `primary` is what comes next in the life of a bed in this state. */
export function offers(row: Pick<BedRow, 'state' | 'since' | 'patient' | 'turn'>): {
  primary: Offer
  others: Offer[]
} {
  switch (row.state) {
    case 'occupied':
      return {
        primary: row.patient?.away ? 'come-back' : 'discharge',
        others: [
          ...(row.patient?.away ? (['discharge'] as const) : []),
          'transfer',
          'swap',
          'plan-discharge',
          'discharge-to',
          row.patient?.away ? 'cancel-leave' : 'leave',
          ...(hasMoved(row) ? (['cancel-transfer'] as const) : []),
          'cancel-admit',
        ],
      }
    case 'reserved':
      return { primary: 'bring', others: ['admit', 'release', 'block'] }
    case 'ready':
      return { primary: 'admit', others: ['reserve', 'ask', 'inspect', 'block', 'close'] }
    case 'vacated':
      return {
        primary: 'ask',
        others: ['ask-stat', 'start', 'cancel-cleaning', 'admit', 'cancel-discharge', 'block'],
      }
    case 'dirty':
      return {
        primary: 'start',
        others: ['priority', 'cancel-cleaning', 'admit', 'reserve', 'cancel-discharge', 'block'],
      }
    case 'cleaning':
      return row.turn?.paused_since
        ? {
            primary: 'resume',
            others: ['finish', 'priority', 'cancel-cleaning', 'admit', 'reserve', 'block'],
          }
        : { primary: 'finish', others: ['pause', 'priority', 'cancel-cleaning', 'admit', 'reserve', 'block'] }
    case 'blocked':
      return { primary: 'unblock', others: ['ask', 'admit'] }
    case 'closed':
      return { primary: 'open', others: ['block', 'admit'] }
  }
}

/** Whoever came into this bed later than into the hospital was somewhere else before. */
const hasMoved = ({ since, patient }: Pick<BedRow, 'since' | 'patient'>): boolean =>
  patient !== null && Date.parse(since) > Date.parse(patient.admitted_at)
