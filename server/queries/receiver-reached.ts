import type { Answer } from './index.ts'
import { reach } from './reach.ts'

/** Whether a receiver's port can be reached from here. Only of one that is set: this is no way to look around a network. */
export const receiverReached: Answer<'receiver-reached'> = async (database, { receiver_id }) => {
  const receiver = await database.row<{ host: string; port: number }>(
    'select host, port from receiver where receiver_id = $1 and url is null',
    [receiver_id],
  )
  return receiver && reach(receiver.host, receiver.port)
}
