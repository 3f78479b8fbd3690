/**
 * What is to happen next, to whom, when. Each subject (a patient, a bed, a body, a way in) has at most one next step.
 * A step is drawn for the state its subject is in and holds as long as that does: when a person at a console changes
 * it, the step is forgotten and a new one drawn. So the demo never acts on what it remembers, only on what is so. Pure.
 */
export interface Entry<S> {
  /** The state for which this was drawn. */
  fits: string
  /** [ms since 1970]; undefined: nothing is going to happen while it is so. */
  due: number | undefined
  step: S | undefined
}

/** A subject as it is now, and how to draw its next step. */
export interface Subject<S> {
  key: string
  fits: string
  draw: () => { due: number; step: S } | undefined
}

export type Agenda<S> = ReadonlyMap<string, Entry<S>>

/** The agenda for the subjects there are: what still fits is kept, what does not is drawn anew. */
export function planned<S>(agenda: Agenda<S>, subjects: Iterable<Subject<S>>): Map<string, Entry<S>> {
  const next = new Map<string, Entry<S>>()
  for (const { key, fits, draw } of subjects) {
    const kept = agenda.get(key)
    if (kept?.fits === fits) next.set(key, kept)
    else {
      const drawn = draw()
      next.set(key, { fits, due: drawn?.due, step: drawn?.step })
    }
  }
  return next
}

/** What is due, earliest first; at most `most`. */
export function dueNow<S>(
  agenda: Agenda<S>,
  now: number,
  most: number,
): { key: string; due: number; step: S }[] {
  const due: { key: string; due: number; step: S }[] = []
  for (const [key, entry] of agenda) {
    if (entry.due !== undefined && entry.step !== undefined && entry.due <= now) {
      due.push({ key, due: entry.due, step: entry.step })
    }
  }
  return due.sort((one, other) => one.due - other.due).slice(0, most)
}

/** When the next step is due [ms]; Infinity: never. */
export function nextDue<S>(agenda: Agenda<S>): number {
  let next = Infinity
  for (const { due } of agenda.values()) if (due !== undefined && due < next) next = due
  return next
}
