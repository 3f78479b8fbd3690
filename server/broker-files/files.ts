/** What an outside broker has to know to hold devices to what the embedded one does: as its own files have it. Pure. */

export interface Known {
  /** "gh/bed/4w-12", or how Wardroom itself is called there. */
  user: string
  salt: string
  /** SHA-512 of the secret and then the salt. */
  hash: Buffer
}

/** Wardroom reads everything, and says that it is there. */
const OWN_WRITES = 'wardroom/+/bridge/#'

/** What EMQX puts the user name in place of. */
const ITS_NAME = '$' + '{username}'

/**
 * Mosquitto's password file and ACL. With `use_username_as_clientid true` a client id is nobody else's either.
 * @param own Wardroom's own account, where its URL has one
 */
export function mosquittoFiles(devices: readonly Known[], own: Known | undefined): Record<string, string> {
  const line = ({ user, salt, hash }: Known): string =>
    `${user}:$6$${Buffer.from(salt).toString('base64')}$${hash.toString('base64')}`
  return {
    passwords: lines([...(own ? [own] : []), ...devices].map(line)),
    acl: lines([
      ...(own ? [`user ${own.user}`, 'topic read wardroom/#', `topic write ${OWN_WRITES}`] : []),
      '# A device speaks below its own name, and listens to nothing.',
      'pattern write wardroom/%u/#',
    ]),
  }
}

/** EMQX: users to import (sha512, salt behind the password), and its ACL file. */
export function emqxFiles(devices: readonly Known[], own: Known | undefined): Record<string, string> {
  const row = ({ user, salt, hash }: Known): string => `${user},${hash.toString('hex')},${salt},false`
  return {
    'users.csv': lines([
      'user_id,password_hash,salt,is_superuser',
      ...[...(own ? [own] : []), ...devices].map(row),
    ]),
    'acl.conf': lines([
      ...(own
        ? [
            `{allow, {user, "${own.user}"}, subscribe, ["wardroom/#", "$share/wardroom/wardroom/#"]}.`,
            `{allow, {user, "${own.user}"}, publish, ["${OWN_WRITES}"]}.`,
          ]
        : []),
      `{allow, all, publish, ["wardroom/${ITS_NAME}/#"]}.`,
      '{deny, all}.',
    ]),
  }
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`
