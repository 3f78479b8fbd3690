/** What is missing or impossible in what was typed of a receiver, field by field. Pure. */

export interface TypedReceiver {
  name: string
  host: string
  port: string
  application: string
  kinds: readonly string[]
}

export type ReceiverError = 'name' | 'name-taken' | 'host' | 'host-address' | 'port' | 'application' | 'kinds'

/** @param others names that are taken at the site. A web address or "host:port" is no host. */
export function receiverErrors(
  { name, host, port, application, kinds }: TypedReceiver,
  others: readonly string[],
): { field: keyof TypedReceiver; error: ReceiverError }[] {
  const found: { field: keyof TypedReceiver; error: ReceiverError }[] = []
  if (name.trim() === '') found.push({ field: 'name', error: 'name' })
  else if (others.includes(name.trim())) found.push({ field: 'name', error: 'name-taken' })
  if (host.trim() === '') found.push({ field: 'host', error: 'host' })
  else if (!isHost(host.trim())) found.push({ field: 'host', error: 'host-address' })
  if (!/^\d{1,5}$/.test(port.trim()) || Number(port) < 1 || Number(port) > 65_535)
    found.push({ field: 'port', error: 'port' })
  if (application.trim() === '') found.push({ field: 'application', error: 'application' })
  if (kinds.length === 0) found.push({ field: 'kinds', error: 'kinds' })
  return found
}

/** A name, an IPv4 address or a bare IPv6 address (with two colons at least, so that host:port is none). */
const isHost = (host: string): boolean =>
  /^[A-Za-z0-9._-]+$/.test(host) || (/^[0-9A-Fa-f:.]+$/.test(host) && host.split(':').length > 2)
