/** What can be done with a bed as it is now, the likeliest first. Pure. */
import type { CommandName } from '../../schema/commands/index.ts'
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

/** The command each comes to. */
const commandOf: Record<Offer, CommandName> = {
  bring: 'admissions/transfer',
  admit: 'admissions/admit',
  reserve: 'beds/reserve',
  release: 'beds/release',
  transfer: 'admissions/transfer',
  swap: 'admissions/swap',
  discharge: 'admissions/discharge',
  'discharge-to': 'admissions/discharge',
  'plan-discharge': 'admissions/plan-discharge',
  leave: 'visits/leave',
  'come-back': 'visits/return',
  'cancel-leave': 'visits/cancel-leave',
  'cancel-admit': 'admissions/cancel-admit',
  'cancel-transfer': 'admissions/cancel-transfer',
  'cancel-discharge': 'admissions/cancel-discharge',
  ask: 'cleaning/ask',
  'ask-stat': 'cleaning/ask',
  start: 'cleaning/start',
  pause: 'cleaning/pause',
  resume: 'cleaning/resume',
  finish: 'cleaning/finish',
  inspect: 'cleaning/inspect',
  priority: 'cleaning/prioritise',
  'cancel-cleaning': 'cleaning/cancel',
  block: 'beds/block',
  unblock: 'beds/unblock',
  open: 'beds/staff',
  close: 'beds/staff',
}

/** About the patient in the bed: nobody can do them on a screen that is not told who that is. */
const ofPatient: ReadonlySet<Offer> = new Set([
  'discharge',
  'discharge-to',
  'transfer',
  'swap',
  'plan-discharge',
  'leave',
  'come-back',
  'cancel-leave',
  'cancel-admit',
  'cancel-transfer',
])

/**
 * Of what can be done with a bed, what somebody may do, on a screen that knows as much as this row says.
 * @param may whether they may do a command where the bed is
 */
export function offersTo(
  row: Pick<BedRow, 'state' | 'since' | 'patient' | 'turn'>,
  may: (command: CommandName) => boolean,
): { primary: Offer | undefined; others: Offer[] } {
  const { primary, others } = offers(row)
  const can = (offer: Offer): boolean =>
    may(commandOf[offer]) && (!ofPatient.has(offer) || row.patient?.encounter_id != null)
  return { primary: can(primary) ? primary : undefined, others: others.filter(can) }
}

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
