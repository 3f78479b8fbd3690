/**
 * Where a message may be sent: to a machine of the house. No receiver lives at the addresses where clouds hand out keys to
 * whoever asks from within (link-local), nor at those that mean everybody or nobody.
 */
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

const NOBODY = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 3],
] as const)
  NOBODY.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of [
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
  ['fd00:ec2::', 32],
] as const)
  NOBODY.addSubnet(network, bits, 'ipv6')

/** An IPv4 address is the same one when it is written as IPv6. */
export function mayBeSentTo(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && !NOBODY.check(address, family === 4 ? 'ipv4' : 'ipv6')
}

/** Looks a name up, and gives the very addresses that were looked at: a name that means another the next moment gains nothing. */
export const lookedUp: LookupFunction = (host, options, done) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    const good = (error ? [] : addresses).filter(({ address }) => mayBeSentTo(address))
    const [first] = good
    if (error || !first) done(error ?? new Error(ELSEWHERE), '', 0)
    else if (options.all === true) done(null, good)
    else done(null, first.address, first.family)
  })
}

export const ELSEWHERE = 'no receiver may be at that address'
