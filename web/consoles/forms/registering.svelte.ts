/** Somebody new, registered on the way to something else: once, also when what comes after is refused and asked for again. */
import { command } from '../../lib/command.ts'
import { here } from '../../lib/here.ts'
import { refusalText } from '../../lib/refusal-text.ts'
import { localTime } from '../../lib/site-time.ts'
import { personErrors, personTyped, registration } from './person.ts'

export class Registering {
  person = $state(personTyped(''))
  errors = $state.raw<{ field: string; message: string }[]>([])
  busy = $state(false)
  readonly #here = here()
  #registered: number | null = null
  #key = crypto.randomUUID()

  /** @returns their number; null: not registered, and `errors` say why. */
  async at(site: string, zone: string): Promise<number | null> {
    if (this.#registered !== null) return this.#registered
    const { clock, speech } = this.#here
    this.errors = personErrors(this.person, localTime(clock.picture, zone).slice(0, 10)).map(
      ({ field, error }) => ({ field, message: speech.say(`form.error.${error}`) }),
    )
    if (this.errors.length > 0) return null
    this.busy = true
    const answer = await command('patients/register', registration(site, this.person), { key: this.#key })
    this.busy = false
    if (answer.ok) return (this.#registered = answer.result.patient_id)
    if (answer.code !== 'unreachable') this.#key = crypto.randomUUID()
    this.errors = [{ field: 'family', message: refusalText(answer, speech, zone, clock.now) }]
    return null
  }
}
