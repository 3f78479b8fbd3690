/** From where somebody comes, for whoever counts how often that is. */
import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Whoever has one address of IPv6 has all of its network of 64 bits. */
export function subnet(address = 'unknown'): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  return [...before, ...(address.includes('::') ? zeros : []), ...after].slice(0, 4).join(':')
}

/**
 * Who is behind a request: the peer, or for whom a proxy of ours says that it speaks, up to the first that is none of ours
 * (as Express finds it, for what never gets as far as Express).
 * @param proxies addresses and networks, as WARDROOM_TRUSTED_PROXIES
 */
export function callerThrough(proxies: readonly string[]): (request: IncomingMessage) => string {
  const ours = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) ours.addAddress(address, family)
    else ours.addSubnet(address, Number(bits), family)
  }
  const isOurs = (address: string): boolean => {
    const family = isIP(address)
    return family !== 0 && ours.check(address, family === 6 ? 'ipv6' : 'ipv4')
  }
  return ({ socket, headers }) => {
    const said = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',')
    let caller = plain(socket.remoteAddress)
    for (let next = said.pop(); next !== undefined && isOurs(caller); next = said.pop())
      if (next.trim() !== '') caller = plain(next.trim())
    return caller
  }
}

/** An IPv4 address that comes to a listener of both families is written ::ffff:10.1.2.3. */
const plain = (address = 'unknown'): string => address.replace(/^::ffff:(?=\d+\.)/i, '')
