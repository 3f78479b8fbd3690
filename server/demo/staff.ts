/** The hands of the demo: what was decided is asked for by the same commands as everyone else's. */
import type { CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import type { Run } from '../commands/run.ts'
import type { Arrival, Decision, OrderOf, Tap } from './orders.ts'

/** Gives one order. @throws when the database cannot be reached. */
export function give<C extends CommandName>(
  run: Run,
  { command, input, who }: OrderOf<C>,
): Promise<Outcome<CommandResult<C>>> {
  return run(command, input, { door: 'system', who })
}

/** Registers somebody and admits or receives them. Refused the second, they stay known and go home again. */
export async function receive(
  run: Run,
  arrival: Arrival,
): Promise<Outcome<CommandResult<'admissions/admit' | 'ed/arrive'>>> {
  const { who, person } = arrival
  const by = { door: 'system', who } as const
  const { site } = 'admit' in arrival ? arrival.admit : arrival.arrive
  const registered = await run('patients/register', { site, ...person }, by)
  if (!registered.ok) return registered
  const { patient_id } = registered.result
  return 'admit' in arrival
    ? run('admissions/admit', { ...arrival.admit, patient_id }, by)
    : run('ed/arrive', { ...arrival.arrive, patient_id }, by)
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
