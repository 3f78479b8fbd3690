/** All that a device needs to sign in, in one text: the address of its broker with its account in it. Pure. */
import type { DeviceSecret } from '../../../schema/commands/credentials.ts'
import type { QueryResult } from '../../../schema/queries.ts'

export type MqttDoor = QueryResult<'doors'>['mqtt']

/** @param host as this page is reached, for where the broker is this very server */
export function deviceUrl(
  { user, secret }: Pick<DeviceSecret, 'user' | 'secret'>,
  { tls, host, port }: MqttDoor,
  here: string,
): string {
  const account = `${encodeURIComponent(user)}:${encodeURIComponent(secret)}`
  return `${tls ? 'mqtts' : 'mqtt'}://${account}@${host ?? here}:${port}`
}
