/**
 * What was done on this device and is not on record yet. Each act keeps its key and the instant it really happened, and
 * is sent in the order it was done, when there is a link: so a reload, a dead spot or a flat battery loses nothing, and
 * nothing is done twice (the server knows the key again).
 */
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import { command, type Answered } from './command.ts'

export interface Act<C extends CommandName = CommandName> {
  /** The Idempotency-Key. */
  key: string
  who: string
  command: C
  input: CommandInput<C>
  /** What it is about, for the list and for who overlays it on the board: the key of a job, the code of a bed. */
  about: string
  /** Its place, as people call it. */
  place: string
  /** When it happened [ms]. */
  at: number
  /** Why it was not taken; null: it waits to be sent. */
  refused: string | null
}

/** Sends an act; a test hands in its own. */
export type Send = (act: Act) => Promise<Answered<CommandName>>
/** Where acts are kept between two loads of the page. */
export interface Shelf {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
}

const NAME = 'wardroom.outbox'
const AGAIN_MS = 4000

const overHttp: Send = ({ command: name, input, key }) => command(name, input, { key, waits: [0] })

export class Outbox {
  readonly #shelf: Shelf
  readonly #send: Send
  readonly #onsent: (lsn: string) => Promise<void>
  #acts = $state.raw<readonly Act[]>([])
  #sending = false
  #again: ReturnType<typeof setTimeout> | undefined

  /** @param onsent waits until the board shows what was done: until then the act stays overlaid on it. */
  constructor(
    shelf: Shelf,
    {
      send = overHttp,
      onsent = async () => {},
    }: { send?: Send; onsent?: (lsn: string) => Promise<void> } = {},
  ) {
    this.#shelf = shelf
    this.#send = send
    this.#onsent = onsent
    this.#acts = read(shelf)
  }

  /** In the order they were done; those refused stay until they are put away. */
  get acts(): readonly Act[] {
    return this.#acts
  }
  get waiting(): readonly Act[] {
    return this.#acts.filter(({ refused }) => refused === null)
  }
  get refused(): readonly Act[] {
    return this.#acts.filter(({ refused }) => refused !== null)
  }

  add<C extends CommandName>(act: Omit<Act<C>, 'key' | 'refused'>): void {
    const whole = { ...act, key: crypto.randomUUID(), refused: null } as unknown as Act // of one command, kept among those of all
    this.#put([...this.#acts, whole])
    void this.send()
  }

  /** The person has read why it was refused. */
  forget(key: string): void {
    this.#put(this.#acts.filter((act) => act.key !== key))
  }

  /** Sends what waits, one after the other; stops where nobody answers, and tries again in a while. */
  async send(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    clearTimeout(this.#again)
    try {
      for (let act = this.waiting[0]; act; act = this.waiting[0]) {
        const answer = await this.#send(act)
        if (answer.ok) {
          await this.#onsent(answer.lsn)
          this.forget(act.key)
        } else if (answer.code === 'unreachable' || answer.code === 'unavailable') {
          this.#again = setTimeout(() => void this.send(), AGAIN_MS)
          return
        } else {
          const { message } = answer
          this.#put(this.#acts.map((one) => (one.key === act.key ? { ...one, refused: message } : one)))
        }
      }
    } finally {
      this.#sending = false
    }
  }

  close(): void {
    clearTimeout(this.#again)
  }

  #put(acts: readonly Act[]): void {
    this.#acts = acts
    try {
      this.#shelf.setItem(NAME, JSON.stringify(acts))
    } catch (error) {
      console.warn('this browser keeps nothing: what is not sent is lost when the page is closed', error)
    }
  }
}

function read(shelf: Shelf): Act[] {
  try {
    const kept: unknown = JSON.parse(shelf.getItem(NAME) ?? '[]')
    return Array.isArray(kept) ? (kept as Act[]) : [] // written by the method above, of this or an older page
  } catch {
    return []
  }
}
