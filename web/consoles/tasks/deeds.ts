/** What a cleaner or porter does with a job, as commands that can wait for a link. Pure. */
import type { JobRow } from '../../../schema/boards/jobs.ts'
import type { CommandInput, CommandName } from '../../../schema/commands/index.ts'
import type { PauseReason } from '../../../schema/jobs.ts'
import type { Act } from '../../lib/outbox.svelte.ts'

export type Step = 'take' | 'start' | 'resume' | 'finish' | { pause: PauseReason }
type New = Omit<Act, 'key' | 'refused'>

/** @param at when it happened [ms]: what is sent later is told with the instant it was done */
export function deedOf(row: JobRow, step: Step, { who, at }: { who: string; at: number }): New {
  const about = { who, at, about: row.key, place: row.at.bed ?? row.at.unit }
  const instant = new Date(at).toISOString()
  if (row.kind === 'cleaning') {
    const bed = { site: row.site, bed: row.at.bed ?? '', turnover_id: row.id, at: instant }
    if (step === 'take') return act('cleaning/assign', { ...bed, to: who }, about)
    if (typeof step === 'object') return act('cleaning/pause', { ...bed, reason: step.pause }, about)
    return act(`cleaning/${step}`, bed, about)
  }
  const job = { porter_job_id: row.id, at: instant }
  if (step === 'take') return act('porters/assign', { ...job, to: who }, about)
  if (typeof step === 'object') return act('porters/pause', { ...job, reason: step.pause }, about)
  return act(`porters/${step}`, job, about)
}

/** A bed that nobody asked for is cleaned all the same. */
export function unasked(site: string, bed: string, { who, at }: { who: string; at: number }): New {
  const input = { site, bed, at: new Date(at).toISOString() }
  return act('cleaning/start', input, { who, at, about: `bed ${bed}`, place: bed })
}

const act = <C extends CommandName>(
  command: C,
  input: CommandInput<C>,
  about: Pick<New, 'who' | 'at' | 'about' | 'place'>,
): New => ({ command, input, ...about }) as unknown as New // of one command, handed on among those of all
