/** What befalls patients in three beds, and how it ends, whatever order it is heard in. */

export interface Step {
  event: string
  /** Its place in what really happened. */
  nth: number
  /** A letter a patient. */
  who: string
  /** Of two messages about the same. */
  id?: string
  bed?: number
  from?: number
  /** Of a merge: the number that is given up. */
  gone?: string
  /** MSH-7, where it is wrong. */
  sent?: string
}

export interface Scenario {
  what: string
  steps: readonly Step[]
  /** Who lies where, by the number of the visit. */
  beds: Readonly<Record<number, string>>
  /** Who is one person; left out: nobody but oneself. */
  one?: string
}

const P = { who: 'P' }
const Q = { who: 'Q' }

export const scenarios: readonly Scenario[] = [
  {
    what: 'admitted, moved, moved on',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A02', nth: 1, ...P, bed: 2, from: 1 },
      { event: 'A02', nth: 2, ...P, bed: 3, from: 2 },
    ],
    beds: { 3: 'P' },
  },
  {
    what: 'discharged twice',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A03', nth: 1, ...P, bed: 1 },
      { event: 'A03', nth: 1, ...P, bed: 1, id: 'again' },
    ],
    beds: {},
  },
  {
    what: 'a move taken back',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A02', nth: 1, ...P, bed: 2, from: 1 },
      { event: 'A12', nth: 2, ...P, bed: 1, from: 2 },
    ],
    beds: { 1: 'P' },
  },
  {
    what: 'a discharge taken back',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A03', nth: 1, ...P, bed: 1 },
      { event: 'A13', nth: 2, ...P, bed: 1 },
    ],
    beds: { 1: 'P' },
  },
  {
    what: 'an admission taken back',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A11', nth: 1, ...P, bed: 1 },
    ],
    beds: {},
  },
  {
    what: 'admitted twice, in two beds',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1 },
      { event: 'A01', nth: 1, ...P, bed: 2 },
    ],
    beds: { 2: 'P' },
  },
  {
    what: 'Q turns out to be P',
    steps: [
      { event: 'A28', nth: 0, ...P },
      { event: 'A01', nth: 1, ...Q, bed: 1 },
      { event: 'A02', nth: 2, ...Q, bed: 2, from: 1 },
      { event: 'A40', nth: 3, ...P, gone: 'Q' },
    ],
    beds: { 2: 'Q' },
    one: 'PQ',
  },
  {
    what: 'P turns out to be Q',
    steps: [
      { event: 'A28', nth: 0, ...P },
      { event: 'A01', nth: 1, ...Q, bed: 1 },
      { event: 'A02', nth: 2, ...Q, bed: 2, from: 1 },
      { event: 'A40', nth: 3, ...Q, gone: 'P' },
    ],
    beds: { 2: 'Q' },
    one: 'PQ',
  },
  {
    what: 'a sender whose own clock is wrong',
    steps: [
      { event: 'A01', nth: 0, ...P, bed: 1, sent: '20991231235960+0000' },
      { event: 'A02', nth: 1, ...P, bed: 2, from: 1, sent: '19700101000000+0000' },
      { event: 'A03', nth: 2, ...P, bed: 2, sent: 'yesterday' },
    ],
    beds: {},
  },
]
