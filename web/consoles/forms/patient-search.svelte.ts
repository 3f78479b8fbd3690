/** A search for patients a site knows, asked while somebody types: as soon as they pause. */
import type { QueryResult } from '../../../schema/queries.ts'
import { ask } from '../../lib/ask.ts'

export type Known = QueryResult<'patients'>['patients'][number]

const PAUSE_MS = 200

export class PatientSearch {
  text = $state('')
  #found = $state.raw<{ find: string; patients: Known[] } | null>(null)
  #failed = $state(false)

  /** Made while its component is; it searches as long as that is there. */
  constructor(site: () => string | undefined) {
    $effect(() => {
      const [at, find] = [site(), this.text.trim()]
      if (find === '' || at === undefined) {
        this.#found = null
        return
      }
      const asking = new AbortController()
      const timer = setTimeout(() => {
        void ask('patients', { site: at, find }, asking.signal).then((answer) => {
          if (asking.signal.aborted) return
          this.#failed = !answer.ok
          this.#found = { find, patients: answer.ok ? answer.result.patients : [] }
        })
      }, PAUSE_MS)
      return () => {
        clearTimeout(timer)
        asking.abort()
      }
    })
  }

  /** null: nothing is searched for, or it is not answered yet. */
  get found(): Known[] | null {
    return this.#found?.patients ?? null
  }
  /** Whether what is found is what was typed last. */
  get settled(): boolean {
    return this.#found?.find === this.text.trim()
  }
  /** Nobody could be asked. */
  get failed(): boolean {
    return this.#failed
  }
}
