/** A job as it will be once what was done on this device is on record: what the person sees must not wait for the link. Pure. */
import type { JobRow } from '../../../schema/boards/jobs.ts'
import type { Act } from '../../lib/outbox.svelte.ts'

/** @param acts those that wait, in the order they were done */
export function expected(row: JobRow, acts: readonly Act[]): JobRow {
  return acts.filter(({ about }) => about === row.key).reduce(after, row)
}

function after(row: JobRow, { command, who, at, input }: Act): JobRow {
  const instant = new Date(at).toISOString()
  switch (command) {
    case 'cleaning/assign':
    case 'porters/assign':
      return { ...row, assigned_to: who, assigned_at: instant }
    case 'cleaning/start':
    case 'porters/start':
      return { ...row, stage: 'under-way', started_at: instant, assigned_to: who, late: false }
    case 'cleaning/pause':
    case 'porters/pause': {
      const reason = 'reason' in input ? input.reason : 'other'
      return {
        ...row,
        stage: 'paused',
        paused_since: instant,
        pause_reason: reason as JobRow['pause_reason'],
      } // of that command's input
    }
    case 'cleaning/resume':
    case 'porters/resume':
      return { ...row, stage: 'under-way', paused_since: null, pause_reason: null }
    case 'cleaning/finish':
    case 'porters/finish':
      return { ...row, stage: 'done', finished_at: instant, paused_since: null, pause_reason: null }
    default:
      return row
  }
}
