/** Who works with this phone, as what and where: kept on it, so that it is there without a link too. */
import type { JobRole } from '../../../schema/jobs.ts'

export interface Shift {
  person: string
  site: string
  role: JobRole
  /** null: wherever needed. */
  zone: string | null
}

const NAME = 'wardroom.shift'

export class ShiftOnPhone {
  #shift = $state.raw<Shift | null>(kept())

  get now(): Shift | null {
    return this.#shift
  }
  set now(shift: Shift | null) {
    this.#shift = shift
    try {
      if (shift) localStorage.setItem(NAME, JSON.stringify(shift))
      else localStorage.removeItem(NAME)
    } catch (error) {
      console.info('this browser does not keep who works with it', error)
    }
  }
}

function kept(): Shift | null {
  try {
    return JSON.parse(localStorage.getItem(NAME) ?? 'null') as Shift | null // written above
  } catch {
    return null
  }
}
