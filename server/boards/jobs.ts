/** The board `jobs`: what cleaners and porters have to do, and what was done today. */
import type { JobRow, JobTotals } from '../../schema/boards/jobs.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { dueAt, pausedOf } from './job-clock.ts'
import { jobTally, jobTotals } from './job-totals.ts'
import { endOfDay, startOfDay } from './local-day.ts'

type Turnover = Tables['turnover']
type PorterJob = Tables['porter_job']

const cleaningKey = ({ turnover_id }: Turnover): string => `c${turnover_id}`
const porterKey = ({ porter_job_id }: PorterJob): string => `p${porter_job_id}`

export const jobs: Board<JobRow, JobTotals> = {
  touched: {
    turnover: ({ key }) => [`c${key}`],
    porter_job: ({ key }) => [`p${key}`],
    *pause(change) {
      for (const { turnover_id, porter_job_id } of sidesOf(change)) {
        if (turnover_id !== null) yield `c${turnover_id}`
        if (porter_job_id !== null) yield `p${porter_job_id}`
      }
    },
    stay: jobsNaming,
    reservation: jobsNaming,
    bed: ({ key }, mirror) => jobsOfBed(Number(key), mirror),
    unit: ({ key }, mirror) => jobsOfUnit(Number(key), mirror),
    *site({ key }, mirror) {
      for (const { bed_id } of mirror.bed.where('site', key)) yield* cleaningsOfBed(bed_id, mirror)
      for (const job of mirror.porter_job.where('site', key)) yield porterKey(job)
    },
  },

  *keys(mirror) {
    for (const turnover of mirror.turnover.all()) yield cleaningKey(turnover)
    for (const job of mirror.porter_job.all()) yield porterKey(job)
  },

  row(key, mirror) {
    const id = key.slice(1)
    if (key.startsWith('c')) {
      const turnover = mirror.turnover.get(id)
      return turnover && cleaningRow(key, turnover, mirror)
    }
    const job = mirror.porter_job.get(id)
    return job && porterRow(key, job, mirror)
  },

  // The end of a step's goal; and midnight, after which what was done is yesterday's.
  until({ site, finished_at, due_at, late }, mirror) {
    if (finished_at !== null) return endOfDay(mirror.now, mirror.site.get(site)?.time_zone ?? '')
    return late ? null : due_at
  },

  at: ({ site, at, to }) => [
    { site, unit: at.unit },
    { site, unit: to?.unit ?? null },
  ],

  masked(row, level) {
    if (level === 'public') return undefined // counts only
    return level === 'full' ? row : { ...row, assigned_to: null }
  },

  tally: jobTally,
  totals: jobTotals,
}

function cleaningRow(key: string, turnover: Turnover, mirror: MirrorView): JobRow | undefined {
  const bed = mirror.bed.get(turnover.bed_id)
  const unit = bed && mirror.unit.get(bed.unit_id)
  if (!unit || isPast(turnover, bed.site, mirror)) return undefined
  const paused = pausedOf(mirror, { turnover_id: turnover.turnover_id })
  const due = dueAt(turnover, paused, unit)
  const next = first(mirror.reservation.where('bed_id', bed.bed_id), ({ ended_at }) => ended_at === null)
  const lies = first(mirror.stay.where('bed_id', bed.bed_id), isOpenStay) !== undefined
  const open = turnover.finished_at === null
  return {
    key,
    id: turnover.turnover_id,
    kind: 'cleaning',
    site: bed.site,
    at: { unit: unit.code, unit_name: unit.name, zone: unit.zone, bed: bed.code },
    to: null,
    what: null,
    needs: [],
    priority: turnover.priority,
    isolation: turnover.isolation,
    opened_by: turnover.opened_by,
    stage: lies && turnover.asked_at === null && open ? 'to-check' : stageOf(turnover, paused.open),
    vacated_at: turnover.vacated_at,
    ...stepsOf(turnover),
    inspected_at: turnover.inspected_at,
    passed: turnover.passed,
    paused_since: paused.open?.began_at ?? null,
    pause_reason: paused.open?.reason ?? null,
    due_at: due,
    late: due !== null && due <= mirror.now,
    next_since: open ? (next?.made_at ?? null) : null,
    found_clean: !open && turnover.asked_at === null,
  }
}

function porterRow(key: string, job: PorterJob, mirror: MirrorView): JobRow | undefined {
  const from = placeOf(job.from_unit_id, job.from_bed_id, mirror)
  const to = placeOf(job.to_unit_id, job.to_bed_id, mirror)
  const unit = mirror.unit.get(job.from_unit_id)
  if (!from || !to || !unit || isPast(job, job.site, mirror)) return undefined
  const paused = pausedOf(mirror, { porter_job_id: job.porter_job_id })
  // How long a way takes hangs on the way: only the response has a goal.
  const due = job.started_at === null ? dueAt(job, paused, unit) : null
  return {
    key,
    id: job.porter_job_id,
    kind: 'porter',
    site: job.site,
    at: from,
    to,
    what: job.what,
    needs: job.needs,
    priority: job.priority,
    isolation: job.needs.includes('isolation'),
    opened_by: 'person',
    stage: stageOf(job, paused.open),
    vacated_at: null,
    ...stepsOf(job),
    inspected_at: null,
    passed: null,
    paused_since: paused.open?.began_at ?? null,
    pause_reason: paused.open?.reason ?? null,
    due_at: due,
    late: due !== null && due <= mirror.now,
    next_since: null,
    found_clean: false,
  }
}

const stepsOf = ({ asked_at, assigned_at, started_at, finished_at, assigned_to }: Turnover | PorterJob) => ({
  asked_at,
  assigned_at,
  started_at,
  finished_at,
  assigned_to,
})

function stageOf(
  { asked_at, started_at, finished_at }: Turnover | PorterJob,
  pause: Tables['pause'] | undefined,
): JobRow['stage'] {
  if (finished_at !== null) return 'done'
  if (pause) return 'paused'
  if (started_at !== null) return 'under-way'
  return asked_at === null ? 'left' : 'waiting'
}

function placeOf(unit_id: number, bed_id: number | null, mirror: MirrorView): JobRow['at'] | undefined {
  const unit = mirror.unit.get(unit_id)
  const bed = bed_id === null ? undefined : mirror.bed.get(bed_id)
  return unit && { unit: unit.code, unit_name: unit.name, zone: unit.zone, bed: bed?.code ?? null }
}

/** Called off, or finished before today (the local day of the site). */
function isPast(
  { finished_at, cancelled_at }: Turnover | PorterJob,
  code: string,
  mirror: MirrorView,
): boolean {
  if (cancelled_at !== null) return true
  if (finished_at === null) return false
  const site = mirror.site.get(code)
  return !site || finished_at < startOfDay(mirror.now, site.time_zone)
}

function* cleaningsOfBed(bed_id: number, mirror: MirrorView): Generator<string> {
  for (const turnover of mirror.turnover.where('bed_id', bed_id)) yield cleaningKey(turnover)
}

function* jobsOfBed(bed_id: number, mirror: MirrorView): Generator<string> {
  yield* cleaningsOfBed(bed_id, mirror)
  for (const job of mirror.porter_job.where('from_bed_id', bed_id)) yield porterKey(job)
  for (const job of mirror.porter_job.where('to_bed_id', bed_id)) yield porterKey(job)
}

function* jobsOfUnit(unit_id: number, mirror: MirrorView): Generator<string> {
  for (const { bed_id } of mirror.bed.where('unit_id', unit_id)) yield* cleaningsOfBed(bed_id, mirror)
  for (const job of mirror.porter_job.where('from_unit_id', unit_id)) yield porterKey(job)
  for (const job of mirror.porter_job.where('to_unit_id', unit_id)) yield porterKey(job)
}

function* jobsNaming(
  change: { was: { bed_id: number | null } | undefined; row: { bed_id: number | null } | undefined },
  mirror: MirrorView,
): Generator<string> {
  for (const { bed_id } of sidesOf(change)) if (bed_id !== null) yield* cleaningsOfBed(bed_id, mirror)
}
