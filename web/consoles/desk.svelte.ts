/** A console at work: does deeds, marks beds until the board has caught up, keeps the way back for a while. */
import { createContext } from 'svelte'
import { SvelteSet } from 'svelte/reactivity'
import type { LiveBoard } from '../lib/live-board.svelte.ts'
import type { Deed, Sent } from './deed.ts'

export type Refused = Exclude<Sent, { ok: true }>

type Shows = Pick<LiveBoard<'beds'>, 'reached'>

export class Desk {
  /** Codes of beds of which something was done that the board does not show yet. */
  readonly pending = new SvelteSet<string>()
  readonly #board: () => LiveBoard<'beds'>
  readonly #others: () => Shows[]
  #done = $state.raw<{ id: number; deed: Deed; undo: Deed | undefined; undone: boolean } | null>(null)
  #refused = $state.raw<{ deed: Deed; answer: Refused } | null>(null)
  #count = 0

  /** @param others boards that show what is done as well: whichever is first says that it is done. */
  constructor(board: () => LiveBoard<'beds'>, others: () => Shows[] = () => []) {
    this.#board = board
    this.#others = others
  }

  /** What was done last, and the way back. */
  get done() {
    return this.#done
  }
  /** What was refused last; the next deed clears it. */
  get refused() {
    return this.#refused
  }

  forget(): void {
    this.#done = null
  }
  clear(): void {
    this.#refused = null
  }

  /** @returns whether it was done; a refusal is kept to be shown. */
  async do(deed: Deed, { undone = false } = {}): Promise<boolean> {
    if (this.pending.has(deed.bed)) return false
    this.#refused = null
    this.pending.add(deed.bed)
    try {
      const answer = await deed.send()
      if (!answer.ok) {
        this.#refused = { deed, answer }
        return false
      }
      this.#done = { id: ++this.#count, deed, undo: undone ? undefined : answer.undo, undone }
      await Promise.race([this.#board(), ...this.#others()].map((board) => board.reached(answer.lsn)))
      return true
    } finally {
      this.pending.delete(deed.bed)
    }
  }
}

export const [desk, setDesk] = createContext<Desk>()
