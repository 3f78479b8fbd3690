/**
 * Sign-in by the hospital's identity provider: OpenID Connect, authorization code with PKCE, state and nonce. Only the
 * configured issuer and the hosts that were named beside it are ever asked for anything, whatever their documents say.
 */
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
  type CustomFetch,
} from 'openid-client'
import { z } from 'zod'

export interface OidcSettings {
  issuer: string
  clientId: string
  clientSecret: string | undefined
  /** What stands on the button. */
  name: string
  /** The claim that lists whose groups somebody is in. */
  groupsClaim: string
  scope: string
  /** Hosts beside the issuer's own that it may have us ask (its token endpoint, its keys). */
  hosts: readonly string[]
}

/** What is kept, out of the browser's hands, while somebody is at the provider. */
export const ssoKept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  back: z.string(),
})
export type SsoKept = z.infer<typeof ssoKept>

/** Who the provider says it is. The subject is theirs for ever; all else may change. */
export interface SsoPerson {
  issuer: string
  subject: string
  login: string
  name: string
  groups: string[]
}

/** The provider does not answer, or not as one does. Local accounts still sign in. */
export class ProviderAway extends Error {}
/** What came back is no proof of who somebody is. */
export class NotProven extends Error {}

/** What a provider says of itself seldom changes; its keys are asked for again by themselves when an unknown one signs. */
const KNOWN_FOR_MS = 3_600_000
const TIMEOUT_S = 8

const claims = z.object({
  sub: z.string().min(1).max(255),
  preferred_username: z.string().min(1).max(200).optional(),
  email: z.string().min(1).max(200).optional(),
  name: z.string().min(1).max(200).optional(),
})

export class SingleSignOn {
  readonly #settings: OidcSettings
  #known: { at: number; configuration: Promise<Configuration> } | undefined

  constructor(settings: OidcSettings) {
    this.#settings = settings
  }

  get name(): string {
    return this.#settings.name
  }

  /**
   * Where to send the browser.
   * @param back our own address that the provider sends it back to.
   * @throws ProviderAway
   */
  async begin(back: string): Promise<{ url: string; kept: SsoKept }> {
    const configuration = await this.#configuration()
    const kept = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), back }
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: back,
      scope: this.#settings.scope,
      state: kept.state,
      nonce: kept.nonce,
      code_challenge: await calculatePKCECodeChallenge(kept.verifier),
      code_challenge_method: 'S256',
    })
    return { url: url.href, kept }
  }

  /**
   * Who came back.
   * @param query what the provider put behind our address.
   * @throws NotProven, ProviderAway
   */
  async finish(query: string, kept: SsoKept): Promise<SsoPerson> {
    const configuration = await this.#configuration()
    const here = new URL(kept.back)
    here.search = query
    try {
      const tokens = await authorizationCodeGrant(configuration, here, {
        expectedState: kept.state,
        expectedNonce: kept.nonce,
        pkceCodeVerifier: kept.verifier,
        idTokenExpected: true,
      })
      const said: Record<string, unknown> = { ...tokens.claims() }
      const { groupsClaim } = this.#settings
      const more = configuration.serverMetadata().userinfo_endpoint
      // Many providers keep the token small and tell the rest when asked.
      if (more !== undefined && (said[groupsClaim] === undefined || said.name === undefined))
        Object.assign(said, await fetchUserInfo(configuration, tokens.access_token, String(said.sub)))
      return this.#personOf(said)
    } catch (cause) {
      if (isAway(cause)) throw new ProviderAway('the identity provider does not answer', { cause })
      throw new NotProven('the identity provider’s answer does not hold', { cause })
    }
  }

  #personOf(said: Record<string, unknown>): SsoPerson {
    const { sub, preferred_username, email, name } = claims.parse(said)
    const login = (preferred_username ?? email ?? sub).toLowerCase()
    const groups = z.array(z.string()).max(1000).catch([]).parse(said[this.#settings.groupsClaim])
    return { issuer: this.#settings.issuer, subject: sub, login, name: name ?? login, groups }
  }

  async #configuration(): Promise<Configuration> {
    const now = Date.now()
    if (!this.#known || now - this.#known.at > KNOWN_FOR_MS)
      this.#known = { at: now, configuration: this.#discovered() }
    const { configuration } = this.#known
    try {
      return await configuration
    } catch (cause) {
      if (this.#known.configuration === configuration) this.#known = undefined // asked again the next time
      throw new ProviderAway('the identity provider cannot be reached', { cause })
    }
  }

  #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings
    const url = new URL(issuer)
    return discovery(url, clientId, clientSecret, undefined, {
      timeout: TIMEOUT_S,
      [customFetch]: this.#fetch,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; settings allow http for this machine only
      execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
    })
  }

  /** A document of the provider may name any address as its token endpoint; a request goes to those we were told of. */
  readonly #fetch: CustomFetch = async (asked, options) => {
    const { issuer, hosts } = this.#settings
    const [url, own] = [new URL(asked), new URL(issuer)]
    if (url.protocol !== own.protocol || ![own.host, ...hosts].includes(url.host))
      throw new ProviderAway(
        `the identity provider has us ask ${url.host}, which is not among WARDROOM_OIDC_HOSTS`,
      )
    return fetch(url, options as RequestInit) // it is one, but for its type of body
  }
}

/** Not reached, or not in time; whatever else is thrown is an answer that does not hold. */
function isAway(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (
      cause instanceof ProviderAway ||
      cause.name === 'TimeoutError' ||
      ('code' in cause &&
        typeof cause.code === 'string' &&
        /^(ECONN|ENOTFOUND|EAI_|UND_|OAUTH_TIMEOUT)/.test(cause.code))
    )
      return true
  return false
}
