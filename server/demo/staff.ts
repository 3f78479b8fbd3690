/** The hands of the demo: what was decided is asked for by the same commands as everyone else's. */
import type { CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import type { Run } from '../commands/run.ts'
import type { Arrival, Decision, OrderOf, Tap } from './orders.ts'
import { insuranceOf } from './payers.ts'

/** Gives one order. @throws when the database cannot be reached. */
export function give<C extends CommandName>(
  run: Run,
  { command, input, who }: OrderOf<C>,
): Promise<Outcome<CommandResult<C>>> {
  return run(command, input, { door: 'system', who })
}

/** Registers somebody, notes who pays, and admits, receives or expects them. Refused the last, they stay known and go home again. */
export async function receive(
  run: Run,
  arrival: Arrival,
): Promise<Outcome<CommandResult<'admissions/admit' | 'ed/arrive' | 'visits/pre-admit'>>> {
  const { who, person } = arrival
  const by = { door: 'system', who } as const
  const { site } = 'admit' in arrival ? arrival.admit : 'arrive' in arrival ? arrival.arrive : arrival.expect
  const registered = await run('patients/register', { site, ...person }, by)
  if (!registered.ok) return registered
  const { patient_id } = registered.result
  const insurance = insuranceOf(patient_id)
  if (insurance) await run('patients/note-insurance', { site, patient_id, ...insurance }, by)
  if ('admit' in arrival) return run('admissions/admit', { ...arrival.admit, patient_id }, by)
  if ('arrive' in arrival) return run('ed/arrive', { ...arrival.arrive, patient_id }, by)
  return run('visits/pre-admit', { ...arrival.expect, patient_id }, by)
}

/** Does what was decided, one thing after the other, up to the first that is refused. */
export async function perform(
  run: Run,
  decision: Exclude<Decision, { wait: number } | { tap: Tap }>,
): Promise<Outcome<unknown>> {
  if ('arrival' in decision) return receive(run, decision.arrival)
  let last: Outcome<unknown> = { ok: true, result: undefined, lsn: '' }
  for (const order of decision.orders) {
    last = await give(run, order)
    if (!last.ok) return last
  }
  return last
}
