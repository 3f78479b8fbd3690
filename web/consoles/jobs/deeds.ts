/** What a dispatcher does with a job, and the way back where there is one. */
import type { Whereabouts } from '../../../schema/access/roles.ts'
import type { JobRow } from '../../../schema/boards/jobs.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import type { JobPriority } from '../../../schema/jobs.ts'
import { deed, type Deed } from '../deed.ts'

/** The code a job's row is marked by until the board shows what was done. */
export const markOf = (row: JobRow): string => row.at.bed ?? row.key

/** Whose commands are about it. */
export const departmentOf = ({ kind }: Pick<JobRow, 'kind'>): 'cleaning' | 'porters' =>
  kind === 'cleaning' ? 'cleaning' : 'porters'

/** Where it is: of a porter's job both ends, and either's people may do something about it. */
export const placesOf = ({ site, at, to }: Pick<JobRow, 'site' | 'at' | 'to'>): Whereabouts[] =>
  [at, to].flatMap((place) => (place ? { site, unit: place.unit } : []))

export function jobDeeds(row: JobRow) {
  const mark = markOf(row)
  const cleaning = { site: row.site, bed: row.at.bed ?? '', turnover_id: row.id }
  const porter = { porter_job_id: row.id }
  const assign = (to: string | null): Deed =>
    row.kind === 'cleaning'
      ? deed('cleaning/assign', mark, { ...cleaning, to, instead: true }, () => assign(row.assigned_to))
      : deed('porters/assign', mark, { ...porter, to, instead: true }, () => assign(row.assigned_to))
  const prioritise = (priority: JobPriority): Deed =>
    row.kind === 'cleaning'
      ? deed('cleaning/prioritise', mark, { ...cleaning, priority }, () => prioritise(row.priority))
      : deed('porters/prioritise', mark, { ...porter, priority }, () => prioritise(row.priority))
  const cancel = (why: string): Deed =>
    row.kind === 'cleaning'
      ? deed('cleaning/cancel', mark, { ...cleaning, why })
      : deed('porters/cancel', mark, { ...porter, why })
  return { assign, prioritise, cancel }
}

export const askPorter = (input: CommandInput<'porters/ask'>, whyUndone: string): Deed =>
  deed('porters/ask', 'porter', input, ({ porter_job_id }) =>
    deed('porters/cancel', 'porter', { porter_job_id, why: whyUndone }),
  )
