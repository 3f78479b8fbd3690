/** A refusal in the words of the screen's language, with who is in the way and since when. */
import type { RefusalAnswer } from '../../schema/outcome.ts'
import { bedStates } from './states.ts'
import type { Unreachable } from './command.ts'
import type { Speech } from './i18n/speech.svelte.ts'

const reasons = ['repair', 'isolation', 'contaminated', 'staffing', 'other'] as const
const overridable = [
  'bed-not-ready',
  'bed-blocked',
  'bed-closed',
  'bed-reserved',
  'sex-rule',
  'isolation-rule',
] as const
/** The faults of schema/placement/isolation.ts as the text's choices. */
const faults: Record<string, string> = {
  'airborne-room': 'airborne',
  'isolation-mix': 'mix',
  'isolation-room': 'room',
}
export type Overridable = (typeof overridable)[number]

/** May a person knowingly pass over what is in the way? The code to send as `override`, if so. */
export function overrideFor(refusal: RefusalAnswer | Unreachable): Overridable | undefined {
  return overridable.find((code) => code === refusal.code)
}

export function refusalText(
  refusal: RefusalAnswer | Unreachable,
  speech: Speech,
  zone: string | undefined,
  now: number,
): string {
  const { details } = refusal
  const state = bedStates.find((one) => one === details['state'])
  const reason = reasons.find((one) => one === details['reason'])
  const since = details['since']
  return speech.say(`refusal.${refusal.code}`, {
    message: refusal.message,
    holder: nameIn(details['holder']) ?? nameIn(details['for']) ?? 'none',
    since: typeof since === 'string' ? speech.moment(since, zone, now) : 'none',
    state: state ? speech.say(`state.${state}`) : 'none',
    reason: reason ? speech.say(`block.${reason}`) : 'none',
    rule: typeof details['sex_rule'] === 'string' ? details['sex_rule'] : 'other',
    fault: faults[String(details['fault'])] ?? 'other',
    bed: typeof details['bed'] === 'string' ? details['bed'] : 'none',
  })
}

function nameIn(holder: unknown): string | undefined {
  if (typeof holder === 'string') return holder
  if (typeof holder !== 'object' || holder === null || !('name' in holder)) return undefined
  return 'mrn' in holder ? `${String(holder.name)} (${String(holder.mrn)})` : String(holder.name)
}
