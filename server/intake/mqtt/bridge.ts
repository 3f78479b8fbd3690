/** What Wardroom says of itself on MQTT, per site: `wardroom/<site>/bridge/state` and `…/info`, both retained. */

export interface Announcement {
  topic: string
  payload: string
}

/** Whoever runs a device can see that Wardroom is there before looking for a fault in the device. */
export const bridgeState = (site: string, state: 'online' | 'offline'): Announcement => ({
  topic: `wardroom/${site}/bridge/state`,
  payload: JSON.stringify({ state }),
})

/** Which Wardroom it is; nothing secret, nothing about patients. */
export const bridgeInfo = (site: string, version: string): Announcement => ({
  topic: `wardroom/${site}/bridge/info`,
  payload: JSON.stringify({ name: 'wardroom', version, topics: 'wardroom/<site>/<kind>/<device>/<channel>' }),
})

export const isBridgeTopic = (topic: string): boolean => /^wardroom\/[^/]+\/bridge\//.test(topic)
