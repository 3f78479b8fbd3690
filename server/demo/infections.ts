/** What patients are kept apart for. Pure. */
import type { PrecautionKind } from '../../schema/placement/words.ts'
import { weighted, type Random } from './random.ts'

/** Of those admitted by the emergency department, how many are under precautions. */
export const APART = 0.05

/** Not airborne: those need a room the demo has few of. */
export const drawOrganism = (random: Random): { kind: PrecautionKind; organism: string } =>
  weighted(random, [
    [{ kind: 'contact', organism: 'MRSA' }, 4],
    [{ kind: 'contact', organism: 'C. difficile' }, 3],
    [{ kind: 'droplet', organism: 'influenza A' }, 4],
  ])
