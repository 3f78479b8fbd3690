/** What comes of an intention once it is due: commands as people would give them, or nothing yet. Pure. */
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { Scenario } from '../../schema/demo.ts'
import { arrive } from './arrivals-orders.ts'
import { comeIn, expect } from './expecting.ts'
import { comeToEmergency, inEmergency } from './emergency-orders.ts'
import { aboutBed, blockOne, unblock } from './bed-orders.ts'
import type { House } from './house.ts'
import { aboutJob, comeOrGo } from './job-orders.ts'
import { isolateSomebody, lift, outbreak } from './infection-orders.ts'
import { comeBack, goOnLeave } from './leave-orders.ts'
import type { Person } from './names.ts'
import { observing } from './observing.ts'
import { aboutPatient } from './patient-orders.ts'
import type { Pace } from './rates.ts'
import { undo, swap } from './slip-orders.ts'
import type { Step } from './steps.ts'
import { aboutLeaving, clear } from './leaving-orders.ts'
import { give } from './wearing.ts'

/** A command with its input, tied together by the command's name. */
export type OrderOf<C extends CommandName> = {
  [K in C]: { who: string; command: K; input: CommandInput<K> }
}[C]
export type Order = OrderOf<CommandName>

/** Somebody registered first, then admitted, received by the emergency department, or expected, under the number they got. */
export type Arrival = { who: string; person: Person } & (
  | { admit: Omit<CommandInput<'admissions/admit'>, 'patient_id'> }
  | { arrive: Omit<CommandInput<'ed/arrive'>, 'patient_id'> }
  | { expect: Omit<CommandInput<'visits/pre-admit'>, 'patient_id'> }
)

/** A badge held to the reader at a bed. */
export interface Tap {
  badge: string
  bed: string
  act: 'start' | 'finish'
}

/**
 * `orders`: one after the other, as far as none is refused. `wait`: not now; again after so many minutes of ward life.
 * `tap`: what comes of it, the house shows.
 */
export type Decision = { orders: Order[] } | { arrival: Arrival } | { tap: Tap } | { wait: number }

/** What was decided since the house was read, which it does not show yet. `decide` adds to it. */
export interface Round {
  pace: Pace
  /** Of the wards, 0 to 1. */
  occupancy: number
  scenario: Scenario
  /** Beds given away. */
  taken: Set<number>
  /** People sent somewhere. */
  sent: Set<string>
  /** Badges whose taps arrive. */
  badges: ReadonlySet<string>
}

export const doThis = (...orders: Order[]): Decision => ({ orders })

/** @param round is written to: two intentions of one round never get the same bed or the same person. */
export function decide(step: Step, house: House, round: Round): Decision {
  switch (step.kind) {
    case 'arrive':
      return step.flow === 'ed' ? comeToEmergency(round) : arrive(step.flow, house, round)
    case 'expect':
      return expect(round)
    case 'come-in':
      return comeIn(step.encounter_id, house, round)
    case 'ambulance-here':
    case 'bring-in':
    case 'hand-over':
    case 'attendings':
      return inEmergency(step, house, round)
    case 'ask':
    case 'start':
    case 'pause':
    case 'resume':
    case 'finish':
      return aboutBed(step.kind, house.beds.get(step.bed_id), house, round)
    case 'unblock':
      return unblock(house.beds.get(step.bed_id))
    case 'fetch':
    case 'hold':
    case 'go-on':
    case 'deliver':
      return aboutJob(step, house, round)
    case 'come':
    case 'go':
      return comeOrGo(step)
    case 'block':
      return blockOne(house, round)
    case 'swap':
      return swap(house, round.pace.random)
    case 'leave':
      return goOnLeave(house, round.pace)
    case 'back':
      return comeBack(step.encounter_id)
    case 'undo':
      return undo(house, round.pace)
    case 'isolate':
      return isolateSomebody(house, round)
    case 'outbreak':
      return outbreak(house, round)
    case 'lift':
      return lift(step)
    case 'give-badge':
    case 'give-tag':
      return give(step, house)
    case 'observe':
    case 'confirm-set':
    case 'give-monitor':
      return observing(step, house, round.pace)
    case 'clear':
      return clear(step)
    case 'order':
    case 'ready':
    case 'lounge':
    case 'discharge':
    case 'plan': {
      const patient = house.patients.get(step.encounter_id)
      return patient ? aboutLeaving(step.kind, patient, round.pace) : { wait: 60 }
    }
    default: {
      const patient = house.patients.get(step.encounter_id)
      return patient ? aboutPatient(step.kind, patient, house, round) : { wait: 60 }
    }
  }
}
