/**
 * The ledger: what was sent and what was answered, against what the database holds in the end. Pure.
 *
 * An input is known by an id its sender gave it: a reading by device, boot and sequence, an HL7 message by its MSH-10, a
 * command by its Idempotency-Key. However often it was sent, it is one input.
 */

export interface Input {
  id: string
  sentAt: number
  /** When its sender heard PUBACK, AA or 200; none: never, so nobody knows. */
  acknowledgedAt?: number
  /** It was answered with a no (AE, 4xx): its sender knows, and it is to have no effect. */
  refused?: string
}

/** What the database holds of one input. */
export interface Stored {
  /** It is on record. */
  recorded: number
  /** What it did, counted: once is right. */
  effects: number
}

export interface Reckoning {
  sent: number
  acknowledged: number
  /** Never answered: each may be stored or not, but whole. */
  unknown: number
  /** Acknowledged, and not there. */
  lost: string[]
  /** More than one record, or more than one effect. */
  duplicated: string[]
  /** On record without its effect, or the other way round. */
  partly: string[]
  /** Answered with a no, where the scenario gave no reason for one. */
  refused: string[]
}

export function reckon(inputs: readonly Input[], stored: ReadonlyMap<string, Stored>): Reckoning {
  const result: Reckoning = {
    sent: inputs.length,
    acknowledged: 0,
    unknown: 0,
    lost: [],
    duplicated: [],
    partly: [],
    refused: [],
  }
  for (const { id, acknowledgedAt, refused } of inputs) {
    const { recorded, effects } = stored.get(id) ?? { recorded: 0, effects: 0 }
    if (refused !== undefined) result.refused.push(`${id}: ${refused}`)
    else if (acknowledgedAt === undefined) result.unknown++
    else {
      result.acknowledged++
      if (recorded === 0) result.lost.push(id)
    }
    if (recorded > 1 || effects > 1) result.duplicated.push(id)
    if (refused === undefined && recorded > 0 !== effects > 0) result.partly.push(id)
  }
  return result
}

/** Of two reckonings of different inputs, one. */
export function together(all: readonly Reckoning[]): Reckoning {
  return {
    sent: sum(all.map(({ sent }) => sent)),
    acknowledged: sum(all.map(({ acknowledged }) => acknowledged)),
    unknown: sum(all.map(({ unknown }) => unknown)),
    lost: all.flatMap(({ lost }) => lost),
    duplicated: all.flatMap(({ duplicated }) => duplicated),
    partly: all.flatMap(({ partly }) => partly),
    refused: all.flatMap(({ refused }) => refused),
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
