/** In which order those in an emergency department are listed: by what breaks next. Pure. */
import type { EdRow } from '../../schema/boards/ed.ts'
import type { EdAction } from '../../schema/emergency.ts'

/**
 * Whose next line is passed soonest stands first; those who have none left to pass come last, who came first before others.
 */
export function byNextLine(rows: Iterable<EdRow>): EdRow[] {
  return [...rows].sort((a, b) => {
    if (a.next_line_at !== b.next_line_at)
      return a.next_line_at === null ? 1 : b.next_line_at === null ? -1 : a.next_line_at < b.next_line_at ? -1 : 1
    return a.arrived_at < b.arrived_at ? -1 : a.arrived_at > b.arrived_at ? 1 : Number(a.key) - Number(b.key)
  })
}

export type EdView = 'all' | EdRow['stage']
export const edViews: readonly EdView[] = ['all', 'waiting', 'treatment', 'boarding']

/** Whose clock is shown with what is next: since when it has been so. */
export function actionSince({ next_action, ...row }: EdRow): string {
  const since: Record<EdAction, string | null> = {
    triage: row.arrived_at,
    space: row.triage?.at ?? row.arrived_at,
    see: row.space_at,
    decide: row.seen_at,
    'ask-bed': row.decided_at,
    'find-bed': row.decided_at,
    'await-bed': row.decided_at,
    move: row.decided_at,
    leave: row.discharge_ordered_at,
  }
  return since[next_action] ?? row.arrived_at
}
