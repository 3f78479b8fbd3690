/** A refusal on its way out of a transaction: thrown so that everything is rolled back, caught by run.ts. */
import type { RefusalAnswer, RefusalCode } from '../../schema/outcome.ts'

export class Refused extends Error {
  readonly code: RefusalCode
  readonly details: Record<string, unknown>

  /** @param message one sentence for a person: what is in the way, and what to do. */
  constructor(code: RefusalCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.details = details
  }

  answer(): RefusalAnswer {
    return { ok: false, code: this.code, message: this.message, details: this.details }
  }
}
