/**
 * Those who have come to a door and not shown yet who they are. There is room for so many; when one more comes, the one
 * who has stood there longest goes. Who means well shows it in milliseconds: two hundred walls of a hospital that come
 * back at once from one address all get in, while who only stands there makes room for the next.
 */
import { subnet } from './address.ts'

export interface ThresholdLimits {
  /** So many may stand there in all, */
  most: number
  /** and so many of one address. */
  mostOfOne: number
  /** So many of one address may come, and leave unknown, at once; one more each so many milliseconds. */
  burst?: number
  everyMs?: number
}

interface Address<Peer> {
  /** In the order they came. */
  standing: Set<Peer>
  /** Came lately without ever being known, at `at`. */
  lately: number
  at: number
}

/** Addresses nobody of whom stands here any more are looked through when there are so many. */
const ADDRESSES_MAX = 10_000

export class Threshold<Peer extends object> {
  readonly #limits: Required<ThresholdLimits>
  readonly #cut: (peer: Peer) => void
  readonly #now: () => number
  /** In the order they came. */
  readonly #standing = new Map<Peer, string>()
  readonly #addresses = new Map<string, Address<Peer>>()
  /** Cut for making room, since the start. */
  cut = 0

  constructor(
    limits: ThresholdLimits,
    cut: (peer: Peer) => void,
    now: () => number = () => performance.now(),
  ) {
    this.#limits = { burst: Infinity, everyMs: 50, ...limits }
    this.#cut = cut
    this.#now = now
  }

  get standing(): number {
    return this.#standing.size
  }

  /** Too many of this address came lately and were nobody: whoever comes now shows first who they are. */
  crowded(from: string | undefined): boolean {
    const address = this.#addresses.get(subnet(from))
    return address !== undefined && this.#lately(address) >= this.#limits.burst
  }

  came(peer: Peer, from: string | undefined): void {
    const name = subnet(from)
    const address = this.#addresses.get(name) ?? { standing: new Set<Peer>(), lately: 0, at: this.#now() }
    this.#addresses.set(name, address)
    address.lately = this.#lately(address) + 1
    address.at = this.#now()
    address.standing.add(peer)
    this.#standing.set(peer, name)
    if (address.standing.size > this.#limits.mostOfOne) this.#makeRoom(address.standing)
    if (this.#standing.size > this.#limits.most) this.#makeRoom(this.#standing.keys())
    if (this.#addresses.size > ADDRESSES_MAX) this.#forget()
  }

  /** It has shown who it is: it stands here no more, and never was a stranger. */
  known(peer: Peer): void {
    const address = this.#addresses.get(this.#standing.get(peer) ?? '')
    if (address) address.lately = Math.max(0, address.lately - 1)
    this.left(peer)
  }

  left(peer: Peer): void {
    const name = this.#standing.get(peer)
    if (name === undefined) return
    this.#standing.delete(peer)
    this.#addresses.get(name)?.standing.delete(peer)
  }

  #makeRoom(peers: Iterable<Peer>): void {
    for (const first of peers) {
      this.left(first)
      this.cut += 1
      this.#cut(first)
      return
    }
  }

  #lately({ lately, at }: Address<Peer>): number {
    return Math.max(0, lately - (this.#now() - at) / this.#limits.everyMs)
  }

  #forget(): void {
    for (const [name, address] of this.#addresses)
      if (address.standing.size === 0 && this.#lately(address) === 0) this.#addresses.delete(name)
  }
}
