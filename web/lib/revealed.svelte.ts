/** The names that were revealed on this screen, each until its time is over. Nothing of them outlives the page. */
import type { RevealReason } from '../../schema/names.ts'
import { ask } from './ask.ts'

/** As boards and questions tell of somebody. */
export interface Someone {
  encounter_id: number | null
  name: string | null
  masked: boolean
}

export class Revealed {
  #names = $state.raw<ReadonlyMap<number, string>>(new Map())
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()

  /** What may be shown of them now; null: nothing. */
  nameOf({ encounter_id, name }: Someone): string | null {
    return (encounter_id === null ? undefined : this.#names.get(encounter_id)) ?? name
  }

  /** Whether their name stands there that would be masked. */
  isOpen({ encounter_id }: Someone): boolean {
    return encounter_id !== null && this.#names.has(encounter_id)
  }

  /** @returns what the server says against it; '' when it is revealed */
  async reveal(encounter_id: number, reason: RevealReason | undefined): Promise<string> {
    const answer = await ask('reveal', { encounter_id, ...(reason && { reason }) })
    if (!answer.ok) return answer.message
    const { name, for_s } = answer.result
    this.#names = new Map(this.#names).set(encounter_id, name)
    const timer = setTimeout(() => this.#mask(encounter_id, timer), for_s * 1000)
    this.#timers.add(timer)
    return ''
  }

  /** Whoever they were revealed to is here no more. */
  forget(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    this.#names = new Map()
  }

  #mask(encounter_id: number, timer: ReturnType<typeof setTimeout>): void {
    this.#timers.delete(timer)
    this.#names = new Map([...this.#names].filter(([id]) => id !== encounter_id))
  }
}
