/** A refusal on its way out of a transaction: thrown so that everything is rolled back, caught by run.ts. */
import type { RefusalAnswer, RefusalCode } from '../../schema/outcome.ts'

/** Of a refusal that names somebody who is in the way: whom, in which bed, and the same said to who is not told (whom-told.ts). */
export interface Naming {
  encounter_id: number
  bed: string
  unnamed: { message: string; details: Record<string, unknown> }
}

export class Refused extends Error {
  readonly code: RefusalCode
  readonly details: Record<string, unknown>
  readonly naming: Naming | undefined

  /** @param message one sentence for a person: what is in the way, and what to do. */
  constructor(code: RefusalCode, message: string, details: Record<string, unknown> = {}, naming?: Naming) {
    super(message)
    this.code = code
    this.details = details
    this.naming = naming
  }

  answer(): RefusalAnswer {
    return { ok: false, code: this.code, message: this.message, details: this.details }
  }
}
