/** Who comes to a door of messages as somebody they are not: a device with another's name, a sender nobody has set. */
export interface Stranger {
  door: 'mqtt' | 'hl7'
  /** From where. */
  address: string | undefined
  /** As whom. */
  as: string
  /** The site that concerns, as far as they say. */
  site?: string | undefined
  why: string
}
