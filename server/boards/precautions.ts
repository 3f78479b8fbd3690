/** What keeps a patient apart, as a screen may see it. */
import { precautionKinds, type Precaution } from '../../schema/placement/words.ts'
import type { MirrorView } from '../feed/mirror.ts'

/** In the order of the vocabulary, so that equal rows are equal text. */
export function precautionsOf(encounterId: number, mirror: MirrorView): Precaution[] {
  return [...mirror.precaution.where('encounter_id', encounterId)]
    .filter(({ ended_at }) => ended_at === null)
    .map(({ kind, organism }) => ({ kind, organism }))
    .sort(
      (a, b) =>
        precautionKinds.indexOf(a.kind) - precautionKinds.indexOf(b.kind) ||
        ((a.organism ?? '') < (b.organism ?? '') ? -1 : 1),
    )
}

/** Staff at the door must know how an infection travels; which it is, is the patient's. */
export const withoutOrganism = (precautions: readonly Precaution[]): Precaution[] =>
  precautions.map(({ kind }) => ({ kind, organism: null }))
