/** What an administrator's page stands on: an answer, asked for anew after each thing that is done, and what was refused last. */
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { QueryName, QueryResult } from '../../schema/queries.ts'
import { ask } from '../lib/ask.ts'
import { command } from '../lib/command.ts'
import type { Here } from '../lib/here.ts'
import { refusalText } from '../lib/refusal-text.ts'

/** undefined: it was refused, and the page says why. */
export type Act = <C extends CommandName>(
  name: C,
  input: CommandInput<C>,
) => Promise<CommandResult<C> | undefined>

export class Asked<Q extends QueryName> {
  readonly #query: Q
  readonly #here: Pick<Here, 'clock' | 'speech'>
  #answer = $state.raw<QueryResult<Q> | null>(null)
  #failed = $state(false)
  #refused = $state('')

  constructor(query: Q, here: Pick<Here, 'clock' | 'speech'>) {
    this.#query = query
    this.#here = here
  }

  /** null: not known yet. */
  get answer(): QueryResult<Q> | null {
    return this.#answer
  }
  /** It could not be asked for the last time. */
  get failed(): boolean {
    return this.#failed
  }
  /** Why the last thing was not done, in words; empty: it was. */
  get refused(): string {
    return this.#refused
  }
  forget(): void {
    this.#refused = ''
  }

  async learn(): Promise<void> {
    const said = await ask(this.#query)
    this.#failed = !said.ok
    if (said.ok) this.#answer = said.result
  }

  readonly act: Act = async (name, input) => {
    const said = await command(name, input)
    const { clock, speech } = this.#here
    this.#refused = said.ok ? '' : refusalText(said, speech, undefined, clock.picture)
    await this.learn()
    return said.ok ? said.result : undefined
  }
}
