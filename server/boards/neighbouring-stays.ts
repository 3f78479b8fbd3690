/** Where the patient of a stay was right before it, and right after it, in the same encounter. */
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'

type Stay = Tables['stay']

export const stayBefore = (stay: Stay, mirror: MirrorView): Stay | undefined =>
  neighbour(stay, mirror, (other) => other.ended_at === stay.began_at)

export const stayAfter = (stay: Stay, mirror: MirrorView): Stay | undefined =>
  neighbour(stay, mirror, (other) => other.began_at === stay.ended_at)

/** Of several (none are, by the schema) the same one whichever order they come in. */
function neighbour(stay: Stay, mirror: MirrorView, meets: (other: Stay) => boolean): Stay | undefined {
  let found: Stay | undefined
  for (const other of mirror.stay.where('encounter_id', stay.encounter_id)) {
    if (other.stay_id === stay.stay_id || other.cancelled_at !== null || !meets(other)) continue
    if (!found || other.stay_id < found.stay_id) found = other
  }
  return found
}
