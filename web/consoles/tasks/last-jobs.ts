/** The jobs as last seen, for a page that is loaded without a link. They name no patient. */
import type { JobRow } from '../../../schema/boards/jobs.ts'

const NAME = 'wardroom.jobs'

export function keepJobs(site: string, rows: readonly JobRow[]): void {
  try {
    localStorage.setItem(NAME, JSON.stringify({ site, rows }))
  } catch (error) {
    console.info('this browser does not keep the jobs', error)
  }
}

export function lastJobs(site: string): JobRow[] {
  try {
    const kept = JSON.parse(localStorage.getItem(NAME) ?? 'null') as { site: string; rows: JobRow[] } | null // written above
    return kept?.site === site ? kept.rows : []
  } catch {
    return []
  }
}
