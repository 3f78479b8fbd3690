/** Who left a bed last: the board does not say it (nobody is in the bed any more), the story does. */
import { ask } from '../lib/ask.ts'

/** The encounter of the last stay that ended here; undefined when there was none, or it could not be asked. */
export async function lastToLeave(site: string, bed: string): Promise<number | undefined> {
  const answer = await ask('bed-story', { site, bed, limit: 20 })
  if (!answer.ok) return undefined
  return answer.result.stays
    .filter((stay) => stay.ended_at !== null && stay.cancelled_at === null)
    .toSorted((a, b) => ((a.ended_at ?? '') < (b.ended_at ?? '') ? 1 : -1))[0]?.encounter_id
}
