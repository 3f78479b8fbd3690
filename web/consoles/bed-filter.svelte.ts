/** Which beds a console shows: what is typed, which state is asked for. (Site and unit stand in the address.) */
import type { BedRow } from '../../schema/boards/beds.ts'
import type { BedState } from '../../schema/terms.ts'
import { gravest } from '../lib/exceptions.ts'

/** `needs`: beds that need somebody now. */
export type StateAsked = BedState | 'any' | 'needs'

export class BedFilter {
  text = $state('')
  state = $state<StateAsked>('any')

  clear(): void {
    this.text = ''
    this.state = 'any'
  }

  /** Whether a bed is to be shown, at this moment [ms]. */
  matches(row: BedRow, now: number): boolean {
    return this.#isInState(row, now) && this.#isNamed(row)
  }

  #isInState(row: BedRow, now: number): boolean {
    if (this.state === 'any') return true
    return this.state === 'needs' ? gravest(row, now) !== undefined : row.state === this.state
  }

  #isNamed(row: BedRow): boolean {
    const find = this.text.trim().toLocaleLowerCase()
    const names = [row.bed, row.room, row.unit_name, row.patient?.name, row.patient?.mrn, row.reserved?.name]
    return find === '' || names.some((name) => name?.toLocaleLowerCase().includes(find))
  }
}
