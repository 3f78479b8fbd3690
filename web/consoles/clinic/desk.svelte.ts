/** What a person does at a clinic's desk or door: one thing at a time, refused with a reason or shown, with the way back where there is one. */
import type { CommandInput, CommandName, CommandResult } from '../../../schema/commands/index.ts'
import { command, type Answered } from '../../lib/command.ts'

type Refused = Exclude<Answered<CommandName>, { ok: true }>
export type ClinicDeed = Extract<CommandName, `clinics/${string}`>

/** What a slip is printed from; its code is told once. */
export interface SlipOf {
  number: string
  code: string
}

export class ClinicDesk {
  readonly #shown: (lsn: string) => Promise<void>
  #busy = $state.raw(false)
  #refused = $state.raw<Refused | null>(null)
  #done = $state.raw<{ id: number; name: ClinicDeed; undo: (() => void) | undefined } | null>(null)
  #count = 0
  slip = $state.raw<SlipOf | null>(null)

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
  get done() {
    return this.#done
  }
  forget(): void {
    this.#done = null
  }

  /** @param undo the way back, made from what was answered. */
  async do<C extends ClinicDeed>(
    name: C,
    input: CommandInput<C>,
    undo?: (result: CommandResult<C>) => void,
    done?: (result: CommandResult<C>) => void,
  ): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    this.#refused = null
    try {
      const answer = await command(name, input)
      if (!answer.ok) {
        this.#refused = answer
        return
      }
      const { result } = answer
      this.#done = { id: ++this.#count, name, undo: undo && (() => undo(result)) }
      done?.(result)
      await this.#shown(answer.lsn)
    } finally {
      this.#busy = false
    }
  }

  /** A number, and its slip. */
  readonly take = (input: CommandInput<'clinics/take'>): Promise<void> =>
    this.do('clinics/take', input, undefined, this.#print)

  readonly newSlip = (ticket_id: number): Promise<void> =>
    this.do('clinics/new-slip', { ticket_id }, undefined, this.#print)

  readonly #print = ({ number, code }: { number: string; code?: string | undefined }): void => {
    if (code !== undefined) this.slip = { number, code }
  }

  /** Who was called by mistake waits again, in the place they had. */
  readonly putBack = ({ ticket_id }: { ticket_id: number }): void =>
    void this.do('clinics/put-back', { ticket_id })

  /** It was wrong that they are done: they are in the room they were in. */
  readonly backInside = ({ ticket_id }: { ticket_id: number }): void =>
    void this.do('clinics/come-in', { ticket_id })

  /** The room holds one: first whoever was called leaves it, then whoever was inside is inside again. */
  readonly unsayNext = ({ ticket_id, finished_ticket_id }: CommandResult<'clinics/call-next'>): void =>
    void this.do('clinics/put-back', { ticket_id }).then(() =>
      finished_ticket_id === null || this.#refused
        ? undefined
        : this.do('clinics/come-in', { ticket_id: finished_ticket_id }),
    )
}
