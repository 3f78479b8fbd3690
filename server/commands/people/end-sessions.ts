import { end } from '../../access/sessions.ts'
import type { Verb } from '../verb.ts'
import { reached } from './reach.ts'

export const endSessions: Verb<'people/end-sessions'> = async (tx, { person_id }, { by }) => {
  await reached(tx, by, person_id)
  return { result: { sessions: await end(tx, { person_id }, `ended by ${by.who}`) } }
}
