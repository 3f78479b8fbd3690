/**
 * Where a message may be sent. HL7 goes to a machine of the house; a webhook to the outside, and into the house only where the
 * setting says so: whoever may set one could else have the server ask what they cannot reach themselves. Nobody at all lives
 * at the addresses where clouds hand out keys to whoever asks from within (link-local), nor at those that mean everybody or nobody.
 */
import { lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

export type MayBe = (address: string) => boolean

const NOBODY = listOf([
  ...['0.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'],
  ...['::/128', 'fe80::/10', 'ff00::/8', 'fd00:ec2::/32'],
])

/** What is no address of the outside (IANA's registries of special purpose), nor what another address may be wrapped in. */
const WITHIN = listOf([
  ...['10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...[
    '::/96',
    '64:ff9b::/96',
    '64:ff9b:1::/48',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    'fc00::/7',
  ],
])

/** An IPv4 address is the same one when it is written as IPv6. */
export const mayBeSentTo: MayBe = (address) => isIP(address) !== 0 && !isOn(NOBODY, address)

/** @param networks of the house in which webhooks may be, as WARDROOM_WEBHOOK_NETWORKS */
export function webhooksTo(networks: readonly string[]): MayBe {
  const ours = listOf(networks)
  return (address) => mayBeSentTo(address) && (isOn(ours, address) || !isOn(WITHIN, address))
}

/** Looks a name up, and gives the very addresses that were looked at: a name that means another the next moment gains nothing. */
export const lookingUp =
  (mayBe: MayBe): LookupFunction =>
  (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      const good = (error ? [] : addresses).filter(({ address }) => mayBe(address))
      const [first] = good
      if (error || !first) done(error ?? new Error(ELSEWHERE), '', 0)
      else if (options.all === true) done(null, good)
      else done(null, first.address, first.family)
    })
  }

export const ELSEWHERE = 'no receiver may be at that address'

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, Number(bits), family)
  }
  return list
}

const isOn = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
