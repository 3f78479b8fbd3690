/** Whether a message may come from where it comes: anybody can write anybody's name into MSH-3. */
import { BlockList, isIP } from 'node:net'
import type { Header, Problem } from './header.ts'
import type { MllpPeer } from './mllp.ts'
import type { Sender } from './sender.ts'

/** Whose messages are taken of those that nobody has set: those of this machine, or of all who reach the door. */
export type Strangers = 'this-machine' | 'all' | 'none'

export interface Door {
  /** undefined: it comes out of the record, and was looked at when it came. */
  peer: MllpPeer | undefined
  strangers: Strangers
}

/** @returns why it is refused (AR, CR), naming nothing the sender does not know */
export function refusalFrom(
  header: Header,
  sender: Sender | undefined,
  { peer, strangers }: Door,
): Problem | undefined {
  if (!peer) return undefined
  const name = `${header.application.slice(0, 60)}^${header.facility.slice(0, 60)}`
  const refused = (why: string): Problem => ({
    field: 'MSH-3',
    code: 204,
    text: `MSH-3, MSH-4: ${name} ${why}`,
  })
  if (!sender || sender.unset) {
    if (strangers === 'all' || (strangers === 'this-machine' && isLoopback(peer.address))) return undefined
    return refused('is not a sender that is set here')
  }
  if (sender.addresses.length > 0 && !isIn(peer.address, sender.addresses))
    return refused(`does not send from ${peer.address}`)
  if (sender.certificates.length > 0 && !sender.certificates.includes(peer.fingerprint ?? ''))
    return refused('has not shown its certificate')
  return undefined
}

const LOOPBACK = ['127.0.0.0/8', '::1/128']
const isLoopback = (address: string): boolean => isIn(address, LOOPBACK)

/** An IPv4 address that comes to a listener of both families is written ::ffff:10.1.2.3. */
function isIn(address: string, networks: readonly string[]): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '')
  const family = isIP(plain)
  if (family === 0) return false
  const list = new BlockList()
  for (const network of networks) {
    const [base = '', bits = ''] = network.split('/')
    list.addSubnet(base, Number(bits), isIP(base) === 4 ? 'ipv4' : 'ipv6')
  }
  return list.check(plain, family === 4 ? 'ipv4' : 'ipv6')
}
