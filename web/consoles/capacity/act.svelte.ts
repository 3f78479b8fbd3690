/** One thing done on the capacity console: sent, refused with a reason, or done and shown. */
import type { CommandInput, CommandName, CommandResult } from '../../../schema/commands/index.ts'
import { command, type Answered } from '../../lib/command.ts'

type Refused = Exclude<Answered<CommandName>, { ok: true }>

export interface DoneAct {
  id: number
  name: 'surge/declare' | 'surge/set-rules' | 'surge/set-cards'
  undo: (() => void) | undefined
  undone: boolean
}

export class Acting {
  readonly #shown: (lsn: string) => Promise<void>
  #busy = $state.raw(false)
  #refused = $state.raw<Refused | null>(null)
  #done = $state.raw<DoneAct | null>(null)
  #count = 0

  /** @param shown resolves once the screen shows the log up to a position. */
  constructor(shown: (lsn: string) => Promise<void>) {
    this.#shown = shown
  }

  get busy(): boolean {
    return this.#busy
  }
  get refused(): Refused | null {
    return this.#refused
  }
  get done(): DoneAct | null {
    return this.#done
  }
  forget(): void {
    this.#done = null
  }
  clear(): void {
    this.#refused = null
  }

  /** @returns whether it was done. @param undo the way back, made from what was answered. */
  async do<C extends DoneAct['name']>(
    name: C,
    input: CommandInput<C>,
    undo?: (result: CommandResult<C>) => void,
    { undone = false } = {},
  ): Promise<boolean> {
    if (this.#busy) return false
    this.#busy = true
    this.#refused = null
    try {
      const answer = await command(name, input)
      if (!answer.ok) {
        this.#refused = answer
        return false
      }
      this.#done = { id: ++this.#count, name, undo: undo && (() => undo(answer.result)), undone }
      await this.#shown(answer.lsn)
      return true
    } finally {
      this.#busy = false
    }
  }
}
